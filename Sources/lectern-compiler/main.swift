// SPDX-License-Identifier: MIT
import CellCompiler
import FoundationEssentials
import Glibc
import SessionWire

// The compiler process: answers the kernel's questions until the kernel closes the channel.

/// The value behind an option; the kernel always gives them all.
func option(_ name: String) -> String {
  let arguments = CommandLine.arguments
  guard let index = arguments.firstIndex(of: "--\(name)"), arguments.indices.contains(index + 1)
  else { fatalError("lectern-compiler is started by `lectern kernel`, which gives --\(name)") }
  return arguments[index + 1]
}

// An interrupt in the terminal goes to the whole process group; it is meant for the cell.
signal(SIGINT, SIG_IGN)
signal(SIGPIPE, SIG_IGN)

let setup = CompilerSetup(
  scratch: option("scratch"), modules: option("modules").split(separator: ":").map(String.init),
  cache: option("cache"), toolchain: option("toolchain"))
let channel = FrameChannel(descriptor: Int32(option("channel")) ?? 3)
CompilerService(setup: setup, channel: channel).run()
try? FileManager.default.removeItem(atPath: setup.scratch)
_exit(0)

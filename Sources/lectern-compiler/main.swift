// SPDX-License-Identifier: MIT
import CellCompiler
import Glibc
import SessionWire

/// Ends the process with a sentence on standard error.
func fail(_ message: String) -> Never {
  let line = "lectern-compiler: \(message)\n"
  line.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
  exit(1)
}

// An interrupt is for the cell that runs, not for the compiler.
signal(SIGINT, SIG_IGN)
signal(SIGPIPE, SIG_IGN)

do {
  let options = try CommandLineOptions(Array(CommandLine.arguments.dropFirst()))
  _ = fcntl(options.channel, F_SETFD, FD_CLOEXEC)
  let compiler = try CellCompiler(configuration: options.configuration)
  CompilerServer(compiler: compiler, channel: FrameChannel(descriptor: options.channel)).run()
  // A cell that is still being compiled is of no use to anybody.
  _exit(0)
} catch {
  fail("\(error)")
}

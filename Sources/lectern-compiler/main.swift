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

/// Silences SourceKit, which writes about every half-written word that it is asked to complete.
func quietStandardError() {
  if getenv("LECTERN_TRACE") != nil { return }
  let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
  if nowhere >= 0 { dup2(nowhere, STDERR_FILENO) }
}

// An interrupt is for the cell that runs, not for the compiler.
signal(SIGINT, SIG_IGN)
signal(SIGPIPE, SIG_IGN)

do {
  let options = try CommandLineOptions(Array(CommandLine.arguments.dropFirst()))
  switch options.task {
  case .warmUp:
    _ = nice(19)
    try CacheWarming(configuration: options.configuration).fill()
  case .serve(let channel):
    _ = fcntl(channel, F_SETFD, FD_CLOEXEC)
    let frames = FrameChannel(descriptor: channel)
    let compiler: CellCompiler
    do {
      compiler = try CellCompiler(configuration: options.configuration)
    } catch {
      // The kernel tells the student, who never sees this process's own words.
      guard (try? frames.send(CompilerEvent.unavailable(reason: "\(error)"))) != nil else {
        fail("\(error)")
      }
      _exit(1)
    }
    quietStandardError()
    CompilerServer(compiler: compiler, channel: frames).run()
  }
  // A cell that is still being compiled is of no use to anybody.
  _exit(0)
} catch {
  fail("\(error)")
}

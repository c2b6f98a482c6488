// SPDX-License-Identifier: MIT
import CSandbox
import Glibc

/// The three pipes between this process and a child.
final class Pipes {
  /// A pipe that no other child inherits.
  struct Ends {
    let read: Int32
    let write: Int32

    init(program: String) throws(GuardedProcess.StartError) {
      var ends: [Int32] = [-1, -1]
      guard csandbox_pipe(&ends) == 0 else {
        throw GuardedProcess.StartError(program: program, code: errno)
      }
      read = ends[0]
      write = ends[1]
    }
  }

  let input: Ends
  let output: Ends
  let error: Ends
  /// Whether the child has been told that nothing else comes.
  var isInputClosed = false

  init(program: String) throws(GuardedProcess.StartError) {
    input = try Ends(program: program)
    output = try Ends(program: program)
    error = try Ends(program: program)
    for descriptor in [input.write, output.read, error.read] {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
  }

  /// What is waited for: output, error text, and room for input.
  var polled: [pollfd] {
    [
      pollfd(fd: output.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: error.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: input.write, events: Int16(POLLOUT), revents: 0),
    ]
  }

  func closeChildEnds() {
    for descriptor in [input.read, output.write, error.write] { close(descriptor) }
  }

  func closeOwnEnds() {
    if !isInputClosed { close(input.write) }
    for descriptor in [output.read, error.read] { close(descriptor) }
  }
}

/// Arrays of C strings for calls of the system.
enum CStrings {
  /// Calls the body with a null-terminated array.
  static func with<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { fatalError("the array ends in a null pointer") }
      return body(base)
    }
  }
}

// SPDX-License-Identifier: MIT

import Glibc

/// A program that a test runs to its end.
///
/// What it writes goes to a file and its end is waited for directly: a pipe, which Foundation would use for both, stays
/// open for as long as any process lives that another test happened to start at the same moment.
package struct Command {
  /// The exit code, or minus the number of the signal that ended the program.
  package let status: Int32
  /// What was written to the standard error.
  package let errorText: String

  /// Why a program could not be run.
  package struct Failure: Error {
    /// The program's path.
    package let program: String
    /// The system's error number.
    package let code: Int32
  }

  /// Runs a program and waits for its end.
  ///
  /// - Parameter arguments: The program's path, then its arguments.
  package init(_ arguments: [String]) throws(Failure) {
    var template = Array("/tmp/lectern-command-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw Failure(program: arguments[0], code: errno) }
    unlink(template)
    defer { close(file) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, file, STDERR_FILENO)
    var list = arguments.map { strdup($0) } + [nil]
    defer { for text in list { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, arguments[0], &actions, nil, &list, environ)
    guard code == 0 else { throw Failure(program: arguments[0], code: code) }
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0, errno == EINTR {}
    let signal = state & 0x7f
    status = signal == 0 ? (state >> 8) & 0xff : -signal
    errorText = Self.content(of: file)
  }

  private static func content(of file: Int32) -> String {
    lseek(file, 0, SEEK_SET)
    var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = read(file, &buffer, buffer.count)
      if count <= 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<count]
    }
  }
}

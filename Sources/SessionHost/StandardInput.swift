// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import Glibc

/// Lets `readLine()` ask the front end: the session's own standard input is empty.
enum StandardInput {
  static func connect() {
    lectern_set_line_reader {
      guard case .text(let line) = CurrentFrontEnd.value.input(prompt: "", isPassword: false)
      else { return nil }
      return strdup(line + "\n")
    }
  }
}

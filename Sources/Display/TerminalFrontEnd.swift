// SPDX-License-Identifier: MIT

import Glibc

/// The front end of a plain program: it prints each output's plain text.
package struct TerminalFrontEnd: FrontEnd {
  /// Makes a front end that prints to standard output.
  package init() {}

  /// Nobody can see an update in place: what is printed stays.
  package var isLive: Bool { false }

  /// Prints the plain text, and leaves a picture in the folder for them.
  package func display(_ bundle: MIMEBundle, id: String?) {
    printText(of: bundle)
    FigureFolder.write(bundle, id: id)
  }

  /// Prints the plain text again, below what was printed before; the new picture replaces the old one.
  package func update(_ bundle: MIMEBundle, id: String) { display(bundle, id: id) }

  /// Prints the plain text, and leaves a picture in the folder for them.
  package func result(_ bundle: MIMEBundle) { display(bundle, id: nil) }

  /// Prints the plain text.
  package func page(_ bundle: MIMEBundle) { printText(of: bundle) }

  /// Leaves the terminal as it is: earlier lines may belong to other programs.
  package func clear(wait: Bool) {}

  /// Reads a line of standard input; a password is not echoed.
  package func input(prompt: String, isPassword: Bool) -> InputReply {
    print(prompt, terminator: "")
    fflush(nil)
    let line = isPassword ? Self.withoutEcho { Swift.readLine() } : Swift.readLine()
    return line.map(InputReply.text) ?? .endOfFile
  }

  /// Drops the message: nobody is at the other end.
  package func comm(_ message: CommMessage) {}

  private func printText(of bundle: MIMEBundle) {
    guard case .text(let text)? = bundle.contents["text/plain"] else { return }
    print(text)
  }

  private static func withoutEcho(_ body: () -> String?) -> String? {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return body() }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
      print()
    }
    return body()
  }
}

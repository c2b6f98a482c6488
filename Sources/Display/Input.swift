// SPDX-License-Identifier: MIT

/// Why no line of input came.
public enum InputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Nobody is there to answer, as when a notebook is executed without a front end.
  case unavailable
  /// The input ended.
  case endOfFile

  /// What happened and what to do about it.
  public var description: String {
    switch self {
    case .unavailable:
      "Nobody can answer a request for input here; run the notebook in JupyterLab or set the value in the cell."
    case .endOfFile: "The input ended before a line was entered."
    }
  }
}

/// Asks for a line of text, with a prompt, and waits for the answer.
///
/// - Throws: `InputError` where nobody can answer or the input ended.
public func readLine(prompt: String) throws(InputError) -> String {
  try ask(prompt, isPassword: false)
}

/// Asks for a secret, which is not shown while it is typed, and waits for the answer.
///
/// - Throws: `InputError` where nobody can answer or the input ended.
public func readPassword(prompt: String) throws(InputError) -> String {
  try ask(prompt, isPassword: true)
}

/// Waits for a line of text from the notebook's front end, or from standard input in a plain program.
///
/// - Requires: Somebody who can answer.
/// - Returns: The line, or nil where the input ended.
public func readLine(strippingNewline: Bool = true) -> String? {
  switch CurrentFrontEnd.value.input(prompt: "", isPassword: false) {
  case .text(let line): strippingNewline ? line : line + "\n"
  case .endOfFile: nil
  case .unavailable: fatalError(InputError.unavailable.description)
  }
}

private func ask(_ prompt: String, isPassword: Bool) throws(InputError) -> String {
  switch CurrentFrontEnd.value.input(prompt: prompt, isPassword: isPassword) {
  case .text(let line): return line
  case .endOfFile: throw .endOfFile
  case .unavailable: throw .unavailable
  }
}

// SPDX-License-Identifier: MIT
import Display
import SessionWire

/// The output of an included file: its last expression is no result of the cell.
struct OutputWithoutResult: SessionOutput {
  let output: any SessionOutput

  func write(_ bytes: [UInt8], isError: Bool) { output.write(bytes, isError: isError) }
  func show(_ action: DisplayAction, _ bundle: MIMEBundle) {
    if action != .result { output.show(action, bundle) }
  }
  func input(prompt: String, isPassword: Bool) async -> InputReply {
    await output.input(prompt: prompt, isPassword: isPassword)
  }
  func comm(_ message: CommMessage) { output.comm(message) }
}

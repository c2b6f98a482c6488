// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import Glibc
import SessionWire

/// What a thread reported at the end of its work, in Swift's terms.
struct HostReport {
  let role: lectern_role
  let end: lectern_end
  let frames: [StackFrame]
  let generation: Int
  private let signal: Int
  private let code: Int
  private let type: String
  private let description: String
  private let message: String

  /// Takes over the report's strings.
  init(_ report: inout lectern_report) {
    role = report.role
    end = report.end
    generation = Int(report.generation)
    signal = Int(report.signal)
    code = Int(report.code)
    frames = Self.frames(&report.frames)
    type = Self.take(report.type)
    description = Self.take(report.description)
    message = RuntimeMessage.text(of: Self.text(&report.message))
  }

  /// Whether the thread is one of the session's executors, which know for which run they work.
  var isOfTask: Bool { role != LECTERN_ROLE_FOREIGN }

  /// The report as the end of a cell.
  var outcome: CellOutcome {
    switch end {
    case LECTERN_END_THREW: .threw(type: type, description: description, frames: frames)
    case LECTERN_END_TRAPPED: .trapped(signal: signal, message: message, frames: frames)
    case LECTERN_END_EXITED: .exited(code: code)
    case LECTERN_END_STOPPED: .interrupted(frames: frames)
    default: .completed
    }
  }

  /// The report in one line, where no cell ends with it.
  var summary: String {
    switch end {
    case LECTERN_END_THREW: "\(type): \(description)"
    case LECTERN_END_EXITED: "exit(\(code)) was called in the background"
    default: message.isEmpty ? "signal \(signal)" : message
    }
  }

  private static func take(_ text: UnsafeMutablePointer<CChar>?) -> String {
    guard let text else { return "" }
    defer { free(text) }
    return String(cString: text)
  }

  private static func text<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func frames(_ frames: inout lectern_frames) -> [StackFrame] {
    let count = Int(frames.count)
    return withUnsafeBytes(of: &frames.pcs) { bytes in
      bytes.bindMemory(to: UInt.self).prefix(count).compactMap(Self.frame)
    }
  }

  private static func frame(_ pc: UInt) -> StackFrame? {
    var offset: UInt64 = 0
    guard let library = lectern_library_of(pc, &offset) else { return nil }
    return StackFrame(library: String(cString: library), offset: offset)
  }
}

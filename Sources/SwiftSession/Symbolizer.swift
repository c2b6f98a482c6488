// SPDX-License-Identifier: MIT
import Glibc
import SessionWire

/// A place in a cell or in the library, found from an instruction's address.
struct SourcePlace: Sendable, Equatable {
  let function: String
  let file: String
  let line: Int
  var column: Int
  /// The shared library that holds the instruction.
  let library: String
}

/// Turns instruction offsets into source places with the toolchain's `llvm-symbolizer`.
struct Symbolizer: Sendable {
  let toolchain: String

  /// The places of each frame, innermost first; inlined calls give several places for one frame.
  func places(of frames: [StackFrame]) -> [SourcePlace] {
    guard !frames.isEmpty else { return [] }
    let requests = frames.map { "CODE \"\($0.library)\" 0x\(String($0.offset, radix: 16))" }
    let arguments = ["--inlines", "--demangle", "--output-style=LLVM"] + requests
    guard
      let text = CapturedOutput.of(
        program: "\(toolchain)/bin/llvm-symbolizer", arguments: arguments)
    else { return [] }
    let answers = text.split(separator: "\n\n")
    return zip(frames, answers).flatMap { frame, answer in
      Self.places(in: answer, library: frame.library)
    }
  }

  /// Reads one answer: pairs of lines, the function and `file:line:column`.
  static func places(in answer: Substring, library: String) -> [SourcePlace] {
    let lines = answer.split(separator: "\n")
    return stride(from: 0, to: lines.count - 1, by: 2).compactMap { index in
      let fields = lines[index + 1].split(separator: ":")
      guard fields.count >= 3, let line = Int(fields[fields.count - 2]),
        let column = Int(fields[fields.count - 1])
      else { return nil }
      let path = fields.dropLast(2).joined(separator: ":")
      return SourcePlace(
        function: demangled(String(lines[index])),
        file: String(path.split(separator: "/").last ?? ""),
        line: line, column: column, library: library)
    }
  }

  /// A Swift symbol in readable form, without its module and argument types.
  static func demangled(_ symbol: String) -> String {
    let readable = symbol.withCString { name -> String in
      guard let text = swiftDemangle(name, strlen(name), nil, nil, 0) else { return symbol }
      defer { free(text) }
      return String(cString: text)
    }
    return FunctionName(demangled: readable).short
  }
}

@_silgen_name("swift_demangle")
private func swiftDemangle(
  _ name: UnsafePointer<CChar>, _ length: Int, _ buffer: UnsafeMutablePointer<CChar>?,
  _ size: UnsafeMutablePointer<Int>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?

/// The output of a short-lived program.
package enum CapturedOutput {
  /// Runs the program and gives what it printed; nil when it cannot be started.
  package static func of(program: String, arguments: [String]) -> String? {
    guard let pipe = try? Pipe() else { return nil }
    defer { close(pipe.read) }
    let child = try? ChildProcess(
      program: program, arguments: arguments, output: (out: pipe.write, err: pipe.write),
      environment: ProcessEnvironment.current)
    close(pipe.write)
    guard let child else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = read(pipe.read, &buffer, buffer.count)
      if count > 0 { bytes += buffer[..<count] }
      if count == 0 || (count < 0 && errno != EINTR) { break }
    }
    _ = child.wait()
    return String(decoding: bytes, as: UTF8.self)
  }
}

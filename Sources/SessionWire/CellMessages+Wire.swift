// SPDX-License-Identifier: MIT

extension DeclarationKind: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let text = try reader.next(String.self)
    guard let value = Self(rawValue: text) else { throw .unknownKind(-1) }
    self = value
  }
  package func encode(into writer: inout WireWriter) { writer.append(rawValue) }
}

extension Declaration: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      name: try reader.next(), kind: try reader.next(), line: try reader.next(),
      signature: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(name)
    writer.append(kind)
    writer.append(line)
    writer.append(signature)
  }
}

extension CellInterface: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      cell: try reader.next(), label: try reader.next(), module: try reader.next(),
      declarations: try reader.next(), imports: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(cell)
    writer.append(label)
    writer.append(module)
    writer.append(declarations)
    writer.append(imports)
  }
}

extension Diagnostic.Severity: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let text = try reader.next(String.self)
    guard let value = Self(rawValue: text) else { throw .unknownKind(-1) }
    self = value
  }
  package func encode(into writer: inout WireWriter) { writer.append(rawValue) }
}

extension Diagnostic: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      severity: try reader.next(), message: try reader.next(), label: try reader.next(),
      line: try reader.next(), column: try reader.next(), length: try reader.next(),
      sourceLine: try reader.next(), fixIts: try reader.next(), notes: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(severity)
    writer.append(message)
    writer.append(label)
    writer.append(line)
    writer.append(column)
    writer.append(length)
    writer.append(sourceLine)
    writer.append(fixIts)
    writer.append(notes)
  }
}

extension Optimization: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let text = try reader.next(String.self)
    guard let value = Self(rawValue: text) else { throw .unknownKind(-1) }
    self = value
  }
  package func encode(into writer: inout WireWriter) { writer.append(rawValue) }
}

extension CellSource: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      cell: try reader.next(), label: try reader.next(), source: try reader.next(),
      optimization: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(cell)
    writer.append(label)
    writer.append(source)
    writer.append(optimization)
  }
}

extension CellLibrary: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      cell: try reader.next(), label: try reader.next(), path: try reader.next(),
      entryPoint: try reader.next(), dependencies: try reader.next(),
      insertions: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(cell)
    writer.append(label)
    writer.append(path)
    writer.append(entryPoint)
    writer.append(dependencies)
    writer.append(insertions)
  }
}

extension ColumnInsertion: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(line: try reader.next(), column: try reader.next(), length: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(line)
    writer.append(column)
    writer.append(length)
  }
}

extension StackFrame: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(library: try reader.next(), offset: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(library)
    writer.append(offset)
  }
}

extension CellOutcome: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .completed
    case 1:
      self = .threw(
        type: try reader.next(), description: try reader.next(), frames: try reader.next())
    case 2:
      self = .trapped(
        signal: try reader.next(), message: try reader.next(), frames: try reader.next())
    case 3: self = .exited(code: try reader.next())
    case 4: self = .interrupted(frames: try reader.next())
    case 5: self = .notLoaded(reason: try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .completed: writer.append(0)
    case .threw(let type, let description, let frames):
      writer.append(1)
      writer.append(type)
      writer.append(description)
      writer.append(frames)
    case .trapped(let signal, let message, let frames):
      writer.append(2)
      writer.append(signal)
      writer.append(message)
      writer.append(frames)
    case .exited(let code):
      writer.append(3)
      writer.append(code)
    case .interrupted(let frames):
      writer.append(4)
      writer.append(frames)
    case .notLoaded(let reason):
      writer.append(5)
      writer.append(reason)
    }
  }
}

// SPDX-License-Identifier: MIT

extension Completeness: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .complete
    case 1: self = .incomplete(indent: try reader.next())
    case 2: self = .invalid
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .complete: writer.append(0)
    case .incomplete(let indent):
      writer.append(1)
      writer.append(indent)
    case .invalid: writer.append(2)
    }
  }
}

extension CompletionItem: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(text: try reader.next(), kind: try reader.next(), signature: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(text)
    writer.append(kind)
    writer.append(signature)
  }
}

extension Completions: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(items: try reader.next(), start: try reader.next(), end: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(items)
    writer.append(start)
    writer.append(end)
  }
}

extension Inspection: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      declaration: try reader.next(), documentation: try reader.next(), source: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(declaration)
    writer.append(documentation)
    writer.append(source)
  }
}

extension CompilationResult: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0:
      self = .success(
        library: try reader.next(), interface: try reader.next(), warnings: try reader.next())
    case 1: self = .failure(try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .success(let library, let interface, let warnings):
      writer.append(0)
      writer.append(library)
      writer.append(interface)
      writer.append(warnings)
    case .failure(let diagnostics):
      writer.append(1)
      writer.append(diagnostics)
    }
  }
}

extension CompilerCommand: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .compile(number: try reader.next(), try reader.next())
    case 1: self = .checkCompleteness(number: try reader.next(), source: try reader.next())
    case 2:
      self = .complete(
        number: try reader.next(), source: try reader.next(), cursor: try reader.next())
    case 3:
      self = .inspect(
        number: try reader.next(), source: try reader.next(), cursor: try reader.next())
    case 4: self = .publish(try reader.next(), source: try reader.next())
    case 5: self = .forget
    case 6: self = .shutdown
    case 7: self = .useModules(try reader.next())
    case 8: self = .writeScript(number: try reader.next(), try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .compile(let number, let source):
      writer.append(0)
      writer.append(number)
      writer.append(source)
    case .checkCompleteness(let number, let source):
      writer.append(1)
      writer.append(number)
      writer.append(source)
    case .complete(let number, let source, let cursor):
      writer.append(2)
      writer.append(number)
      writer.append(source)
      writer.append(cursor)
    case .inspect(let number, let source, let cursor):
      writer.append(3)
      writer.append(number)
      writer.append(source)
      writer.append(cursor)
    case .publish(let interface, let source):
      writer.append(4)
      writer.append(interface)
      writer.append(source)
    case .forget: writer.append(5)
    case .shutdown: writer.append(6)
    case .useModules(let arguments):
      writer.append(7)
      writer.append(arguments)
    case .writeScript(let number, let parts):
      writer.append(8)
      writer.append(number)
      writer.append(parts)
    }
  }
}

extension CompilerEvent: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .ready
    case 1: self = .compiled(number: try reader.next(), try reader.next())
    case 2: self = .completeness(number: try reader.next(), try reader.next())
    case 3: self = .completions(number: try reader.next(), try reader.next())
    case 4: self = .inspection(number: try reader.next(), try reader.next())
    case 5: self = .script(number: try reader.next(), try reader.next())
    case 6: self = .unavailable(reason: try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .ready: writer.append(0)
    case .compiled(let number, let result):
      writer.append(1)
      writer.append(number)
      writer.append(result)
    case .completeness(let number, let completeness):
      writer.append(2)
      writer.append(number)
      writer.append(completeness)
    case .completions(let number, let completions):
      writer.append(3)
      writer.append(number)
      writer.append(completions)
    case .inspection(let number, let inspection):
      writer.append(4)
      writer.append(number)
      writer.append(inspection)
    case .script(let number, let text):
      writer.append(5)
      writer.append(number)
      writer.append(text)
    case .unavailable(let reason):
      writer.append(6)
      writer.append(reason)
    }
  }
}

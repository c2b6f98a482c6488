// SPDX-License-Identifier: MIT
package import Display

extension JSON: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .null
    case 1: self = .bool(try reader.next())
    case 2: self = .int(try reader.next())
    case 3: self = .double(try reader.next())
    case 4: self = .string(try reader.next())
    case 5: self = .array(try reader.next())
    case 6: self = .object(try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .null: writer.append(0)
    case .bool(let value):
      writer.append(1)
      writer.append(value)
    case .int(let value):
      writer.append(2)
      writer.append(value)
    case .double(let value):
      writer.append(3)
      writer.append(value)
    case .string(let value):
      writer.append(4)
      writer.append(value)
    case .array(let value):
      writer.append(5)
      writer.append(value)
    case .object(let value):
      writer.append(6)
      writer.append(value)
    }
  }
}

extension MIMEBundle.Content: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .text(try reader.next())
    case 1: self = .binary(try reader.next(Blob.self).bytes)
    case 2: self = .json(try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .text(let value):
      writer.append(0)
      writer.append(value)
    case .binary(let value):
      writer.append(1)
      writer.append(Blob(value))
    case .json(let value):
      writer.append(2)
      writer.append(value)
    }
  }
}

extension MIMEBundle: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(try reader.next(), metadata: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(contents)
    writer.append(metadata)
  }
}

extension CommMessage.Kind: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let text = try reader.next(String.self)
    guard let value = Self(rawValue: text) else { throw .unknownKind(-1) }
    self = value
  }
  package func encode(into writer: inout WireWriter) { writer.append(rawValue) }
}

extension CommMessage: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(
      kind: try reader.next(), id: try reader.next(), target: try reader.next(),
      data: try reader.next(), metadata: try reader.next(),
      buffers: try reader.next([Blob].self).map(\.bytes))
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(kind)
    writer.append(id)
    writer.append(target)
    writer.append(data)
    writer.append(metadata)
    writer.append(buffers.map(Blob.init))
  }
}

extension InputReply: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .text(try reader.next())
    case 1: self = .endOfFile
    case 2: self = .unavailable
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .text(let value):
      writer.append(0)
      writer.append(value)
    case .endOfFile: writer.append(1)
    case .unavailable: writer.append(2)
    }
  }
}

extension VariableName: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(name: try reader.next(), cell: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(name)
    writer.append(cell)
  }
}

extension VariableText: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self.init(type: try reader.next(), value: try reader.next())
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(type)
    writer.append(value)
  }
}

extension HostCommand: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .run(try reader.next())
    case 1: self = .interrupt
    case 2: self = .displayAcknowledged(try reader.next())
    case 3: self = .input(try reader.next())
    case 4: self = .comm(number: try reader.next(), try reader.next())
    case 5: self = .shutdown
    case 6: self = .publish(try reader.next())
    case 7: self = .readVariables(number: try reader.next(), try reader.next())
    case 8: self = .stopReading(number: try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .run(let library):
      writer.append(0)
      writer.append(library)
    case .interrupt: writer.append(1)
    case .displayAcknowledged(let number):
      writer.append(2)
      writer.append(number)
    case .input(let reply):
      writer.append(3)
      writer.append(reply)
    case .comm(let number, let message):
      writer.append(4)
      writer.append(number)
      writer.append(message)
    case .shutdown: writer.append(5)
    case .publish(let interface):
      writer.append(6)
      writer.append(interface)
    case .readVariables(let number, let names):
      writer.append(7)
      writer.append(number)
      writer.append(names)
    case .stopReading(let number):
      writer.append(8)
      writer.append(number)
    }
  }
}

extension DisplayAction: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .display(id: try reader.next())
    case 1: self = .update(id: try reader.next())
    case 2: self = .result
    case 3: self = .page
    case 4: self = .clear(wait: try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .display(let id):
      writer.append(0)
      writer.append(id)
    case .update(let id):
      writer.append(1)
      writer.append(id)
    case .result: writer.append(2)
    case .page: writer.append(3)
    case .clear(let wait):
      writer.append(4)
      writer.append(wait)
    }
  }
}

extension HostEvent: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .ready
    case 1:
      self = .display(
        number: try reader.next(), cell: try reader.next(), action: try reader.next(),
        bundle: try reader.next())
    case 2: self = .inputRequest(prompt: try reader.next(), isPassword: try reader.next())
    case 3: self = .comm(try reader.next())
    case 4:
      self = .backgroundTrap(
        cell: try reader.next(), message: try reader.next(), frames: try reader.next())
    case 5: self = .finished(cell: try reader.next(), outcome: try reader.next())
    case 6: self = .commDelivered(number: try reader.next(), isKnown: try reader.next())
    case 7: self = .commAnswer(number: try reader.next(), try reader.next())
    case 8: self = .variable(number: try reader.next(), try reader.next())
    case 9: self = .variablesRead(number: try reader.next(), outcome: try reader.next())
    case 10: self = .lastWords(cell: try reader.next(), outcome: try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .ready: writer.append(0)
    case .display(let number, let cell, let action, let bundle):
      writer.append(1)
      writer.append(number)
      writer.append(cell)
      writer.append(action)
      writer.append(bundle)
    case .inputRequest(let prompt, let isPassword):
      writer.append(2)
      writer.append(prompt)
      writer.append(isPassword)
    case .comm(let message):
      writer.append(3)
      writer.append(message)
    case .commAnswer(let number, let message):
      writer.append(7)
      writer.append(number)
      writer.append(message)
    case .commDelivered(let number, let isKnown):
      writer.append(6)
      writer.append(number)
      writer.append(isKnown)
    case .backgroundTrap(let cell, let message, let frames):
      writer.append(4)
      writer.append(cell)
      writer.append(message)
      writer.append(frames)
    case .finished(let cell, let outcome):
      writer.append(5)
      writer.append(cell)
      writer.append(outcome)
    case .lastWords(let cell, let outcome):
      writer.append(10)
      writer.append(cell)
      writer.append(outcome)
    case .variable(let number, let text):
      writer.append(8)
      writer.append(number)
      writer.append(text)
    case .variablesRead(let number, let outcome):
      writer.append(9)
      writer.append(number)
      writer.append(outcome)
    }
  }
}

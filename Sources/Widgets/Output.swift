// SPDX-License-Identifier: MIT

public import Display
import Synchronization

/// A place on the page for anything that can be shown, of which code can change the content.
public struct Output: Widget {
  /// The state that code and front ends share.
  public let model: WidgetModel
  private let first = FirstOutput()

  /// Makes a place that is empty.
  public init() {
    model = WidgetModel(shown: .output, ["msg_id": "", "outputs": []])
  }

  /// Makes a place that shows a value.
  public init<T>(_ value: T) {
    self.init()
    show(value)
  }

  /// Shows a value in place of all that was shown here.
  public func show<T>(_ value: T) {
    let bundle = MIMEBundle(showing: value)
    first.bundle.withLock { $0 = bundle }
    model.set("outputs", to: [Self.output(bundle)])
  }

  /// Shows a value below what is shown here.
  public func append<T>(_ value: T) {
    let outputs = model["outputs"]?.arrayValue ?? []
    if outputs.isEmpty { return show(value) }
    model.set("outputs", to: .array(outputs + [Self.output(MIMEBundle(showing: value))]))
  }

  /// Shows an error, as a cell that failed does.
  public func show(failure: any Error) {
    let (name, text) = ("\(type(of: failure))", "\(failure)")
    first.bundle.withLock { $0 = MIMEBundle(text: "\(name): \(text)") }
    model.set(
      "outputs",
      to: [
        [
          "output_type": "error", "ename": .string(name), "evalue": .string(text),
          "traceback": [.string("\(name): \(text)")],
        ]
      ])
  }

  /// Empties the place.
  public func clear() {
    first.bundle.withLock { $0 = MIMEBundle(text: "") }
    model.set("outputs", to: [])
  }

  /// What the first output shows, in all its formats.
  public var fallback: MIMEBundle { first.bundle.withLock { $0 } }

  /// An output as notebooks hold it; PDF, which no page shows, is left out.
  private static func output(_ bundle: MIMEBundle) -> JSON {
    var data: [String: JSON] = [:]
    for (type, content) in bundle.contents where type != "application/pdf" {
      switch content {
      case .text(let text): data[type] = .string(text)
      case .binary(let bytes): data[type] = .string(Base64.encode(bytes))
      case .json(let value): data[type] = value
      }
    }
    return [
      "output_type": "display_data", "data": .object(data), "metadata": .object(bundle.metadata),
    ]
  }
}

/// The bundle of an output's first value, for pages where no kernel runs.
private final class FirstOutput: Sendable {
  let bundle = Mutex(MIMEBundle(text: ""))
}

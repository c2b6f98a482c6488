// SPDX-License-Identifier: MIT

import Display
import Synchronization

/// The state of one widget, which the session and every front end that shows it hold alike.
///
/// It speaks version 2.1 of the protocol of ipywidgets 8. A change that a person makes is in the state at once, also while a
/// cell runs; handlers run where handlers of comms do.
public final class WidgetModel: Sendable {
  static let target = "jupyter.widget"
  private static let protocolVersion = "2.1.0"

  private struct Content {
    var state: [String: JSON]
    var binary: [String: [UInt8]]
    var observers: [String: [Observer]] = [:]
    /// What a person changed and those who watch it have not been told yet.
    var untoldKeys: Set<String> = []
    var eventHandlers: [Observer] = []
  }

  private let comm: Comm
  private let content: Mutex<Content>

  /// Makes a model and tells the front ends of it.
  init(_ kind: WidgetKind, _ state: [String: JSON], binary: [String: [UInt8]] = [:]) {
    let state = kind.state.merging(state) { _, own in own }
    content = Mutex(Content(state: state, binary: binary))
    comm = Comm(
      target: Self.target,
      Self.message(state, binary, metadata: ["version": .string(Self.protocolVersion)]))
    WidgetRegistry.add(self)
    comm.onArrival { [weak self] in self?.receive($0) }
    comm.onClose { [weak self] _ in self.map(WidgetRegistry.remove) }
  }

  /// Makes the model of something that has a place on the page, and a style where one is named.
  convenience init(
    shown kind: WidgetKind, style: String? = nil, layout: [String: JSON] = [:],
    _ state: [String: JSON], binary: [String: [UInt8]] = [:]
  ) {
    var all: [String: JSON] = [
      "_dom_classes": [], "tabbable": .null, "tooltip": .null,
      "layout": WidgetModel(.layout, layout).reference,
    ]
    if let style {
      // Labels are shown in full rather than cut at a fixed width.
      all["style"] = WidgetModel(.style(style), ["description_width": "initial"]).reference
    }
    self.init(kind, all.merging(state) { _, own in own }, binary: binary)
  }

  /// The identifier by which other widgets' states refer to this one.
  public var id: String { comm.id }

  /// How another widget's state refers to this one.
  var reference: JSON { .string("IPY_MODEL_\(id)") }

  /// The value that the state has under a name.
  subscript(key: String) -> JSON? { content.withLock { $0.state[key] } }

  /// Changes a value, here and in the front ends, and tells those who watch it.
  func set(_ key: String, to value: JSON) {
    let isNew = content.withLock { content in
      defer { content.state[key] = value }
      return content.state[key] != value
    }
    // A loop that sets what it has set before comes by here, too, and lets handlers run.
    guard isNew else { return processEvents() }
    comm.send(Self.update([key: value]))
    notify([key])
  }

  /// Changes bytes, here and in the front ends.
  func set(_ key: String, toBytes bytes: [UInt8]) {
    content.withLock { $0.binary[key] = bytes }
    comm.send(Self.update([:], [key: bytes]))
  }

  /// Calls a closure after each change of a value, by code or by a person.
  func observe(_ key: String, _ handler: @escaping () -> Void) {
    let observer = Observer { _ in handler() }
    content.withLock { $0.observers[key, default: []].append(observer) }
  }

  /// Calls a closure at each event that is no change of the state, such as a click.
  func onEvent(_ handler: @escaping (JSON) -> Void) {
    let observer = Observer(handler)
    content.withLock { $0.eventHandlers.append(observer) }
  }

  /// Takes the widget away from every front end.
  func close() {
    comm.close()
    WidgetRegistry.remove(self)
  }

  /// All that a front end needs to show the widget anew: its names, state and bytes.
  var snapshot: (state: [String: JSON], binary: [String: [UInt8]]) {
    content.withLock { ($0.state, $0.binary) }
  }

  // MARK: Messages

  /// Answers a message; gives back the user code that it calls for.
  private func receive(_ message: Comm.Message) -> (@Sendable () -> Void)? {
    switch message.data["method"]?.stringValue {
    case "update": return take(message.data["state"])
    case "request_state":
      let (state, binary) = snapshot
      comm.send(Self.update(state, binary))
      return nil
    case "custom":
      let event = message.data["content"] ?? .null
      return { [self] in handleEvent(event) }
    default: return nil
    }
  }

  /// Takes over what a person changed and says so to all front ends; those who watch it are told later, and not once more
  /// for each step of a handle that they have not heard of yet.
  private func take(_ change: JSON?) -> (@Sendable () -> Void)? {
    guard case .object(let values)? = change else { return nil }
    let known = content.withLock { content in
      let known = values.filter { content.state[$0.key] != nil }
      content.state.merge(known) { _, new in new }
      return known
    }
    guard !known.isEmpty else { return nil }
    comm.send(Self.update(known, method: "echo_update"))
    let news = content.withLock { content in
      let news = known.keys.filter {
        content.observers[$0] != nil && !content.untoldKeys.contains($0)
      }
      content.untoldKeys.formUnion(news)
      return news
    }
    if news.isEmpty { return nil }
    return { [self] in tell(news.sorted()) }
  }

  /// Tells of a person's changes; those that came since are told with them, once and with the last value.
  private func tell(_ keys: [String]) {
    content.withLock { $0.untoldKeys.subtract(keys) }
    notify(keys)
  }

  private func notify(_ keys: [String]) {
    for key in keys {
      for observer in content.withLock({ $0.observers[key] ?? [] }) { observer.call(.null) }
    }
  }

  private func handleEvent(_ event: JSON) {
    for handler in content.withLock({ $0.eventHandlers }) { handler.call(event) }
  }

  private static func update(
    _ state: [String: JSON], _ binary: [String: [UInt8]] = [:], method: JSON = "update"
  ) -> Comm.Message {
    message(state, binary, ["method": method])
  }

  private static func message(
    _ state: [String: JSON], _ binary: [String: [UInt8]], _ others: [String: JSON] = [:],
    metadata: JSON = [:]
  ) -> Comm.Message {
    let keys = binary.keys.sorted()
    var data = others
    data["state"] = .object(state)
    data["buffer_paths"] = .array(keys.map { .array([.string($0)]) })
    return Comm.Message(
      .object(data), metadata: metadata, buffers: keys.compactMap { binary[$0] })
  }
}

/// A closure of user code; the session calls it only where no other user code runs.
private struct Observer: @unchecked Sendable {
  let call: (JSON) -> Void
  init(_ call: @escaping (JSON) -> Void) { self.call = call }
}

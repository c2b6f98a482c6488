// SPDX-License-Identifier: MIT

import Display
import TestSupport
import Testing

@testable import Widgets

@Suite("Widgets") struct WidgetLaws {
  /// As many bytes as tell a picture's size.
  private static let picture = PNG(
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 1, count: 16))

  /// The messages on comms that a piece of user code sends.
  private func messages(_ body: () -> Void) -> [CommMessage] {
    RecordingFrontEnd.events(body).compactMap { event in
      if case .comm(let message) = event { message } else { nil }
    }
  }

  /// A person's change of a widget's state, as a front end sends it.
  private func change(_ widget: some Widget, _ state: JSON) {
    #expect(
      Comm.deliver(
        CommMessage(
          kind: .message, id: widget.model.id,
          data: ["method": "update", "state": state, "buffer_paths": []])))
  }

  @Test("What a widget refers to is opened before it, in the protocol's version")
  func order() throws {
    let opened = messages { _ = HBox(FloatSlider(0...1), HTML("<b>text</b>")) }
    #expect(opened.allSatisfy { $0.kind == .open && $0.target == "jupyter.widget" })
    #expect(opened.allSatisfy { $0.metadata["version"] == "2.1.0" })
    var known: Set<String> = []
    for message in opened {
      guard case .object(let state)? = message.data["state"] else { return #expect(Bool(false)) }
      for value in state.values {
        for reference in ([value] + (value.arrayValue ?? [])).compactMap(\.stringValue)
        where reference.hasPrefix("IPY_MODEL_") {
          #expect(known.contains(reference))
        }
      }
      known.insert("IPY_MODEL_\(message.id)")
    }
    #expect(opened.last?.data["state"]?["_model_name"] == "HBoxModel")
    #expect(opened.last?.data["state"]?["children"]?.arrayValue?.count == 2)
  }

  @Test("A person's change reaches the value and the handlers, and is echoed to all front ends")
  func changes() {
    var heard: [Float] = []
    var slider: FloatSlider?
    let sent = messages {
      let made = FloatSlider(-3...3, label: "z")
      made.onChange { heard.append($0) }
      change(made, ["value": 1.25])
      slider = made
    }
    #expect(slider?.value == 1.25)
    #expect(heard == [1.25])
    #expect(
      sent.last?.data
        == ["method": "echo_update", "state": ["value": 1.25], "buffer_paths": []])
  }

  @Test(
    "A change is in the state before its handlers run, and steps that wait for them are told once")
  func waitingHandlers() {
    var heard: [Int] = []
    let slider = IntSlider(0...9)
    slider.onChange { heard.append($0) }
    var waiting: [@Sendable () -> Void] = []
    let sent = messages {
      for value in [3, 5, 8] {
        let message = CommMessage(
          kind: .message, id: slider.model.id,
          data: ["method": "update", "state": ["value": .int(value)], "buffer_paths": []])
        if case .pending(let handler) = CommRegistry.take(message) { waiting.append(handler) }
        #expect(slider.value == value)
      }
    }
    #expect(sent.map { $0.data["method"] } == ["echo_update", "echo_update", "echo_update"])
    #expect(waiting.count == 1 && heard.isEmpty)
    for handler in waiting { handler() }
    #expect(heard == [8])
    change(slider, ["value": 1])
    #expect(heard == [8, 1])
  }

  @Test("Clicks are told one by one, however long they wait")
  func waitingClicks() {
    var clicks = 0
    let button = Button("Go")
    button.onClick { clicks += 1 }
    let click = CommMessage(
      kind: .message, id: button.model.id,
      data: ["method": "custom", "content": ["event": "click"]])
    let arrivals = (0..<3).map { _ in CommRegistry.take(click) }
    #expect(clicks == 0)
    for case .pending(let handler) in arrivals { handler() }
    #expect(clicks == 3)
  }

  @Test("What the library itself answers waits for no handler")
  func answersAtOnce() {
    let slider = IntSlider(0...9, value: 4)
    let sent = messages {
      let question = CommMessage(
        kind: .message, id: slider.model.id, data: ["method": "request_state"])
      if case .done = CommRegistry.take(question) { return }
      Issue.record("the answer waits")
    }
    #expect(sent.last?.data["state"]?["value"] == 4)
  }

  @Test("Code's change is sent and heard; what changes nothing is neither")
  func assignment() {
    var heard = 0
    let sent = messages {
      let slider = IntSlider(0...9, value: 4)
      slider.onChange { _ in heard += 1 }
      slider.value = 4
      slider.value = 7
    }
    #expect(heard == 1)
    let updates = sent.filter { $0.kind == .message }
    #expect(
      updates.map(\.data) == [["method": "update", "state": ["value": 7], "buffer_paths": []]])
  }

  @Test("A front end's change of what a widget does not have is passed over")
  func unknownKeys() {
    let sent = messages {
      let box = Checkbox("on")
      change(box, ["nonsense": 1])
      change(box, 7)
      #expect(!box.value)
    }
    #expect(sent.allSatisfy { $0.kind == .open })
  }

  @Test("Values outside the range become the nearest inside")
  func clamping() {
    let slider = FloatSlider(0...1, value: 7)
    #expect(slider.value == 1)
    slider.value = -2
    #expect(slider.value == 0)
    #expect(IntSlider(3...5, value: 9).value == 5)
    #expect(FloatSlider(-3...3).value == 0)
  }

  @Test("A list gives its entries themselves, and a change by a person chooses among them")
  func dropdown() {
    let list = Dropdown([3, 5, 7], value: 5) { "k = \($0)" }
    #expect(list.value == 5)
    change(list, ["index": 2])
    #expect(list.value == 7)
    list.value = 3
    #expect(list.model["index"] == 0)
    #expect(list.model["_options_labels"] == ["k = 3", "k = 5", "k = 7"])
  }

  @Test("A click is an event, and changes nothing")
  func clicks() {
    var count = 0
    let button = Button("Go")
    button.onClick { count += 1 }
    let click: JSON = ["method": "custom", "content": ["event": "click"]]
    _ = Comm.deliver(CommMessage(kind: .message, id: button.model.id, data: click))
    #expect(count == 1)
  }

  @Test("A page that was loaded anew is told of all widgets, with their bytes")
  func restoring() throws {
    let image = ImageView(Self.picture)
    let slider = FloatSlider(0...1, value: 0.5)
    let sent = messages {
      let control = CommMessage(kind: .open, id: "page", target: "jupyter.widget.control")
      #expect(Comm.deliver(control))
      let question: JSON = ["method": "request_states"]
      #expect(Comm.deliver(CommMessage(kind: .message, id: "page", data: question)))
    }
    let answer = try #require(sent.last)
    #expect(answer.data["method"] == "update_states")
    let states = try #require(answer.data["states"])
    #expect(states[slider.model.id]?["state"]?["value"] == 0.5)
    #expect(states[slider.model.id]?["model_name"] == "FloatSliderModel")
    let paths = answer.data["buffer_paths"]?.arrayValue ?? []
    let place = paths.firstIndex(of: [.string(image.model.id), "state", "value"])
    #expect(answer.buffers[try #require(place)] == Self.picture.bytes)
    image.close()
    #expect(!Comm.deliver(CommMessage(kind: .message, id: image.model.id)))
  }

  @Test("An interaction shows at once what follows from the values, and again after each change")
  func interaction() {
    let (first, second) = (FloatSlider(0...9, value: 2), IntSlider(0...9, value: 3))
    let product = interact(first, second) { x, n in "\(x) times \(n)" }
    let text = { product.fallback.contents["text/plain"] }
    #expect(text() == .text("\"2.0 times 3\""))
    change(first, ["value": 4])
    #expect(text() == .text("\"4.0 times 3\""))
    second.value = 5
    #expect(text() == .text("\"4.0 times 5\""))
    #expect(product.mimeBundle.contents.keys.contains("application/vnd.jupyter.widget-view+json"))
  }

  @Test("An error of the closure is shown until the next change, and ends nothing")
  func failure() {
    struct TooLarge: Error {}
    let slider = IntSlider(0...9)
    let shown = interact(slider) { n in
      if n > 5 { throw TooLarge() }
      return n
    }
    slider.value = 7
    #expect(shown.output.model["outputs"]?[0]?["ename"] == "TooLarge")
    slider.value = 2
    #expect(shown.fallback.contents["text/plain"] == .text("2"))
  }

  @Test("Where widgets cannot be, a picture or a line of text stands for them")
  func fallbacks() {
    let box = VBox(FloatSlider(0...1, value: 0.5, label: "z"), Output(Self.picture))
    #expect(box.fallback.contents["image/png"] != nil)
    #expect(FloatSlider(0...1, value: 0.5, label: "z").fallback == MIMEBundle(text: "z: 0.5"))
    #expect(Button("Go").fallback == MIMEBundle(text: "[Go]"))
  }
}

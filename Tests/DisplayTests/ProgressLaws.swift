// SPDX-License-Identifier: MIT

import TestSupport
import Testing

@testable import Display

@Suite("Progress") struct ProgressLaws {
  /// A clock that advances by one step each time it is set forward.
  private final class Clock { var seconds = 100.0 }

  private func events(
    count: Int, stepSeconds: Double, isLive: Bool = true, isQuiet: Bool = false,
    stopAfter: Int = .max
  ) -> [RecordingFrontEnd.Event] {
    RecordingFrontEnd.events(isLive: isLive) {
      let clock = Clock()
      let bar = ProgressBar(title: "training", total: count, isQuiet: isQuiet) { clock.seconds }
      for index in Progress(1...count, bar: bar) {
        clock.seconds += stepSeconds
        if index == stopAfter { break }
      }
    }
  }

  private func texts(_ events: [RecordingFrontEnd.Event]) -> [String] {
    events.map { event in
      switch event {
      case .display(let bundle, _): "+" + (bundle.plainText ?? "")
      case .update(let bundle, _): bundle.plainText ?? ""
      default: "?"
      }
    }
  }

  @Test("The elements are those of the wrapped sequence")
  func elements() {
    var seen: [Int] = []
    _ = RecordingFrontEnd.events { for element in Progress([3, 1, 2]) { seen.append(element) } }
    #expect(seen == [3, 1, 2])
  }

  @Test("One display is updated in place and ends with the final state")
  func states() {
    #expect(
      texts(events(count: 3, stepSeconds: 2)) == [
        "+training: 0/3 · 0 ms", "training: 1/3 · 2.0 s · 4.0 s left",
        "training: 2/3 · 4.0 s · 2.0 s left", "training: 3/3 · 6.0 s", "training: 3/3 · 6.0 s",
      ])
  }

  @Test("There are at most five updates a second and the final one")
  func rate() {
    let count = events(count: 100_000, stepSeconds: 0.000_1).count
    #expect(count <= 1 + 10 * 5 + 1)
    #expect(count >= 1 + 10 * 5 - 5)
  }

  @Test("Where nobody watches there is a single line at the end", arguments: [true, false])
  func quiet(isQuiet: Bool) {
    let events = events(count: 50, stepSeconds: 1, isLive: isQuiet, isQuiet: isQuiet)
    #expect(texts(events) == ["+training: 50/50 · 50 s"])
    guard case .display(let bundle, _)? = events.first else { return }
    #expect(bundle.html == nil)
  }

  @Test("A loop that is left early says how far it came")
  func early() throws {
    let last = try #require(texts(events(count: 50, stepSeconds: 1, stopAfter: 4)).last)
    #expect(last == "training: 3/50 · 4.0 s")
  }

  @Test("A remark stands beside the bar, escaped")
  func note() throws {
    let events = RecordingFrontEnd.events {
      let progress = Progress(1...2, "a < b")
      for epoch in progress { progress.note = "loss < \(epoch)" }
    }
    guard case .update(let bundle, _)? = events.last else {
      Issue.record("No update in \(events)")
      return
    }
    #expect(bundle.plainText?.hasSuffix(" · loss < 2") == true)
    #expect(bundle.html?.contains("a &lt; b") == true)
    #expect(bundle.html?.contains("loss &lt; 2") == true)
  }

  @Test("A sequence of unknown length counts without a total")
  func unknown() throws {
    let events = RecordingFrontEnd.events {
      for _ in Progress(sequence(first: 1) { $0 < 3 ? $0 + 1 : nil }) {}
    }
    #expect(texts(events).last?.hasPrefix("3 · ") == true)
  }
}

// SPDX-License-Identifier: MIT

import Glibc

/// The bar of one loop: counts steps, and shows them not too often.
final class ProgressBar {
  /// The least time between two updates, in seconds: five a second look continuous enough.
  static let updateInterval = 0.2

  let title: String
  let total: Int?
  var note = ""

  private let id = Identifier.random()
  private let now: () -> Double
  private let isQuiet: Bool
  private var done = 0
  private var startTime = 0.0
  private var lastUpdate = 0.0
  private var isRunning = false
  private var isShown = false

  init(
    title: String, total: Int?, isQuiet: Bool = getenv("NBGRADER_EXECUTION") != nil,
    now: @escaping () -> Double = ProgressBar.monotonicSeconds
  ) {
    self.title = title
    self.total = total
    self.isQuiet = isQuiet
    self.now = now
  }

  static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  func start() {
    done = 0
    isRunning = true
    isShown = false
    startTime = now()
    if isLive { show(at: startTime) }
  }

  func step() {
    done += 1
    // A clock is read in some 20 ns: cheap enough for each step of any loop.
    let time = now()
    if isLive, time - lastUpdate >= Self.updateInterval { show(at: time) }
    processEvents()
  }

  func finish() {
    guard isRunning else { return }
    isRunning = false
    show(at: now())
  }

  private var isLive: Bool { !isQuiet && CurrentFrontEnd.value.isLive }

  private func show(at time: Double) {
    lastUpdate = time
    let bundle = isLive ? bundle(at: time) : MIMEBundle(text: text(at: time))
    if isShown {
      CurrentFrontEnd.value.update(bundle, id: id)
    } else {
      CurrentFrontEnd.value.display(bundle, id: id)
    }
    isShown = true
  }

  private func bundle(at time: Double) -> MIMEBundle {
    let amount = total.map { "value=\"\(min(done, $0))\" max=\"\(max($0, 1))\"" }
    let isOver = !isRunning && total == nil
    let bar =
      "<progress \(amount ?? (isOver ? "value=\"1\" max=\"1\"" : "")) "
      + "style=\"width:16em;vertical-align:middle;accent-color:#3747c0\"></progress>"
    let name = title.isEmpty ? "" : "<span>\(title.htmlEscaped)</span>"
    let state = "<span>\(state(at: time).htmlEscaped)</span>"
    let row = [name, bar, state].filter { !$0.isEmpty }.joined(separator: "&ensp;")
    return MIMEBundle([
      "text/html": .text("<div style=\"font-variant-numeric:tabular-nums\">\(row)</div>"),
      "text/plain": .text(text(at: time)),
    ])
  }

  private func text(at time: Double) -> String {
    title.isEmpty ? state(at: time) : "\(title): \(state(at: time))"
  }

  private func state(at time: Double) -> String {
    let elapsed = time - startTime
    var parts = [total.map { "\(done)/\($0)" } ?? "\(done)", NumberText.duration(elapsed)]
    if isRunning, let total, done > 0, done < total {
      parts.append(NumberText.duration(elapsed / Double(done) * Double(total - done)) + " left")
    }
    if !note.isEmpty { parts.append(note) }
    return parts.joined(separator: " · ")
  }
}

// SPDX-License-Identifier: MIT

/// Decides when output may go out: text in few messages, and all of it below the limit.
struct OutputPace: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// Short cells end within this time: then all their text is one message.
  static let firstDelay = Duration.milliseconds(8)
  /// At most twenty messages of text a second.
  static let interval = Duration.milliseconds(50)
  /// The time over which the limit counts.
  static let span = Duration.seconds(3)

  private struct Entry {
    var time: Instant
    var bytes: Int
    var messages: Int
  }

  private let limit: OutputLimit
  private var entries: ArraySlice<Entry> = []
  private var bytes = 0
  private var messages = 0
  private var nextText: Instant?

  init(limit: OutputLimit) { self.limit = limit }

  /// How long text that has just come shall be collected.
  func collectingDelay(at now: Instant) -> Duration {
    max(Self.firstDelay, nextText.map { now.duration(to: $0) } ?? .zero)
  }

  /// How long an output has to wait for room below the limit.
  func delay(bytes added: Int, messages count: Int, at now: Instant) -> Duration {
    var (excessBytes, excess) = (bytes + added - limit.bytes, messages + count - limit.messages)
    var last: Entry?
    for entry in entries where excessBytes > 0 || excess > 0 {
      excessBytes -= entry.bytes
      excess -= entry.messages
      last = entry
    }
    return max(.zero, last.map { now.duration(to: $0.time + Self.span) } ?? .zero)
  }

  /// Notes what went out.
  mutating func record(bytes added: Int, messages count: Int, at now: Instant) {
    forget(before: now - Self.span)
    if added > 0 { nextText = now + Self.interval * count }
    bytes += added
    messages += count
    entries.append(Entry(time: now, bytes: added, messages: count))
  }

  /// Starts anew, as servers do when a cell has ended.
  mutating func reset() {
    entries = []
    bytes = 0
    messages = 0
  }

  private mutating func forget(before start: Instant) {
    while let first = entries.first, first.time <= start {
      bytes -= first.bytes
      messages -= first.messages
      entries = entries.dropFirst()
    }
  }
}

// SPDX-License-Identifier: MIT
import JupyterProtocol
import Synchronization

/// Gathers text so that a printing cell sends few messages: servers drop what comes too thick.
///
/// The first text goes out at once; after that at most twenty messages leave per second. Nothing is lost.
final class StreamCoalescer: Sendable {
  private struct Piece {
    let stream: StandardStream
    var bytes: [UInt8]
  }

  private struct State {
    var pieces: [Piece] = []
    var texts: [StandardStream: StreamText] = [:]
    var earliest = ContinuousClock.now
    var isScheduled = false
  }

  /// Each message earns the next one this wait.
  private static let pause = Duration.milliseconds(50)
  /// One message stays well below what a server takes at once.
  private static let longest = 500_000

  private let state = Mutex(State())
  private let emit: @Sendable (StreamContent) -> Void

  init(emit: @escaping @Sendable (StreamContent) -> Void) { self.emit = emit }

  /// Takes bytes of a stream.
  func write(_ bytes: [UInt8], to stream: StandardStream) {
    let wait = state.withLock { state -> Duration? in
      if state.pieces.last?.stream == stream {
        state.pieces[state.pieces.count - 1].bytes += bytes
      } else {
        state.pieces.append(Piece(stream: stream, bytes: bytes))
      }
      guard !state.isScheduled else { return nil }
      let rest = state.earliest - ContinuousClock.now
      if rest <= .zero {
        send(&state)
        return nil
      }
      state.isScheduled = true
      return rest
    }
    guard let wait else { return }
    Task { [self] in
      try? await Task.sleep(for: wait)
      state.withLock { state in
        state.isScheduled = false
        send(&state)
      }
    }
  }

  /// Sends all that waits; halves of characters stay, unless it is the end.
  func flush(isEnd: Bool = false) {
    state.withLock { state in
      send(&state)
      guard isEnd else { return }
      for stream in state.texts.keys {
        let rest = state.texts[stream]?.finish() ?? ""
        if !rest.isEmpty { emit(StreamContent(name: stream.rawValue, text: rest)) }
      }
    }
  }

  /// Called with the lock held, so that messages leave in the order of their text.
  private func send(_ state: inout State) {
    var count = 0
    for piece in Self.merged(state.pieces) {
      let text = state.texts[piece.stream, default: StreamText()].take(piece.bytes)
      for part in Self.parts(of: text) {
        emit(StreamContent(name: piece.stream.rawValue, text: part))
        count += 1
      }
    }
    state.pieces = []
    if count > 0 { state.earliest = ContinuousClock.now + Self.pause * count }
  }

  /// Streams that alternate quickly are sent one after the other: few messages matter more than their mixture.
  private static func merged(_ pieces: [Piece]) -> [Piece] {
    guard pieces.count > 2 else { return pieces }
    var streams: [Piece] = []
    for piece in pieces {
      if let index = streams.firstIndex(where: { $0.stream == piece.stream }) {
        streams[index].bytes += piece.bytes
      } else {
        streams.append(piece)
      }
    }
    return streams
  }

  private static func parts(of text: String) -> [String] {
    guard text.utf8.count > longest else { return text.isEmpty ? [] : [text] }
    var parts: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      // A quarter of the bytes that a character may have: no part can grow too long.
      let part = rest.prefix(longest / 4)
      parts.append(String(part))
      rest = rest[part.endIndex...]
    }
    return parts
  }
}

// SPDX-License-Identifier: MIT
import Display
import Notebooks
import SessionWire
import SwiftSession
import Synchronization

/// Keeps what a cell puts out as its outputs in a notebook file.
final class OutputCollector: SessionOutput {
  /// How much one cell may put out; the rest is dropped, so that an endless loop fills no memory.
  private static let largestText = 1_000_000
  private static let largestDisplays = 20_000_000

  private enum Entry: Sendable {
    case text([UInt8], isError: Bool)
    case display(MIMEBundle, id: String?)
    case result(MIMEBundle)
  }

  private struct State {
    var entries: [Entry] = []
    var textSizes = [false: 0, true: 0]
    var displaySize = 0
    var clearsNext = false
  }

  private let state = Mutex(State())

  // MARK: What the session calls

  func write(_ bytes: [UInt8], isError: Bool) {
    state.withLock { state in
      clearIfDue(&state)
      let room = Self.largestText - state.textSizes[isError, default: 0]
      guard room > 0, !bytes.isEmpty else { return }
      state.textSizes[isError, default: 0] += bytes.count
      let isCut = bytes.count > room
      let kept = isCut ? bytes.prefix(room) + Array("\n… cut".utf8) : bytes[...]
      if case .text(let before, isError) = state.entries.last {
        state.entries[state.entries.count - 1] = .text(before + kept, isError: isError)
      } else {
        state.entries.append(.text(Array(kept), isError: isError))
      }
    }
  }

  func show(_ action: DisplayAction, _ bundle: MIMEBundle) {
    state.withLock { state in
      if case .clear(let waits) = action {
        state.clearsNext = true
        if !waits { clearIfDue(&state) }
        return
      }
      clearIfDue(&state)
      switch action {
      case .display(let id): append(.display(bundle, id: id), bundle, &state)
      case .result: append(.result(bundle), bundle, &state)
      case .update(let id):
        for index in state.entries.indices {
          if case .display(_, id) = state.entries[index] {
            state.entries[index] = .display(bundle, id: id)
          }
        }
      case .page, .clear: break
      }
    }
  }

  func input(prompt: String, isPassword: Bool) async -> InputReply { .unavailable }

  func comm(_ message: CommMessage) {}

  // MARK: What the runner calls

  /// The outputs, with the cell's error behind them.
  func outputs(executionCount: Int, error: CellError?) -> [NotebookOutput] {
    let entries = state.withLock { $0.entries }
    let outputs = entries.map { entry -> NotebookOutput in
      switch entry {
      case .text(let bytes, let isError):
        .stream(isError ? "stderr" : "stdout", String(decoding: bytes, as: UTF8.self))
      case .display(let bundle, _): .display(bundle)
      case .result(let bundle): .result(bundle.withText, executionCount: executionCount)
      }
    }
    let failure = error.map {
      NotebookOutput.error(name: $0.name, value: $0.value, report: $0.report)
    }
    return outputs + [failure].compactMap { $0 }
  }

  private func append(_ entry: Entry, _ bundle: MIMEBundle, _ state: inout State) {
    // A value decides about points and is always kept.
    if case .display = entry, state.displaySize > Self.largestDisplays { return }
    state.displaySize += bundle.byteCount
    state.entries.append(entry)
  }

  private func clearIfDue(_ state: inout State) {
    guard state.clearsNext else { return }
    state = State()
  }
}

extension MIMEBundle {
  fileprivate var byteCount: Int {
    contents.values.reduce(0) { sum, content in
      switch content {
      case .text(let text): sum + text.utf8.count
      case .binary(let bytes): sum + bytes.count
      case .json: sum
      }
    }
  }

  /// The bundle with a text, which exporters and graders rely on.
  fileprivate var withText: MIMEBundle {
    guard contents["text/plain"] == nil else { return self }
    var bundle = self
    bundle.contents["text/plain"] = .text("")
    return bundle
  }
}

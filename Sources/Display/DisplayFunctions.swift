// SPDX-License-Identifier: MIT

/// Shows a value below the cell, at once and in every format that it has.
///
/// - Returns: A handle with which the display can be updated in place.
@discardableResult
public func display<T>(_ value: T) -> DisplayHandle {
  let handle = DisplayHandle(id: Identifier.random())
  CurrentFrontEnd.value.display(MIMEBundle(showing: value), id: handle.id)
  return handle
}

/// Shows a value below the cell, or in the place of what the same cell showed under that identifier.
///
/// In a loop the picture changes instead of being repeated; a cell that runs again shows it anew.
///
/// - Returns: A handle with which the display can be updated in place.
@discardableResult
public func display<T>(_ value: T, id: String) -> DisplayHandle {
  let bundle = MIMEBundle(showing: value)
  if CurrentFrontEnd.isFirstDisplay(id) {
    CurrentFrontEnd.value.display(bundle, id: id)
  } else {
    CurrentFrontEnd.value.update(bundle, id: id)
  }
  return DisplayHandle(id: id)
}

/// A display that can be updated in place, also from a later cell.
public struct DisplayHandle: Sendable, Hashable {
  /// The identifier by which front ends know the display.
  public let id: String

  /// Replaces what the display shows.
  public func update<T>(_ value: T) {
    CurrentFrontEnd.value.update(MIMEBundle(showing: value), id: id)
  }
}

/// Clears the cell's outputs, at once or, without flicker, when the next output comes.
public func clearOutput(wait: Bool = false) { CurrentFrontEnd.value.clear(wait: wait) }

/// Shows a long text apart from the outputs, where it can be scrolled and closed.
public func page(_ text: String) { CurrentFrontEnd.value.page(MIMEBundle(text: text)) }

/// Runs the handlers of widgets that a person moved or pressed while the cell was running.
///
/// Whatever shows something does so too, as `Progress` and the training of models do at each step: only a long loop that does
/// none of that calls it, where its variables may change. A widget's value is up to date without it.
public func processEvents() { CurrentFrontEnd.value.processEvents() }

extension LecternCell {
  /// Shows nothing: the display itself is already to be seen.
  public static func show(_ value: DisplayHandle) {}
}

/// Identifiers that no two displays or comms share.
enum Identifier {
  /// A new identifier of 32 hexadecimal digits.
  static func random() -> String {
    (0..<4).map { _ in
      let digits = String(UInt32.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }
}

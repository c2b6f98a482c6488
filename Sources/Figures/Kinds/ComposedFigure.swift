// SPDX-License-Identifier: MIT

public import Display

/// A kind of figure that is made of others, with data of its own in its manifest.
public protocol ComposedFigure: Figure {
  /// The figure that is drawn.
  var body: any Figure { get }
  /// The kind's name in the manifest.
  var kind: String { get }
  /// What the manifest tells besides the drawn figure.
  var facts: [String: JSON] { get }
}

extension ComposedFigure {
  /// The shapes of the figure that is drawn.
  public var drawing: Drawing { body.drawing }

  /// The kind and its data, with the manifest of the figure that is drawn.
  public var manifest: JSON {
    var members = facts
    members["kind"] = .string(kind)
    members["figure"] = body.manifest
    return .object(members)
  }

  /// The drawn figure in words.
  public var summary: String { body.summary }
}

extension ComposedFigure where Self: WidthAdapting {
  func adapted(toWidth width: Double) -> any Figure { body.fitted(width) }
}

// SPDX-License-Identifier: MIT

public import Display

/// Figures shown one after another, with a button and a slider in the notebook.
///
/// Exported documents show the last figure, or a PNG that moves.
public struct Animation: Figure {
  private let frames: [any Figure]
  private let labels: [String]
  private let milliseconds: Int
  /// The name of the files that an exporter writes.
  public var name: String?

  /// Makes an animation of figures, each shown for so many seconds.
  ///
  /// - Requires: At least one figure, and as many labels as figures or none.
  public init(_ frames: [any Figure], labels: [String] = [], secondsPerFrame: Double = 0.25) {
    if frames.isEmpty { fail("Animation: there are no figures") }
    if !labels.isEmpty && labels.count != frames.count {
      fail("Animation: \(labels.count) labels for \(frames.count) figures")
    }
    self.frames = frames
    self.labels = labels
    milliseconds = max(20, min(60_000, Int((secondsPerFrame * 1_000).rounded())))
  }

  /// Makes an animation of a figure for each element, such as each epoch.
  public init<Elements: Sequence>(
    over elements: Elements, secondsPerFrame: Double = 0.25,
    _ frame: (Elements.Element) -> any Figure
  ) {
    self.init(elements.map(frame), secondsPerFrame: secondsPerFrame)
  }

  /// The last figure, on a page as large as the largest.
  public var drawing: Drawing { frame(frames.count - 1) }

  private var size: (width: Double, height: Double) {
    let drawings = frames.map(\.drawing)
    return (drawings.map(\.width).max() ?? 1, drawings.map(\.height).max() ?? 1)
  }

  private func frame(_ index: Int) -> Drawing {
    var drawing = frames[index].drawing
    (drawing.width, drawing.height) = size
    return drawing
  }

  /// The frames as pictures of one size, all in colour.
  private var rasters: [Raster] {
    let size = size
    return frames.map { figure in
      var drawing = figure.drawing
      (drawing.width, drawing.height) = size
      return drawing.raster().inColor
    }
  }

  /// The animation as a PNG that moves.
  public func animatedPNG() -> [UInt8] {
    AnimatedPNG.encode(rasters, milliseconds: milliseconds)
  }

  /// The animation as a page with a player, which needs nothing else.
  public func html() -> String { AnimationPlayer.page(pictures, labels, milliseconds, size) }

  private var pictures: [String] {
    frames.indices.map { Base64.encode(PNGEncoder.encode(frame($0).raster())) }
  }

  /// A player, a moving PNG, the last figure in SVG and PDF, and text.
  public var mimeBundle: MIMEBundle {
    let size = size
    let player = AnimationPlayer.frame(around: html(), title: summary, size)
    return MIMEBundle(
      [
        "text/html": .text(player), "image/png": .binary(animatedPNG()),
        "image/svg+xml": .text(svg()), "application/pdf": .binary(drawing.pdf()),
        "text/plain": .text(summary),
      ], metadata: metadata(width: size.width, height: size.height))
  }

  /// Writes the animation as a page (`html`) or moving picture (`png`, `apng`), or its last figure (`svg`, `pdf`).
  ///
  /// - Throws: `FigureError` for another ending, a missing folder or a file that cannot be written.
  public func save(_ path: String, manifest: Bool = false) throws(FigureError) {
    switch path.split(separator: ".").last?.lowercased() {
    case "html": try AtomicFile.write(Array(html().utf8), to: path)
    case "png", "apng": try AtomicFile.write(animatedPNG(), to: path)
    case "svg": try AtomicFile.write(Array(svg().utf8), to: path)
    case "pdf": try AtomicFile.write(pdf(), to: path)
    default: throw .unknownFormat(path: path)
    }
    if manifest { try writeManifest(beside: path) }
  }

  /// The animation as data: its frames' manifests.
  public var manifest: JSON {
    [
      "kind": "animation", "count": .int(frames.count), "milliseconds": .int(milliseconds),
      "labels": .array(labels.map(JSON.string)), "frames": .array(frames.map(\.manifest)),
    ]
  }

  /// The manifest without arrays, of the first and the last frame only.
  public var outline: JSON {
    [
      "kind": "animation", "count": .int(frames.count), "milliseconds": .int(milliseconds),
      "first": frames[0].outline, "last": frames[frames.count - 1].outline,
    ]
  }

  /// The number of frames, and the last one in words.
  public var summary: String {
    "Animation of \(frames.count) figures, the last: \(frames[frames.count - 1].summary)"
  }
}

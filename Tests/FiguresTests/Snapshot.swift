// SPDX-License-Identifier: MIT

import Foundation
import Testing

@testable import Figures

/// Compares figures with drawings that a person has looked at.
///
/// A figure that changed is written beside its snapshot with `-changed` in its name. To accept it, delete the
/// snapshot, run the test again, and look at the difference before it is committed. With a folder in the
/// environment's `LECTERN_SNAPSHOT_PNG` each figure is written there as a picture to look at.
enum Snapshot {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("Snapshots")

  /// Expects a figure to look as it did.
  static func expect(_ figure: some Figure, named name: String) throws {
    let reference = folder.appendingPathComponent("\(name).svg")
    let changed = folder.appendingPathComponent("\(name)-changed.svg")
    let svg = figure.svg()
    if let pictures = ProcessInfo.processInfo.environment["LECTERN_SNAPSHOT_PNG"] {
      try Data(figure.png()).write(to: URL(fileURLWithPath: "\(pictures)/\(name).png"))
    }
    guard let known = try? String(contentsOf: reference, encoding: .utf8) else {
      try svg.write(to: reference, atomically: true, encoding: .utf8)
      Issue.record("There was no snapshot \(name).svg; it is written now: look at it and run again")
      return
    }
    if comparable(svg) == comparable(known) {
      try? FileManager.default.removeItem(at: changed)
    } else {
      try svg.write(to: changed, atomically: true, encoding: .utf8)
      Issue.record("The figure differs from \(name).svg: see \(name)-changed.svg")
    }
  }

  /// The text with the pixels of embedded pictures in place of their bytes, which depend on the machine's zlib.
  private static func comparable(_ svg: String) -> String {
    svg.components(separatedBy: "data:image/png;base64,").enumerated().map { index, part in
      guard index > 0, let end = part.firstIndex(of: "\"") else { return part }
      let data = Data(base64Encoded: String(part[..<end])) ?? Data()
      let raster = PNGDecoder.decode(Array(data))
      let pixels = raster.map { "\($0.width)×\($0.height)×\($0.channels):\($0.bytes)" } ?? "broken"
      return pixels + part[end...]
    }.joined()
  }
}

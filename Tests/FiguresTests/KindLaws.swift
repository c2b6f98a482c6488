// SPDX-License-Identifier: MIT

import Display
import Synchronization
import Tensors
import Testing

@testable import Figures

@Suite("The lectures' own kinds") struct KindLaws {
  // From SciPy 1.17, scipy.stats.norm.ppf.
  @Test(
    "The quantiles of the normal distribution are those of the tables",
    arguments: [
      (0.5, 0.0), (0.025, -1.959_963_984_540_054), (0.9, 1.281_551_565_544_600_4),
      (1e-6, -4.753_424_308_822_899), (1e-20, -9.262_340_089_798_408),
      (0.999, 3.090_232_306_167_813),
    ])
  func quantiles(_ share: Double, _ expected: Double) {
    #expect(abs(NormalQuantile.value(share) - expected) < 1e-12)
  }

  @Test("A manifold's codes are quantiles that grow to the right and upwards")
  func manifold() {
    let manifold = LatentManifold(rows: 2, columns: 4, KindSnapshots.decode)
    let codes = manifold.codes.scalars
    let expected: [Float] = [-1.150_349_4, -0.318_639_36, 0.318_639_36, 1.150_349_4]
    for (column, value) in expected.enumerated() {
      #expect(abs(codes[2 * column] - value) < 1e-6)
      #expect(abs(codes[2 * column + 1] - 0.674_489_75) < 1e-6)
      #expect(abs(codes[2 * (4 + column) + 1] + 0.674_489_75) < 1e-6)
    }
    #expect(manifold.manifest["rows"] == 2 && manifold.manifest["columns"] == 4)
    guard case .array(let tiles)? = manifold.manifest["tiles"] else { return }
    #expect(tiles.count == 8 && manifold.outline["tiles"] == nil)
  }

  @Test("Codes between two are on a line in equal steps, and their ends are the two")
  func linear() {
    let strip = InterpolationStrip(
      from: Tensor([1, -2]), to: Tensor([3, 0]), steps: 5, KindSnapshots.decode)
    #expect(strip.codes == Tensor([[1, -2], [1.5, -1.5], [2, -1], [2.5, -0.5], [3, 0]]))
  }

  @Test("Codes on a circle keep their length")
  func spherical() {
    let strip = InterpolationStrip(
      from: Tensor([2, 0]), to: Tensor([0, 2]), steps: 7, path: .spherical, KindSnapshots.decode)
    let lengths = (strip.codes * strip.codes).sum(alongAxis: 1).scalars
    #expect(lengths.allSatisfy { abs($0 - 4) < 1e-5 })
  }

  @Test("The densest region of a share holds that share of the points")
  func density() throws {
    var rng = PCG32(seed: 3)
    let points = (0..<4_000).map { _ in
      (
        Double.random(in: -1...1, using: &rng) + Double.random(in: -1...1, using: &rng),
        Double.random(in: -1...1, using: &rng)
      )
    }
    let grid = try #require(DensityGrid(points.map(\.0), points.map(\.1)))
    let level = grid.level(share: 0.5)
    let inside = points.count { point in
      let column = Int(
        ((point.0 - grid.x.lowerBound) / (grid.x.upperBound - grid.x.lowerBound) * 79).rounded())
      let row = Int(
        ((point.1 - grid.y.lowerBound) / (grid.y.upperBound - grid.y.lowerBound) * 79).rounded())
      return grid.values[row * 80 + column] >= level
    }
    #expect(abs(Double(inside) / 4_000 - 0.5) < 0.06)
  }

  @Test("The masses of densities are told, so that it is seen whether they are normalized")
  func mass() {
    let panels = DensityPanels(
      data: KindSnapshots.codeTensor, x: -30...30, y: -30...30, resolution: 120,
      model: KindSnapshots.density)
    guard case .double(let mass)? = panels.manifest["modelMass"] else {
      Issue.record("There is no mass")
      return
    }
    #expect(abs(mass - 1) < 0.01)
  }

  @Test("Curves hold what was recorded, each for itself")
  func curves() {
    var curves = TrainingCurves("loss")
    curves.record(1, ["a": 3.0, "b": 5.0])
    curves.record(2, ["a": 2.0])
    #expect(
      curves.manifest["series"] == [
        ["name": "a", "count": 2, "last": 2.0, "least": 2.0],
        ["name": "b", "count": 1, "last": 5.0, "least": 5.0],
      ])
    #expect(curves.summary == "loss at epoch 2: a 2, b 5")
  }

  @Test("Other curves of the same page get a place of their own, also under another title")
  func separate() {
    let screen = Screen()
    CurrentFrontEnd.$ofTask.withValue(screen) {
      var (first, second) = (TrainingCurves("loss"), TrainingCurves("error"))
      first.record(1, ["training": 1])
      second.record(1, ["training": 2])
      first.show()
      first.title("loss of the first").show()
      second.show()
    }
    #expect(screen.events.map { $0.prefix { $0 != " " } } == ["shows", "updates", "shows"])
    #expect(Set(screen.events.map { $0.drop { $0 != " " } }).count == 2)
  }

  @Test("Curves that grow are shown in one place")
  func live() {
    let screen = Screen()
    CurrentFrontEnd.$ofTask.withValue(screen) {
      var curves = TrainingCurves("loss", id: "curves-in-one-place")
      for epoch in 1...3 {
        curves.record(epoch, ["training": 1 / Double(epoch)])
        curves.show()
      }
    }
    #expect(
      screen.events == [
        "shows curves-in-one-place", "updates curves-in-one-place", "updates curves-in-one-place",
      ])
  }

  @Test("A mask's manifest counts what is not zero and keeps the entries")
  func mask() {
    let view = MatrixView.mask(Tensor([[1, 0], [0.5, 0]]))
    #expect(view.manifest["nonzero"] == 2 && view.manifest["data"] == [1.0, 0.0, 0.5, 0.0])
  }

  @Test("Numbers in cells are light on dark cells, in the matrix's own range and in a given one")
  func cellTexts() {
    let colors = { (view: MatrixView) in
      let texts = KindLaws.texts(in: view.drawing.elements)
      return ["0.4", "0.6"].map { number in texts.first { $0.text == number }?.color }
    }
    let matrix = Tensor([[0.4, 0.6]])
    let dark = Color(grey: 0.1)
    #expect(colors(MatrixView(matrix, showsValues: true)) == [.white, dark])
    #expect(colors(MatrixView(matrix, range: 0.6...1, showsValues: true)) == [.white, .white])
    #expect(
      colors(MatrixView(matrix, range: 0...1, colorMap: .blues, showsValues: true))[0] == dark)
  }

  private static func texts(in elements: [Drawing.Element]) -> [(text: String, color: Color)] {
    elements.flatMap { element -> [(text: String, color: Color)] in
      switch element {
      case .text(let text, _, let style): return [(text, style.color)]
      case .clip(_, let parts), .pixels(_, let parts), .shift(_, let parts):
        return texts(in: parts)
      default: return []
      }
    }
  }

  @Test(
    "A matrix has cells of the side that is asked for, and no scale of colours where it is hidden")
  func cellSize() {
    let view = MatrixView(Tensor([[1, 2], [3, 4]]))
    let wide = view.cellSize(60).drawing
    #expect(wide.width - view.drawing.width == 52 && wide.height - view.drawing.height == 52)
    #expect(view.legendHidden().drawing.width < view.drawing.width)
  }

  @Test("Pairs stand one above the other, row by row")
  func pairs() {
    let images = Tensor([0, 1, 2, 3], shape: [4, 1, 1])
    let grid = ImageGrid.pairs(images, images * 10, columns: 2)
    #expect(grid.values == [0, 1, 0, 10, 2, 3, 20, 30])
    #expect(grid.rows == 4 && grid.columns == 2)
  }

  @Test("A grid tells of its tiles whether they are finite and different")
  func tiles() {
    let grid = ImageGrid([0, 1, 0, 1, 0.5, .nan], count: 3, height: 1, width: 2).manifest
    #expect(grid["finite"] == false && grid["distinct"] == 2)
    let equal = ImageGrid([0, 1, 0, 1], count: 2, height: 1, width: 2).manifest
    #expect(equal["distinct"] == 1 && equal["leastDeviation"] == 0.5)
  }

  @Test("Codes, labels and matrices of wrong shapes are refused")
  func refused() async {
    await #expect(processExitsWith: .failure) { _ = LatentScatter(Tensor([1, 2, 3])) }
    await #expect(processExitsWith: .failure) {
      _ = LatentScatter(Tensor([[1, 2]]), labels: [1, 2])
    }
    await #expect(processExitsWith: .failure) { _ = MatrixView(Tensor([1, 2])) }
    await #expect(processExitsWith: .failure) {
      _ = LatentManifold(rows: 2, columns: 2) { $0[..<1] }
    }
    await #expect(processExitsWith: .failure) {
      _ = Ellipse(mean: [0.0, 0], covariance: [1.0, 2, 2, 1])
    }
  }
}

/// A front end that remembers where it showed something.
private final class Screen: FrontEnd {
  private let recorded = Mutex<[String]>([])

  var isLive: Bool { true }
  var events: [String] { recorded.withLock { $0 } }

  func display(_ bundle: MIMEBundle, id: String?) { record("shows \(id ?? "")") }
  func update(_ bundle: MIMEBundle, id: String) { record("updates \(id)") }
  func result(_ bundle: MIMEBundle) { record("gives a result") }
  func page(_ bundle: MIMEBundle) { record("pages") }
  func clear(wait: Bool) { record("clears") }
  func comm(_ message: CommMessage) { record("sends") }
  func input(prompt: String, isPassword: Bool) -> InputReply { .unavailable }

  private func record(_ event: String) { recorded.withLock { $0.append(event) } }
}

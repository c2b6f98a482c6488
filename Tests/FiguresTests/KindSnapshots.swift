// SPDX-License-Identifier: MIT

import Figures
import Tensors
import Testing

@Suite("The lectures' own kinds look as they did") struct KindSnapshots {
  /// A stand-in for a decoder: a soft disc whose place follows the code.
  static func decode(_ codes: Tensor) -> Tensor {
    let side = 10
    let scalars = codes.scalars
    let pixels = (0..<codes.shape[0]).flatMap { (index: Int) -> [Float] in
      let (x, y) = (5 + 1.6 * scalars[2 * index], 5 - 1.6 * scalars[2 * index + 1])
      return (0..<side * side).map { pixel -> Float in
        let dx = Float(pixel % side) + 0.5 - x
        let dy = Float(pixel / side) + 0.5 - y
        return 1 / (1 + (dx * dx + dy * dy) / 3)
      }
    }
    return Tensor(pixels, shape: [codes.shape[0], side, side])
  }

  /// Codes of three classes around different middles.
  static let codes = (0..<240).map { (index: Int) -> (x: Float, y: Float, label: Int) in
    let label = index % 3
    let (u, v) = (Float(index * 37 % 101) / 50 - 1, Float(index * 59 % 103) / 51 - 1)
    let middle: (Float, Float) = [(-1.2, 0.2), (1.1, 0.6), (0.3, -1.3)][label]
    return (middle.0 + 0.9 * u * (1 - 0.4 * v * v), middle.1 + 0.8 * v * (1 - 0.4 * u * u), label)
  }

  static let codeTensor = Tensor(codes.flatMap { [$0.x, $0.y] }, shape: [240, 2])

  /// A density that no machine rounds differently, of mass one on the plane.
  static func density(_ points: Tensor) -> Tensor {
    let scalars = points.scalars
    let values = (0..<points.shape[0]).map { (index: Int) -> Float in
      let (x, y) = (scalars[2 * index], scalars[2 * index + 1])
      let square = 1 + (x - 1) * (x - 1) + y * y
      let other = 1 + (x + 1) * (x + 1) + y * y
      return (1 / (square * square) + 1 / (other * other)) / (2 * .pi)
    }
    return Tensor(values, shape: [points.shape[0]])
  }

  @Test("A latent manifold with the codes at its axes")
  func manifold() throws {
    try Snapshot.expect(
      LatentManifold(rows: 9, columns: 12, Self.decode).title("Learned manifold").width(420),
      named: "latent-manifold")
  }

  @Test("Interpolations between two pairs of codes")
  func interpolation() throws {
    try Snapshot.expect(
      InterpolationStrip(
        from: Tensor([[-2, -1], [0, 2]]), to: Tensor([[2, 1], [0, -2]]), Self.decode
      )
      .rowTitles(["a → b", "c → d"]).title("Interpolation in z"), named: "interpolation")
  }

  @Test("Samples of two models after three epochs")
  func epochs() throws {
    var panels = EpochPanels(columns: 4)
    for (row, model) in ["VAE", "GAN"].enumerated() {
      for epoch in [1, 10, 25] {
        let codes = (0..<16).map { (index: Int) in
          [Float(index % 4) - 1.5, Float(index / 4) - 1.5].map { $0 * Float(epoch + row) / 25 }
        }
        panels.record(Self.decode(Tensor(codes)), epoch: epoch, model: model)
      }
    }
    try Snapshot.expect(panels.title("Samples while learning"), named: "epoch-panels")
  }

  @Test("Codes of three classes with their densest regions and the prior")
  func scatter() throws {
    try Snapshot.expect(
      LatentScatter(Self.codeTensor, labels: Self.codes.map(\.label))
        .classNames(["zero", "one", "two"]).density().prior(), named: "latent-scatter")
  }

  @Test("Truth, data and model on common axes")
  func densities() throws {
    try Snapshot.expect(
      DensityPanels(
        truth: Self.density, data: Self.codeTensor, x: -3...3, y: -3...3, resolution: 40
      ) { Self.density($0 * 1.1) }
      .title("Two bumps"), named: "density-panels")
  }

  @Test("Training curves with a published value")
  func training() throws {
    var curves = TrainingCurves("−ELBO (nats)")
    for epoch in 1...8 {
      curves.record(
        epoch, ["training": 90 + 60 / Double(epoch), "test": Float(95 + 50 / Double(epoch))])
    }
    try Snapshot.expect(curves.reference("published", 94), named: "training-curves")
  }

  @Test("A mask, signed weights with their numbers, and a confusion of classes")
  func matrices() throws {
    let mask = Tensor(
      (0..<49).map { (index: Int) in Float(index < 24 ? 1 : 0) }, shape: [7, 7])
    let weights = Tensor(
      (0..<20).map { (index: Int) in Float(index * 7 % 11) / 5 - 1 }, shape: [4, 5])
    let counts = Tensor([[50, 2, 0], [3, 41, 6], [0, 9, 39]])
    try Snapshot.expect(
      Panels(columns: 3) {
        MatrixView.mask(mask).title("Mask A")
        MatrixView(weights, showsValues: true).title("Weights")
        MatrixView.confusion(counts, classNames: ["cat", "dog", "fox"]).title("Confusion")
      }, named: "matrices")
  }

  @Test("Originals above reconstructions, and a highlighted column")
  func grids() throws {
    let codes = Tensor((0..<8).map { (index: Int) in [Float(index % 4) - 1.5, Float(index / 4)] })
    try Snapshot.expect(
      Panels(columns: 2) {
        ImageGrid.pairs(Self.decode(codes), Self.decode(codes * 0.8), columns: 4)
        ImageGrid(Self.decode(codes), columns: 4).highlightedColumn(3)
          .columnTitles(["", "", "", "nearest"])
      }, named: "image-pairs")
  }
}

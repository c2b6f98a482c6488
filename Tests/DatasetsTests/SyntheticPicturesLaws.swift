// SPDX-License-Identifier: MIT

import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite("Synthetic pictures, spins, tones and tables") struct SyntheticPicturesLaws {
  /// Brightness and centre of an image.
  private func moments(_ image: Tensor) -> (mass: Float, x: Float, y: Float) {
    let side = image.shape[0]
    let places = (Tensor.arange(Float(side)) + 0.5) / Float(side)
    let mass = image.sum().scalar
    let x = (image.sum(alongAxis: 0) * places).sum().scalar / mass
    let y = (image.sum(alongAxis: 1) * places).sum().scalar / mass
    return (mass, x, y)
  }

  @Test(
    "A square's picture is as bright as its area, at its place and at any angle",
    arguments: [0, 0.3, 1, 2.5] as [Float])
  func square(_ rotation: Float) {
    let sprite = Sprite(.square, size: 1, rotation: rotation, x: 0.25, y: 0.75)
    let (mass, x, y) = moments(Sprites(side: 32).render([sprite]).images[0])
    // The largest square has a half side of 0.16 of the picture's side.
    #expect(abs(mass / 1024 - 0.32 * 0.32) < 2e-3)
    #expect(abs(x - 0.375) < 2e-3 && abs(y - 0.625) < 2e-3)
  }

  @Test("An ellipse turns against the clock by its angle") func ellipse() {
    for angle in [0, 0.4, 1.2] as [Float] {
      let image = Sprites(side: 48).render([Sprite(.ellipse, size: 1, rotation: angle)]).images[0]
      let places = (Tensor.arange(48) + 0.5) / 48 - 0.5
      let (x, y) = (places.reshaped(1, 48), -places.reshaped(48, 1))  // upwards is positive
      let (xx, yy) = ((image * x * x).sum().scalar, (image * y * y).sum().scalar)
      let xy = (image * x * y).sum().scalar
      // The long axis stands upright at angle 0.
      let axis = 0.5 * atan2(Double(2 * xy), Double(xx - yy))
      let turned = axis - (.pi / 2 + Double(angle))
      #expect(abs(sin(turned)) < 0.02, "\(angle): \(axis)")
    }
  }

  @Test("A sweep changes one factor alone") func sweep() {
    let sweep = Sprites(side: 16).sweep(.x, over: [0, 0.5, 1], from: Sprite(.heart, size: 0.7))
    #expect(sweep["x"].scalars == [0, 0.5, 1])
    #expect(Set(sweep["size"].scalars).count == 1 && Set(sweep["y"].scalars).count == 1)
    let centres = (0..<3).map { moments(sweep.images[$0]).x }
    #expect(centres == centres.sorted() && centres[2] - centres[0] > 0.4)
  }

  @Test("Sampled sprites are seeded, stay inside the picture and cover the factors") func sprites()
  {
    var (first, second) = (PCG32(seed: 1), PCG32(seed: 1))
    let sprites = Sprites(side: 16).sample(60, using: &first)
    #expect(sprites == Sprites(side: 16).sample(60, using: &second))
    #expect(Set(sprites["outline"].scalars) == [0, 1, 2])
    let edge = sprites.images[0..<60].sliced(0..<1, alongAxis: 1).max().scalar
    #expect(edge == 0 && sprites.images.max().scalar == 1)
  }

  @Test("The ball is small, lies at its place, and its mask is where it adds brightness")
  func ball() {
    var rng = PCG32(seed: 2)
    let scenes = ArmAndBall(side: 32).sample(10, using: &rng)
    for index in 0..<10 {
      let (mass, x, y) = moments(scenes.ballMask[index])
      #expect(mass >= 2 && mass <= 16)
      #expect(abs(x - scenes.pictures["ball x"].scalars[index]) < 0.02)
      #expect(abs(y - scenes.pictures["ball y"].scalars[index]) < 0.02)
      let inside = (scenes.pictures.images[index] * scenes.ballMask[index]).sum().scalar
      #expect(inside > 0 && inside < scenes.pictures.images[index].sum().scalar / 2)
    }
  }

  @Test("A straight arm stands upright, a bent one reaches to the right") func arm() {
    // Shoulder and elbow are drawn; a scene whose angles are both positive leans to the right.
    var rng = PCG32(seed: 3)
    let scenes = ArmAndBall(side: 32, ballRadius: 0.001).sample(60, using: &rng)
    let (shoulder, elbow) = (scenes.pictures["shoulder"].scalars, scenes.pictures["elbow"].scalars)
    for index in 0..<60 where shoulder[index] * elbow[index] > 0 {
      let x = moments(scenes.pictures.images[index]).x
      #expect((x > 0.5) == (shoulder[index] > 0))
    }
  }

  @Test("A cube seen from above after a quarter turn looks the same") func cube() {
    let turned = Solids(side: 16).turn(.cube, azimuths: [0.3, 0.3 + .pi / 2])
    #expect(
      (turned.images[0] - turned.images[1]).scalars.allSatisfy { abs($0) < 0.01 })
  }

  @Test("A tube looks the same from nearly all sides, a tetrahedron does not") func tube() {
    func change(_ kind: Solids.Kind) -> Float {
      let images = Solids(side: 16).turn(kind, azimuths: [0, .pi / 12, 1]).images
      return [1, 2].map { (images[0] - images[$0]).scalars.map(abs).max() ?? 0 }[
        kind == .cylinder ? 0 : 1]
    }
    #expect(change(.cylinder) < 0.01)
    #expect(change(.tetrahedron) > 0.3)
  }

  @Test("Sampled pictures of one solid have azimuths in the range that was asked for")
  func oneSolid() {
    var rng = PCG32(seed: 4)
    let prisms = Solids(side: 12).sample(30, of: .prism, azimuths: 0.2...0.9, using: &rng)
    #expect(prisms["solid"].scalars.allSatisfy { $0 == Float(Solids.Kind.prism.rawValue) })
    #expect(prisms["azimuth"].scalars.allSatisfy { (0.2...0.9).contains($0) })
    #expect(Set(prisms["light"].scalars).count == 30)
  }

  @Test("Sampled solids are of all kinds, inside the picture, and seeded") func solids() {
    var (first, second) = (PCG32(seed: 4), PCG32(seed: 4))
    let solids = Solids(side: 12).sample(30, using: &first)
    #expect(solids == Solids(side: 12).sample(30, using: &second))
    #expect(Set(solids["solid"].scalars).count == 5)
    #expect(solids.images.sliced(0..<1, alongAxis: 1).max().scalar == 0)
    #expect((0..<30).allSatisfy { solids.images[$0].max().scalar > 0.2 })
  }

  /// All states of a grid of nine spins, and the logarithms of what each counts.
  private func enumerated(_ grid: IsingGrid) -> (states: Tensor, logs: [Double]) {
    let size = grid.rows * grid.columns
    let states = (0..<1 << size).map { state in (0..<size).map { Float(state >> $0 & 1) } }
    let logs = states.map { state in
      let s = state.map { Double(2 * $0 - 1) }
      var sum = 0.0
      for row in 0..<grid.rows {
        for column in 0..<grid.columns {
          let place = row * grid.columns + column
          sum += Double(grid.field) * s[place]
          if column + 1 < grid.columns { sum += Double(grid.coupling) * s[place] * s[place + 1] }
          if row + 1 < grid.rows {
            sum += Double(grid.coupling) * s[place] * s[place + grid.columns]
          }
        }
      }
      return sum
    }
    return (Tensor(states).reshaped(-1, grid.rows, grid.columns), logs)
  }

  @Test("Z is the sum over all states", arguments: [(3, 3), (2, 4), (4, 2), (1, 5), (5, 1)])
  func partition(_ rows: Int, _ columns: Int) {
    let grid = IsingGrid(rows: rows, columns: columns, coupling: 0.7, field: -0.2)
    let (states, logs) = enumerated(grid)
    #expect(abs(Double(grid.logPartition) - logSumExp(logs)) < 1e-5)
    let total = grid.logProb(states).scalars.reduce(0) { $0 + Foundation.exp(Double($1)) }
    #expect(abs(total - 1) < 1e-4)
  }

  @Test("Exact samples occur as often as their probabilities say", arguments: [(2, 3), (3, 2)])
  func exactSamples(_ rows: Int, _ columns: Int) {
    let grid = IsingGrid(rows: rows, columns: columns, coupling: 0.5, field: 0.1)
    let (states, _) = enumerated(grid)
    let probabilities = grid.logProb(states).scalars.map { Foundation.exp(Double($0)) }
    var rng = PCG32(seed: 5)
    var counts = [Double](repeating: 0, count: 64)
    let sample = grid.sample(4000, using: &rng)
    #expect(sample.shape == [4000, rows, columns])
    let spins = sample.scalars
    for index in 0..<4000 {
      counts[(0..<6).reduce(0) { $0 | Int(spins[6 * index + $1]) << $1 }] += 1
    }
    let chi = zip(counts, probabilities).reduce(0) { sum, pair in
      let expected = 4000 * pair.1
      return sum + (pair.0 - expected) * (pair.0 - expected) / expected
    }
    // 63 degrees of freedom: above 110 with a probability of 0.0002.
    #expect(chi < 110, "\(chi)")
  }

  @Test("Gibbs sampling agrees with exact sampling in mean agreement of neighbours") func gibbs() {
    let grid = IsingGrid(rows: 4, columns: 4, coupling: 0.3)
    var rng = PCG32(seed: 6)
    let exact = grid.energy(grid.sample(800, using: &rng))
    let chained = grid.energy(grid.gibbs(300, sweeps: 25, using: &rng))
    let error = (exact.variance().scalar / 800 + chained.variance().scalar / 300).squareRoot()
    #expect(abs(exact.mean().scalar - chained.mean().scalar) < 4 * error)
  }

  @Test("A tone's loudest frequency is its pitch") func tones() {
    var rng = PCG32(seed: 7)
    let waves = Tones(pitches: [250, 500], length: 256, sampleRate: 8000).sample(6, using: &rng)
    for wave in 0..<6 {
      let x = waves.samples[wave].scalars
      let powers = (1..<128).map { bin -> Float in
        let angles = x.indices.map { 2 * Float.pi * Float(bin * $0) / 256 }
        let real = zip(x, angles).reduce(0) { $0 + $1.0 * cosf($1.1) }
        let imaginary = zip(x, angles).reduce(0) { $0 + $1.0 * sinf($1.1) }
        return real * real + imaginary * imaginary
      }
      let loudest = (powers.indices.max { powers[$0] < powers[$1] } ?? 0) + 1
      #expect(Float(loudest) * 8000 / 256 == waves.frequencies[wave])
      #expect(x.allSatisfy { abs($0) <= 1 })
    }
    #expect(waves.sound(0).sampleRate == 8000)
  }

  @Test("The salary table's joint sums to one and factorises along its graph") func salary() {
    let table = SalaryTable()
    var total = 0.0
    var (ageGender, age, gender) = ([Double](repeating: 0, count: 6), [0.0, 0, 0], [0.0, 0])
    for a in 0..<3 {
      for g in 0..<2 {
        for m in 0..<2 {
          for s in 0..<3 {
            for y in 0..<2 {
              let p = table.probability([a, g, m, s, y])
              total += p
              ageGender[2 * a + g] += p
              age[a] += p
              gender[g] += p
            }
          }
        }
      }
    }
    #expect(abs(total - 1) < 1e-12)
    for a in 0..<3 {
      for g in 0..<2 { #expect(abs(ageGender[2 * a + g] - age[a] * gender[g]) < 1e-12) }
    }
    #expect(table.joint.shape == [3, 2, 2, 3, 2])
    let size = SalaryTable.Variable.allCases.reduce(0) { $0 + table.conditional($1).elementCount }
    #expect(size == 37, "the lecture counts 37 probabilities")
  }

  @Test("Sampled rows give the conditional probabilities back") func salaryRows() {
    let table = SalaryTable()
    var rng = PCG32(seed: 8)
    let rows = table.sample(20_000, using: &rng)
    let high = rows.filter { $0[3] == 2 && $0[1] == 1 }
    let repaid = Double(high.filter { $0[4] == 1 }.count) / Double(high.count)
    #expect(abs(repaid - 0.9) < 0.02)
    #expect(abs(Double(rows.filter { $0[0] == 1 }.count) / 20_000 - 0.45) < 0.02)
  }

  @Test("Every card says what the set is, where it is from and what is allowed") func cards() {
    let cards = [
      TwoMoons().card, Rings().card, Spirals().card, Checkerboard().card, Pinwheel().card,
      SwissRoll().card, GaussianClusters.three.card, Sprites().card, ArmAndBall().card,
      Solids().card, IsingGrid(rows: 3, columns: 3).card, Tones().card, SalaryTable().card,
      Iris.load().describe(), OpticalDigits.load().describe(), SampleSounds.describe(),
    ]
    for card in cards {
      for text in [card.name, card.summary, card.values, card.source, card.licence] {
        #expect(text.count > 2)
      }
      #expect(card.summary.hasSuffix("."))
    }
    #expect(Set(cards.map(\.name)).count == cards.count)
  }
}

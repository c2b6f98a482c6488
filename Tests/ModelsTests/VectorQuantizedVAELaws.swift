// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Vector-quantised autoencoder") struct VectorQuantizedVAELaws {
  private func tiny() -> VectorQuantizedVAE {
    var rng = PCG32(seed: 3)
    return VectorQuantizedVAE(
      imageSize: (8, 8), codeCount: 5, entrySize: 3, channelCount: 2, using: &rng)
  }

  private let images = randomBits([3, 64], seed: 1)

  @Test("An image has a code for each place, each of them the number of an entry")
  func codes() {
    let model = tiny()
    let codes = model.encode(images)
    #expect(model.placeCount == 4 && codes.map(\.count) == [4, 4, 4])
    #expect(codes.joined().allSatisfy { (0..<5).contains($0) })
    #expect(abs(model.bitsPerImage - 4 * Float(log2(5.0))) < 1e-5)
    #expect(model.reconstruct(images) == model.decode(codes))
  }

  @Test("The chosen entry is the nearest of all")
  func nearest() {
    let model = tiny()
    let z = model.encoding(of: images)
    let book = (0..<5).map { k in (0..<3).map { Double(model.codebook[k, $0].scalar) } }
    for (row, chosen) in model.nearestEntries(to: z).enumerated() {
      let vector = (0..<3).map { Double(z[row, $0].scalar) }
      let distances = book.map { entry in
        zip(vector, entry).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      #expect(distances.indices.allSatisfy { distances[chosen] <= distances[$0] + 1e-7 })
    }
  }

  @Test("The encoder receives the decoder's gradient as if nothing had been rounded")
  func straightThroughGradient() {
    let model = tiny()
    let z = model.encoding(of: images)
    let e = model.codebook[at: model.nearestEntries(to: z)]
    let through = gradient(at: z) { z in
      -model.likelihood(given: straightThrough(e, gradient: z)).logProb(images).mean()
    }
    let decoders = gradient(at: e) { -model.likelihood(given: $0).logProb(images).mean() }
    #expect(through.scalars.contains { $0 != 0 })
    expectClose(through.scalars, decoders.scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("Entries move only towards what is encoded")
  func codebookGradient() {
    let model = tiny()
    let z = model.encoding(of: images)
    let codes = model.nearestEntries(to: z)
    var rng = PCG32(seed: 1)
    let parameters = model.parameters.filter { $0.path == "codebook" }
    let slopes = valueWithGradients(at: parameters) { model.loss(on: images, using: &rng) }
    // d/de Σ ‖z − e‖² / batch
    var expected = [Double](repeating: 0, count: 15)
    for (row, code) in codes.enumerated() {
      for axis in 0..<3 {
        let pull = model.codebook[code, axis].scalar - z[row, axis].scalar
        expected[code * 3 + axis] += 2 * Double(pull) / 3
      }
    }
    expectClose(slopes.gradients[0].scalars, expected, tolerance: 1e-5)
  }

  @Test("The commitment moves the encoder by its weight")
  func commitment() {
    let norms = [Float(0), 1, 2].map { weight -> [Double] in
      var rng = PCG32(seed: 3)
      let model = VectorQuantizedVAE(
        imageSize: (8, 8), codeCount: 5, entrySize: 3, channelCount: 2, commitment: weight,
        using: &rng)
      let first = Array(model.parameters.filter { $0.path.hasPrefix("encoder") }.prefix(1))
      let slopes = valueWithGradients(at: first) { model.loss(on: images, using: &rng) }
      return slopes.gradients[0].scalars.map(Double.init)
    }
    let single = zip(norms[1], norms[0]).map { $0 - $1 }
    let double = zip(norms[2], norms[0]).map { Float($0 - $1) / 2 }
    #expect(single.contains { abs($0) > 1e-4 })
    expectClose(double, single, tolerance: 1e-4)
  }

  @Test("The perplexity is the number of entries that are in equal use")
  func perplexity() {
    let model = tiny()
    // All entries alike but the first: whatever is encoded, ties go to the first one.
    model.codebook = .zeros([5, 3])
    #expect(model.perplexity(on: images) == 1)
    let used = Set(tiny().encode(images).joined()).count
    let value = tiny().perplexity(on: images)
    #expect(value >= 1 && value <= Float(used) + 1e-4)
  }
}

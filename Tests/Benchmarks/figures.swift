// SPDX-License-Identifier: MIT

// Draws the figure named on each line of the input, and answers with milliseconds and the size of its file; with a
// folder behind the name the file is kept there.

import Figures
import Glibc
import Tensors

/// Bumps at places that turn, as in the comparison.
let images = (0..<100).flatMap { (k: Int) -> [Float] in
  (0..<28).flatMap { (i: Int) -> [Float] in
    (0..<28).map { (j: Int) -> Float in
      let a = Double(i) - 14 - 5 * sin(Double(k))
      let b = Double(j) - 14 - 5 * cos(Double(k))
      return Float(exp(-(a * a + b * b) / 20))
    }
  }
}
let pictures = Tensor(images, shape: [100, 28, 28])
let count = 100_000
let labels = (0..<count).map { $0 % 10 }
// The other side has drawn the codes and left them in a file.
let codes = [Double](unsafeUninitializedCapacity: 2 * count) { buffer, filled in
  guard let file = fopen(CommandLine.arguments[1], "rb") else { return }
  filled = fread(buffer.baseAddress, 8, buffer.count, file)
  fclose(file)
}
let x = Array(codes[..<count])
let y = Array(codes[count...])

func scatter() -> Plot {
  Plot { Dot(x: x, y: y, fill: labels, radius: 1.2, opacity: 0.5) }
    .axes(x: "z₁", y: "z₂").legend("digit").size(640, 480)
}

func curves() -> Plot {
  let epochs = Array(1...30)
  return Plot {
    for (name, offset) in [("training", 0.0), ("test", 6)] {
      let mean = epochs.map { 95 + offset + 110 / Double($0) }
      ErrorBand(x: epochs, y: mean, deviation: epochs.map { 2 + 12 / Double($0) }, name: name)
    }
    Rule(y: 97.5, name: "published", isDashed: true)
  }
  .axes(x: "epoch", y: "−ELBO (nats per image)").title("Variational autoencoder").size(640, 480)
}

func contour() -> Plot {
  let density = { (x: Double, y: Double) in
    0.6 * exp(-(x - 1) * (x - 1) - 2 * (y - 0.5) * (y - 0.5))
      + 0.4 * exp(-2 * (x + 1) * (x + 1) - (y + 0.5) * (y + 0.5))
  }
  return Plot {
    Contour(x: -3...3, y: -3...3, resolution: 100, isFilled: true, density)
    Contour(x: -3...3, y: -3...3, resolution: 100, levels: [0.1, 0.3, 0.5], color: .white, density)
  }
  .axes(x: "θ₁", y: "θ₂").title("Two modes").legend("p(θ)").size(640, 480)
}

func histogram() -> Plot {
  Plot {
    Histogram(x, bins: 50, isDensity: true, opacity: 0.6)
    Line(over: -4...8, name: "Gaussian with mean 2") { exp(-($0 - 2) * ($0 - 2) / 6) / 4.3416 }
  }
  .axes(x: "z₁", y: "density").title("Marginal of the codes").size(640, 480)
}

func figure(_ kind: Substring) -> any Figure {
  switch kind {
  case "grid": ImageGrid(pictures, columns: 10)
  case "scatter": scatter()
  case "curves": curves()
  case "contour": contour()
  default: histogram()
  }
}

func draw(_ name: Substring) -> [UInt8] {
  let parts = name.split(separator: ".")
  let figure = figure(parts[0])
  switch parts[1] {
  case "svg": return Array(figure.svg().utf8)
  case "pdf": return figure.pdf()
  default: return figure.png()
  }
}

while let line = readLine() {
  let words = line.split(separator: " ")
  let clock = ContinuousClock()
  var bytes: [UInt8] = []
  let time = clock.measure { bytes = draw(words[0]) }
  print(time / .milliseconds(1), bytes.count)
  fflush(stdout)
  if words.count > 1 { try figure(words[0].prefix { $0 != "." }).save("\(words[1])/\(words[0])") }
}

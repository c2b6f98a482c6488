// SPDX-License-Identifier: MIT

// Draws the figure named on each line of the input and answers with milliseconds and the size of its file.

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
var rng = PCG32(seed: 7)
let count = 100_000
let labels = (0..<count).map { $0 % 10 }
let codes = Tensor.normal([count, 2], using: &rng)
let x = (0..<count).map { Double(codes.scalars[2 * $0]) + Double(labels[$0] % 5) }
let y = (0..<count).map { Double(codes.scalars[2 * $0 + 1]) + Double(labels[$0] / 5) * 3 }

func scatter() -> Plot {
  Plot { Dot(x: x, y: y, fill: labels, radius: 1, opacity: 0.5) }
    .axes(x: "z₁", y: "z₂").legend("digit").size(640, 480)
}

func draw(_ name: String) -> Int {
  switch name {
  case "grid.png": ImageGrid(pictures, columns: 10).png().count
  case "grid.svg": ImageGrid(pictures, columns: 10).svg().utf8.count
  case "scatter.png": scatter().png().count
  case "scatter.svg": scatter().svg().utf8.count
  case "scatter.pdf": scatter().pdf().count
  default: 0
  }
}

while let name = readLine() {
  let clock = ContinuousClock()
  var size = 0
  let time = clock.measure { size = draw(name) }
  print(time / .milliseconds(1), size)
  fflush(stdout)
}

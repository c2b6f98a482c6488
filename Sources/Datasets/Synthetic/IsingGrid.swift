// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Spins on a grid that like to agree with their neighbours, drawn exactly.
///
/// `p(s) = exp(J Σ_{i~j} s_i s_j + h Σ_i s_i) / Z` with spins s in ±1; in tensors a spin is `(s + 1)/2`, 0 or 1.
/// - Paper: Ising (1925), *Beitrag zur Theorie des Ferromagnetismus*.
public struct IsingGrid: DescribedDataset, Equatable {
  /// The longest shorter side for which all states of a row are counted: 2¹² of them.
  static let widest = 12

  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// How much neighbours like to agree, J.
  public let coupling: Float
  /// How much spins like to be up, h.
  public let field: Float

  /// Makes a grid without wrapping at its edges.
  ///
  /// - Requires: At least one spin.
  public init(rows: Int, columns: Int, coupling: Float = 0.4, field: Float = 0) {
    if rows < 1 || columns < 1 { fail("IsingGrid: \(rows) × \(columns) spins") }
    (self.rows, self.columns, self.coupling, self.field) = (rows, columns, coupling, field)
  }

  /// Draws independent exact samples by filtering forward along the grid and sampling backward.
  ///
  /// - Shapes: `[count, rows, columns]` of 0 and 1.
  /// - Requires: A shorter side of at most 12 spins; use `gibbs` for larger grids.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    Points.require(count, in: "IsingGrid")
    let filter = filter(in: "sample")
    var spins: [Float] = []
    spins.reserveCapacity(count * rows * columns)
    for _ in 0..<count { spins += filter.sample(using: &rng) }
    let drawn = Tensor(spins, shape: [count, filter.length, filter.width])
    return rows < columns ? drawn.transposed(0, 2, 1) : drawn
  }

  /// The logarithm of Z, exactly.
  ///
  /// - Requires: A shorter side of at most 12 spins.
  public var logPartition: Float { Float(filter(in: "logPartition").logPartition) }

  /// The exact logarithm of the probability of grids.
  ///
  /// - Shapes: `[count, rows, columns]` of 0 and 1 → `[count]`.
  /// - Units: nats per grid.
  /// - Requires: A shorter side of at most 12 spins.
  public func logProb(_ spins: Tensor) -> Tensor { -energy(spins) - logPartition }

  /// The energy of grids, `−J Σ s_i s_j − h Σ s_i`.
  ///
  /// - Shapes: `[count, rows, columns]` of 0 and 1 → `[count]`.
  public func energy(_ spins: Tensor) -> Tensor {
    if spins.rank != 3 || spins.shape[1] != rows || spins.shape[2] != columns {
      fail("energy: spins \(spins.shape) are not [count, \(rows), \(columns)]")
    }
    let s = spins * 2 - 1
    let below = s.sliced(..<(rows - 1), alongAxis: 1) * s.sliced(1..., alongAxis: 1)
    let beside = s.sliced(..<(columns - 1), alongAxis: 2) * s.sliced(1..., alongAxis: 2)
    let agreement = below.sum(alongAxes: [1, 2]) + beside.sum(alongAxes: [1, 2])
    return -(agreement * coupling) - s.sum(alongAxes: [1, 2]) * field
  }

  /// Draws samples by sweeps of Gibbs sampling, each from its own random beginning.
  ///
  /// - Shapes: `[count, rows, columns]` of 0 and 1.
  /// - Precision: Approximate: strong couplings need many sweeps.
  public func gibbs(
    _ count: Int, sweeps: Int = 200, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    Points.require(count, in: "gibbs")
    let size = rows * columns
    var spins: [Float] = []
    for _ in 0..<count {
      var grid = (0..<size).map { _ in Draw.uniform(using: &rng) < 0.5 ? -1.0 : 1.0 }
      for _ in 0..<sweeps {
        for place in 0..<size {
          let pull = 2 * (Double(coupling) * neighbourSum(grid, place) + Double(field))
          grid[place] = Draw.uniform(using: &rng) < 1 / (1 + exp(-pull)) ? 1 : -1
        }
      }
      spins += grid.map { $0 > 0 ? 1 : 0 }
    }
    return Tensor(spins, shape: [count, rows, columns])
  }

  private func neighbourSum(_ grid: [Double], _ place: Int) -> Double {
    let (row, column) = (place / columns, place % columns)
    var sum = 0.0
    if row > 0 { sum += grid[place - columns] }
    if row < rows - 1 { sum += grid[place + columns] }
    if column > 0 { sum += grid[place - 1] }
    if column < columns - 1 { sum += grid[place + 1] }
    return sum
  }

  private func filter(in operation: String) -> IsingFilter {
    let width = min(rows, columns)
    if width > Self.widest {
      fail(
        "\(operation): \(rows) × \(columns) spins are too many for exact sums; use gibbs(…)")
    }
    return IsingFilter(
      length: max(rows, columns), width: width, coupling: Double(coupling), field: Double(field))
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Ising grid",
      "\(rows) × \(columns) spins with coupling \(coupling) and field \(field).",
      values: "0 (down) or 1 (up)",
      paper: "Ising (1925), Beitrag zur Theorie des Ferromagnetismus")
  }
}

/// The sums over all spins before a place, for each state of the last row of spins up to there.
struct IsingFilter {
  let length: Int
  let width: Int
  let logPartition: Double
  private let coupling: Double
  /// For each place, the sums for each state after its spin; each list sums to 1.
  private let messages: [[Double]]

  init(length: Int, width: Int, coupling: Double, field: Double) {
    (self.length, self.width, self.coupling) = (length, width, coupling)
    var message = [Double](repeating: 0, count: 1 << width)
    message[0] = 1
    var (messages, logScale) = ([[Double]](), 0.0)
    for place in 0..<length * width {
      message = Self.step(message, place, width, coupling, field)
      let sum = message.reduce(0, +)
      logScale += log(sum)
      for state in message.indices { message[state] /= sum }
      messages.append(message)
    }
    (self.messages, logPartition) = (messages, logScale)
  }

  /// The message after the spin at a place, whose bit replaces that of the spin above it.
  private static func step(
    _ message: [Double], _ place: Int, _ width: Int, _ coupling: Double, _ field: Double
  ) -> [Double] {
    let (row, column) = (place / width, place % width)
    let bit = 1 << column
    return message.indices.map { state in
      let spin = state & bit == 0 ? -1.0 : 1.0
      let left = column == 0 ? 0 : (state & bit >> 1 == 0 ? -1.0 : 1.0)
      // In the first row there is no spin above: its bit was never set.
      let above =
        row == 0
        ? message[state & ~bit]
        : message[state & ~bit] * exp(-coupling * spin) + message[state | bit]
          * exp(coupling * spin)
      return above * exp(field * spin + coupling * spin * left)
    }
  }

  /// One grid, row by row.
  func sample(using rng: inout some RandomNumberGenerator) -> [Float] {
    var spins = [Float](repeating: 0, count: length * width)
    guard let last = messages.last else { return spins }
    var state = Draw.place(of: last, using: &rng)
    for column in 0..<width {
      spins[(length - 1) * width + column] = state & 1 << column == 0 ? 0 : 1
    }
    for place in stride(from: length * width - 1, through: width, by: -1) {
      let bit = 1 << (place % width)
      let spin = state & bit == 0 ? -1.0 : 1.0
      let down = messages[place - 1][state & ~bit] * exp(-coupling * spin)
      let up = messages[place - 1][state | bit] * exp(coupling * spin)
      let isUp = Draw.uniform(using: &rng) * (down + up) < up
      state = isUp ? state | bit : state & ~bit
      spins[place - width] = isUp ? 1 : 0
    }
    return spins
  }
}

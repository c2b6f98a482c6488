// SPDX-License-Identifier: MIT

/// Where the output of each cell goes, also when a task that it left behind prints much later.
struct CellOutputs {
  /// A task of a cell before these prints under the newest cell.
  private static let kept = 512

  private var outputs: [(cell: Int, output: any SessionOutput)] = []

  /// From now on this is the newest cell.
  mutating func begin(_ cell: Int, _ output: any SessionOutput) {
    if outputs.count == Self.kept { outputs.removeFirst(Self.kept / 2) }
    outputs.append((cell, output))
  }

  /// Lets the cell of that number be the newest again.
  mutating func forget(after cell: Int) { outputs.removeAll { $0.cell > cell } }

  /// The output of a cell; that of the newest one where the cell is 0 or not known any more.
  func output(of cell: Int) -> (any SessionOutput)? {
    (outputs.last { $0.cell == cell } ?? outputs.last)?.output
  }
}

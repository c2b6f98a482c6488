// SPDX-License-Identifier: MIT

import Tensors

/// A density that is constant between places on the line, and zero beyond the outermost.
public struct StepFunction: Sendable, Equatable {
  /// The places where it may jump, in ascending order; one more than there are heights.
  public let edges: [Double]
  /// The height between each two places.
  public let heights: [Double]

  /// Makes a function from its places and heights.
  ///
  /// - Requires: Ascending places, one more than heights.
  public init(edges: [Double], heights: [Double]) {
    if edges.count != heights.count + 1 || zip(edges, edges.dropFirst()).contains(where: >=) {
      fail("StepFunction: \(edges.count) places for \(heights.count) heights, or not ascending")
    }
    (self.edges, self.heights) = (edges, heights)
  }

  /// The area under the function.
  public var integral: Double {
    heights.indices.reduce(0) { $0 + heights[$1] * (edges[$1 + 1] - edges[$1]) }
  }

  /// At how many places the height changes.
  public var jumpCount: Int {
    let levels = [0] + heights + [0]
    return zip(levels, levels.dropFirst()).count { $0 != $1 }
  }

  /// The corners of the graph, for a line.
  public var outline: (x: [Double], y: [Double]) {
    (edges.flatMap { [$0, $0] }, [0] + heights.flatMap { [$0, $0] } + [0])
  }
}

/// The numbers of a tensor that holds one in each row.
///
/// - Shapes: `[count]` or `[count, 1]`.
func lineNumbers(_ x: Tensor, in place: String) -> [Double] {
  if x.rank != 1 && !(x.rank == 2 && x.shape[1] == 1) || x.elementCount == 0 {
    fail("\(place): \(x.shape) is no list of numbers; [count] or [count, 1] is")
  }
  return x.scalars.map { Double($0) }
}

extension RandomAccessCollection<Double> where Index == Int {
  /// How many of the numbers, which are sorted, come before the first for which the condition does not hold.
  func partitionPoint(_ isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low - startIndex
  }
}

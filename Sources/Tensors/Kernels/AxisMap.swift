// SPDX-License-Identifier: MIT

/// A linear map from the elements along an axis to those along another, as a sparse matrix.
struct AxisMap: Sendable {
  let inputSize: Int
  /// For each output, the inputs that it is made of and their weights.
  let rows: [[(input: Int, weight: Float)]]

  /// The map whose matrix is the transpose.
  var transposed: AxisMap {
    var columns = [[(input: Int, weight: Float)]](repeating: [], count: inputSize)
    for (output, row) in rows.enumerated() {
      for (input, weight) in row { columns[input].append((output, weight)) }
    }
    return AxisMap(inputSize: rows.count, rows: columns)
  }

  /// Applies the map to the middle one of three axes.
  func apply(
    to source: UnsafeBufferPointer<Float>, outer: Int, inner: Int,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    let count = rows.count
    let entries = rows.flatMap { $0 }
    let ends = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    entries.withUnsafeBufferPointer { entries in
      ends.withUnsafeBufferPointer { ends in
        let planesPerBlock = max(1, Elementwise.blockSize / max(1, count * inner))
        Elementwise.forEachRange(of: outer, blockSize: planesPerBlock) { planes in
          for plane in planes {
            let start = plane * inputSize * inner
            for output in 0..<count {
              let target = (plane * count + output) * inner
              let row = UnsafeBufferPointer(rebasing: entries[ends[output]..<ends[output + 1]])
              Self.combine(source, from: start, row, inner, into: result, at: target)
            }
          }
        }
      }
    }
  }

  /// Adds up the inputs of one output, each a run of scalars.
  @inline(__always)
  private static func combine(
    _ source: UnsafeBufferPointer<Float>, from start: Int,
    _ row: UnsafeBufferPointer<(input: Int, weight: Float)>, _ inner: Int,
    into result: UnsafeMutableBufferPointer<Float>, at target: Int
  ) {
    if inner == 1 {
      var sum: Float = 0
      for entry in row { sum += entry.weight * source[start + entry.input] }
      result[target] = sum
      return
    }
    for index in 0..<inner { result[target + index] = 0 }
    for entry in row {
      let from = start + entry.input * inner
      for index in 0..<inner { result[target + index] += entry.weight * source[from + index] }
    }
  }
}

extension AxisMap {
  /// The mean over each window, of those elements that are not padding.
  static func means(over window: Window, inputSize: Int) -> AxisMap {
    let rows = window.ranges(inputSize: inputSize).map { range in
      range.map { (input: $0, weight: 1 / Float(range.count)) }
    }
    return AxisMap(inputSize: inputSize, rows: rows)
  }

  /// For each output the input in whose place it lies.
  static func nearest(inputSize: Int, outputSize: Int) -> AxisMap {
    let rows = (0..<outputSize).map { [(input: $0 * inputSize / outputSize, weight: Float(1))] }
    return AxisMap(inputSize: inputSize, rows: rows)
  }

  /// For each output the two inputs between whose centres its own lies, at the ends one of them.
  static func linear(inputSize: Int, outputSize: Int) -> AxisMap {
    let rows = (0..<outputSize).map { output in
      let centre = (Double(output) + 0.5) * Double(inputSize) / Double(outputSize) - 0.5
      let place = min(max(centre, 0), Double(inputSize - 1))
      let first = Int(place)
      let weight = Float(place - Double(first))
      let pair = [(input: first, weight: 1 - weight), (input: first + 1, weight: weight)]
      return pair.filter { $0.weight > 0 }
    }
    return AxisMap(inputSize: inputSize, rows: rows)
  }
}

/// The window that pooling moves along an axis.
struct Window: Sendable {
  let size: Int
  let stride: Int
  let padding: Int

  /// The elements that are not padding, for each place of the window.
  func ranges(inputSize: Int) -> [Range<Int>] {
    let room = inputSize + 2 * padding - size
    let count = room < 0 ? 0 : room / stride + 1
    return (0..<count).map { output in
      let start = output * stride - padding
      return max(0, start)..<min(inputSize, start + size)
    }
  }
}

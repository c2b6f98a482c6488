// SPDX-License-Identifier: MIT

/// The loops that write the input of a convolution as a matrix (im2col), and that add such a matrix back.
///
/// The matrix has a row for each channel and tap, and a column for each output of a tile.
extension ConvolutionPlan {
  typealias Source = UnsafePointer<Float>
  typealias Target = UnsafeMutablePointer<Float>

  /// Writes what the outputs of a tile read from some channels, zero in the padding.
  func unfold(_ input: Source, _ tile: Tile, channels: Range<Int>, into matrix: Target) {
    var target = matrix
    for channel in channels {
      for tap in taps {
        forEachRow(of: tile, tap, channel: channel) { place in
          if let place {
            copyRow(input + place, tap, into: target)
          } else {
            target.update(repeating: 0, count: outputSize.columns)
          }
          target += outputSize.columns
        }
      }
    }
  }

  /// Adds a matrix to the inputs that its scalars were read from.
  func fold(_ matrix: Source, _ tile: Tile, channels: Range<Int>, onto input: Target) {
    var source = matrix
    for channel in channels {
      for tap in taps {
        forEachRow(of: tile, tap, channel: channel) { place in
          if let place { addRow(source, tap, onto: input + place) }
          source += outputSize.columns
        }
      }
    }
  }

  /// Adds what each tap contributes to the outputs of one channel, from a plane of products for each tap.
  func gatherTaps(_ planes: Source, onto output: Target) {
    for (index, tap) in taps.enumerated() {
      let plane = planes + index * inputPlane
      for row in 0..<outputSize.rows {
        let inputRow = row * stride.row + tap.row
        if inputRow < 0 || inputRow >= inputSize.rows { continue }
        gatherRow(
          plane + inputRow * inputSize.columns, tap, onto: output + row * outputSize.columns)
      }
    }
  }

  @inline(__always)
  private func gatherRow(_ row: Source, _ tap: Tap, onto target: Target) {
    if stride.column == 1 {
      for index in tap.columns { target[index] += row[index + tap.column] }
    } else {
      for index in tap.columns { target[index] += row[index * stride.column + tap.column] }
    }
  }

  /// Calls the body with the place of the input row that each output row reads, or nil in the padding.
  @inline(__always)
  private func forEachRow(of tile: Tile, _ tap: Tap, channel: Int, _ body: (Int?) -> Void) {
    for image in tile.images {
      let plane = (image * groups * inputChannels + channel) * inputPlane
      for row in tile.rows {
        let inputRow = row * stride.row + tap.row
        let isInside = inputRow >= 0 && inputRow < inputSize.rows
        body(isInside ? plane + inputRow * inputSize.columns : nil)
      }
    }
  }

  @inline(__always)
  private func copyRow(_ row: Source, _ tap: Tap, into target: Target) {
    let (first, end) = (tap.columns.lowerBound, tap.columns.upperBound)
    for index in 0..<first { target[index] = 0 }
    for index in end..<outputSize.columns { target[index] = 0 }
    if stride.column == 1 {
      for index in first..<end { target[index] = row[index + tap.column] }
    } else {
      for index in first..<end { target[index] = row[index * stride.column + tap.column] }
    }
  }

  @inline(__always)
  private func addRow(_ source: Source, _ tap: Tap, onto row: Target) {
    if stride.column == 1 {
      for index in tap.columns { row[index + tap.column] += source[index] }
    } else {
      for index in tap.columns { row[index * stride.column + tap.column] += source[index] }
    }
  }

  /// Copies the outputs of a tile, image by image in memory, to rows of one matrix, or back.
  func gather(_ output: Source, _ tile: Tile, channels: Range<Int>, into matrix: Target) {
    forEachRun(of: tile, channels) { place, index in
      (matrix + index).update(from: output + place, count: outputPlane)
    }
  }

  func scatter(_ matrix: Source, _ tile: Tile, channels: Range<Int>, to output: Target) {
    forEachRun(of: tile, channels) { place, index in
      (output + place).update(from: matrix + index, count: outputPlane)
    }
  }

  /// Calls the body with the place of each image's channel, and with its place in a matrix of whole images.
  @inline(__always)
  private func forEachRun(of tile: Tile, _ channels: Range<Int>, _ body: (Int, Int) -> Void) {
    var index = 0
    for channel in channels {
      for image in tile.images {
        body((image * groups * outputChannels + channel) * outputPlane, index)
        index += outputPlane
      }
    }
  }
}

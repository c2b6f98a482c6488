// SPDX-License-Identifier: MIT

public import Tensors

/// Which coordinates a coupling layer keeps, and which it changes.
///
/// - Paper: Dinh, Sohl-Dickstein & Bengio (2016), *Density Estimation Using Real NVP*, arXiv:1605.08803.
public struct CouplingMask: Sendable, Hashable {
  /// The places of the coordinates that stay as they are.
  public let kept: [Int]
  /// The places of the coordinates that change in dependence on the kept ones.
  public let changed: [Int]
  /// Where each coordinate stands among the kept and then the changed ones.
  private let order: [Int]

  /// The number of coordinates.
  public var size: Int { order.count }

  /// Makes a mask that keeps some of the coordinates.
  ///
  /// - Requires: Places in `0 ..< size`, at least one of them, and not all.
  public init(keeping kept: [Int], of size: Int) {
    let places = Set(kept)
    if kept.isEmpty || places.count != kept.count || places.count >= size
      || !places.allSatisfy((0..<max(size, 0)).contains)
    {
      fail("CouplingMask: \(kept) of \(size) coordinates; keep some, each once, and not all")
    }
    self.init(kept: kept.sorted(), changed: (0..<size).filter { !places.contains($0) })
  }

  private init(kept: [Int], changed: [Int]) {
    (self.kept, self.changed) = (kept, changed)
    let places = kept + changed
    order = places.indices.sorted { places[$0] < places[$1] }
  }

  /// The mask that keeps the first half, or of an odd number one more.
  public static func halves(_ size: Int) -> CouplingMask {
    CouplingMask(keeping: Array(0..<(size + 1) / 2), of: size)
  }

  /// The mask that keeps the coordinates at even places.
  public static func alternating(_ size: Int) -> CouplingMask {
    CouplingMask(keeping: Array(stride(from: 0, to: size, by: 2)), of: size)
  }

  /// The mask that keeps the black fields of an image as on a chessboard.
  public static func checkerboard(height: Int, width: Int) -> CouplingMask {
    CouplingMask(
      keeping: (0..<height * width).filter { ($0 / width + $0 % width).isMultiple(of: 2) },
      of: height * width)
  }

  /// The mask that keeps every other row of an image.
  ///
  /// It is a mask of channels, where the squares of 2 × 2 pixels have become four channels and the first two are kept.
  public static func stripes(height: Int, width: Int) -> CouplingMask {
    CouplingMask(
      keeping: (0..<height * width).filter { ($0 / width).isMultiple(of: 2) }, of: height * width)
  }

  /// The mask that keeps what this one changes.
  public var swapped: CouplingMask { CouplingMask(kept: changed, changed: kept) }

  /// 1 at the kept coordinates and 0 at the others, for pictures.
  ///
  /// - Shapes: `[size]`.
  public var tensor: Tensor {
    Tensor.ones([kept.count]).scattered(to: kept, size: size)
  }

  /// The kept and the changed coordinates of points.
  ///
  /// - Shapes: `[…, size]` → `[…, kept.count]`, `[…, changed.count]`.
  func split(_ x: Tensor) -> (kept: Tensor, changed: Tensor) {
    if x.shape.last != size {
      fail("coupling: points of shape \(x.shape) for a mask of \(size) coordinates")
    }
    return (part(kept, of: x), part(changed, of: x))
  }

  private func part(_ places: [Int], of x: Tensor) -> Tensor {
    let range = places[0]..<places[0] + places.count
    // Neighbours need not be collected one by one.
    return places[places.count - 1] == range.upperBound - 1
      ? x.sliced(range, alongAxis: -1) : x.gathered(places, alongAxis: -1)
  }

  /// The points that have these kept and these changed coordinates.
  func merged(_ kept: Tensor, _ changed: Tensor) -> Tensor {
    // Where one part stands before the other nothing need be put in order.
    if self.kept[self.kept.count - 1] < self.changed[0] {
      return [kept, changed].concatenated(alongAxis: -1)
    }
    if self.changed[self.changed.count - 1] < self.kept[0] {
      return [changed, kept].concatenated(alongAxis: -1)
    }
    return [kept, changed].concatenated(alongAxis: -1).gathered(order, alongAxis: -1)
  }
}

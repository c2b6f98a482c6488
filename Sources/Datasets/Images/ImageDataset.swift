// SPDX-License-Identifier: MIT

public import Tensors

/// Images with the class of each.
public struct LabeledImages: Sendable, Equatable {
  /// The images, `[count, height, width]` or in colour `[count, height, width, 3]`, with values in 0…1.
  public let images: Tensor
  /// The class of each image, counted from 0.
  public let labels: [Int]

  /// Puts images and labels together.
  ///
  /// - Requires: As many labels as images.
  public init(images: Tensor, labels: [Int]) {
    if !(3...4).contains(images.rank) || images.shape[0] != labels.count {
      fail("images: \(labels.count) labels for images of shape \(images.shape)")
    }
    self.images = images
    self.labels = labels
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The images and labels in a range, in the memory of the whole.
  public subscript(range: some RangeExpression<Int>) -> LabeledImages {
    LabeledImages(images: images[range], labels: Array(labels[range.relative(to: labels)]))
  }

  /// The images and labels at some places, in the order of the places.
  ///
  /// - Requires: Places inside the set.
  public subscript(at places: [Int]) -> LabeledImages {
    LabeledImages(images: images[at: places], labels: places.map { labels[$0] })
  }

  /// The images as vectors of pixels, with their labels: what a classifier learns from.
  public var vectors: Labeled<Tensor, [Int]> { Labeled(images.reshaped(count, -1), labels) }

  /// All images of one class, in their order.
  public func images(ofClass label: Int) -> Tensor {
    images[at: labels.indices.filter { labels[$0] == label }]
  }

  /// No images, of the same size.
  var none: LabeledImages { self[..<0] }
}

/// A named set of images in classes, divided into parts to learn from, to choose by, and to test with.
public struct ImageDataset: DescribedDataset, Equatable {
  /// The name that titles of figures show.
  public let name: String
  /// What each class is called.
  public let classNames: [String]
  /// The images to learn from.
  public let train: LabeledImages
  /// The images to choose by, such as when to stop; many sets have none.
  public let validation: LabeledImages
  /// The images to test with; a set that is published in one piece has none.
  public let test: LabeledImages
  private let origin: DatasetCard

  init(
    _ origin: DatasetCard, classNames: [String], train: LabeledImages,
    validation: LabeledImages? = nil, test: LabeledImages? = nil
  ) {
    (name, self.origin, self.classNames) = (origin.name, origin, classNames)
    (self.train, self.validation) = (train, validation ?? train.none)
    self.test = test ?? train.none
  }

  /// The number of classes.
  public var classCount: Int { classNames.count }
  /// The number of rows of an image.
  public var imageHeight: Int { train.images.shape[1] }
  /// The number of columns of an image.
  public var imageWidth: Int { train.images.shape[2] }

  /// What the set is and where it comes from.
  public var card: DatasetCard {
    origin.with([
      .init("training", train.images), .init("validation", validation.images),
      .init("test", test.images), .init("classes", [classCount]),
    ])
  }
}

extension ImageDataset: CustomStringConvertible {
  /// Name and sizes.
  public var description: String {
    let parts = [("training", train), ("validation", validation), ("test", test)]
    let counts = parts.filter { $0.1.count > 0 }.map { "\($0.1.count) \($0.0)" }
    let last = counts.last.map { [$0] } ?? []
    let list = ([counts.dropLast().joined(separator: ", ")] + last).filter { !$0.isEmpty }
    return """
      \(name): \(list.joined(separator: " and ")) images of \
      \(imageHeight) × \(imageWidth) pixels in \(classCount) classes
      """
  }
}

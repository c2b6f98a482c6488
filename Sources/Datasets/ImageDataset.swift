// SPDX-License-Identifier: MIT

public import Tensors

/// Images with the class of each.
public struct LabeledImages: Sendable, Equatable {
  /// The images, `[count, height, width]`, with values in 0…1.
  public let images: Tensor
  /// The class of each image, counted from 0.
  public let labels: [Int]

  /// Puts images and labels together.
  ///
  /// - Requires: As many labels as images.
  public init(images: Tensor, labels: [Int]) {
    if images.rank != 3 || images.shape[0] != labels.count {
      fatalError("images: \(labels.count) labels for images of shape \(images.shape)")
    }
    self.images = images
    self.labels = labels
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The images and labels in a range.
  public subscript(range: some RangeExpression<Int>) -> LabeledImages {
    LabeledImages(images: images[range], labels: Array(labels[range.relative(to: labels)]))
  }

  /// All images of one class, in their order.
  public func images(ofClass label: Int) -> Tensor {
    images[at: labels.indices.filter { labels[$0] == label }]
  }
}

/// A named set of images in classes, divided into a part to learn from and a part to test with.
public struct ImageDataset: Sendable, Equatable {
  /// The name that titles of figures show.
  public let name: String
  /// What each class is called.
  public let classNames: [String]
  /// The images to learn from.
  public let train: LabeledImages
  /// The images to test with.
  public let test: LabeledImages

  /// The number of classes.
  public var classCount: Int { classNames.count }
  /// The number of rows of an image.
  public var imageHeight: Int { train.images.shape[1] }
  /// The number of columns of an image.
  public var imageWidth: Int { train.images.shape[2] }
}

extension ImageDataset: CustomStringConvertible {
  /// Name and sizes.
  public var description: String {
    """
    \(name): \(train.count) training and \(test.count) test images of \
    \(imageHeight) × \(imageWidth) pixels in \(classCount) classes
    """
  }
}

// SPDX-License-Identifier: MIT

import Datasets
import Learning
import Tensors

extension LabeledImages: Batchable {
  /// The number of images.
  public var exampleCount: Int { count }

  /// The images and labels in a range.
  public func examples(in range: Range<Int>) -> LabeledImages { self[range] }

  /// The images and labels at some indices.
  public func examples(at indices: [Int]) -> LabeledImages {
    LabeledImages(images: images[at: indices], labels: indices.map { labels[$0] })
  }
}

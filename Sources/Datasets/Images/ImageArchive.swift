// SPDX-License-Identifier: MIT

import Tensors

/// A published set of images that consists of four idx files.
struct ImageArchive: Sendable {
  /// What is known of one of the files.
  struct File: Sendable {
    let byteCount: Int
    let sha256: String
    let content: Fingerprint
  }

  let card: DatasetCard
  let folder: String
  let classNames: [String]
  /// The images and labels for training, then those for tests.
  let files: [DataFile]

  init(
    card: (_ folder: String, _ files: [DataFile]) -> DatasetCard, folder: String,
    mirrors: [String], classNames: [String], files: [File]
  ) {
    let names = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]
    (self.folder, self.classNames) = (folder, classNames)
    self.files = zip(names, files).map { name, file in
      DataFile(
        name: "\(name)-ubyte.gz", byteCount: file.byteCount, sha256: file.sha256,
        content: file.content, addresses: mirrors.map { "\($0)/\(name)-ubyte.gz" })
    }
    self.card = card(folder, self.files)
  }

  /// Finds, checks and decodes all four files, or gives an error and nothing.
  func load(from library: DataLibrary) throws(DatasetError) -> ImageDataset {
    let paths = try library.paths(of: files, dataset: card.name, folder: folder)
    return ImageDataset(
      card, classNames: classNames, train: try part(from: 0, of: paths),
      test: try part(from: 2, of: paths))
  }

  private func part(from first: Int, of paths: [String]) throws(DatasetError) -> LabeledImages {
    let (imagePath, labelPath) = (paths[first], paths[first + 1])
    let labels = try IDXFile(
      files[first + 1].content(at: labelPath), rank: 1, path: labelPath
    ).labels(classCount: classNames.count)
    let images = try IDXFile(files[first].content(at: imagePath), rank: 3, path: imagePath).greys()
    if images.shape[0] != labels.count {
      throw .wrongSize(
        path: labelPath, found: "\(labels.count) labels", expected: "\(images.shape[0]) images")
    }
    return LabeledImages(images: images, labels: labels)
  }
}

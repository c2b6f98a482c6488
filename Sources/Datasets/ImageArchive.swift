// SPDX-License-Identifier: MIT

import Tensors

/// A published set of images that consists of four idx files.
struct ImageArchive: Sendable {
  let name: String
  let folder: String
  let mirrors: [String]
  let classNames: [String]
  let trainImages: DataFile
  let trainLabels: DataFile
  let testImages: DataFile
  let testLabels: DataFile

  init(
    name: String, folder: String, mirrors: [String], classNames: [String],
    trainImages: String, trainLabels: String, testImages: String, testLabels: String
  ) {
    (self.name, self.folder, self.mirrors, self.classNames) = (name, folder, mirrors, classNames)
    self.trainImages = DataFile(name: "train-images-idx3-ubyte.gz", sha256: trainImages)
    self.trainLabels = DataFile(name: "train-labels-idx1-ubyte.gz", sha256: trainLabels)
    self.testImages = DataFile(name: "t10k-images-idx3-ubyte.gz", sha256: testImages)
    self.testLabels = DataFile(name: "t10k-labels-idx1-ubyte.gz", sha256: testLabels)
  }

  /// Finds, checks and decodes all four files, or gives an error and nothing.
  func load(from library: DataLibrary) throws(DatasetError) -> ImageDataset {
    let paths = try library.paths(
      of: [trainImages, trainLabels, testImages, testLabels], dataset: name, folder: folder,
      mirrors: mirrors)
    return ImageDataset(
      name: name, classNames: classNames, train: try part(images: paths[0], labels: paths[1]),
      test: try part(images: paths[2], labels: paths[3]))
  }

  private func part(images: String, labels: String) throws(DatasetError) -> LabeledImages {
    let classes = try IDXFile.labels(path: labels, classCount: classNames.count)
    let pictures = try IDXFile.images(path: images)
    if pictures.shape[0] != classes.count {
      throw .corrupt(
        path: labels, reason: "it has \(classes.count) labels for \(pictures.shape[0]) images")
    }
    return LabeledImages(images: pictures, labels: classes)
  }
}

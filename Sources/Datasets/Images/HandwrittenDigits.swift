// SPDX-License-Identifier: MIT

/// Handwritten digits for labs that must run everywhere: the large set, or the small one that is always there.
public enum HandwrittenDigits {
  /// Loads MNIST, or the embedded optical digits where it is neither on the computer nor in reach.
  ///
  /// The result's `name` says which one it is.
  /// - Throws: `DatasetError` where the files are there but not what they should be.
  public static func load() throws(DatasetError) -> ImageDataset { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> ImageDataset {
    do {
      return try MNIST.archive.load(from: library)
    } catch .missing {
      return OpticalDigits.load()
    }
  }
}

// SPDX-License-Identifier: MIT

import Datasets
import Glibc
import Tensors
import Testing

/// The folder of real data, if there is one.
private let hasData = getenv("LECTERN_DATA") != nil

@Suite("Published sets", .enabled(if: hasData, "LECTERN_DATA names no folder with the real files"))
struct PublishedSetsLaws {
  @Test("The labs' digits are MNIST, with the published sizes, mean and standard deviation")
  func mnist() throws {
    let mnist = try HandwrittenDigits.load()
    #expect(mnist.name == "MNIST")
    #expect(mnist.train.images.shape == [60_000, 28, 28])
    #expect(mnist.test.images.shape == [10_000, 28, 28])
    // Published with the normalization that everybody uses: 0.1307 and 0.3081.
    #expect(abs(mnist.train.images.mean().scalar - 0.1307) < 5e-5)
    #expect(abs(mnist.train.images.standardDeviation().scalar - 0.3081) < 5e-5)
    #expect(mnist.train.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(
      mnist.train.labels.counts(classCount: 10)
        == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(
      mnist.test.labels.counts(classCount: 10)
        == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  }

  @Test("Fashion-MNIST has the published sizes, mean and standard deviation") func fashion() throws
  {
    let fashion = try FashionMNIST.load()
    // Published with the set's usual normalization: 0.2860 and 0.3530.
    #expect(abs(fashion.train.images.mean().scalar - 0.2860) < 5e-5)
    #expect(abs(fashion.train.images.standardDeviation().scalar - 0.3530) < 5e-5)
    #expect(
      fashion.test.labels.counts(classCount: 10) == [Int](repeating: 1000, count: 10))
    #expect(fashion.classNames[fashion.train.labels[0]] == "ankle boot")
  }
}

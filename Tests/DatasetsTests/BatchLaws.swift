// SPDX-License-Identifier: MIT

import Glibc
import Synchronization
import Tensors
import Testing

@testable import Datasets

@Suite("Batches") struct BatchLaws {
  private let images = LabeledImages(
    images: Tensor.arange(40).reshaped(10, 2, 2), labels: Array(0..<10))

  @Test("A pass in order gives every example once, the rest last") func inOrder() {
    let batches = images.batches(of: 4)
    #expect(batches.map(\.labels) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
    #expect(batches[2].images == images.images[8...])
  }

  @Test("A last batch that is not full can be left out") func dropped() {
    #expect(images.batches(of: 4, last: .dropped).map(\.count) == [4, 4])
    #expect(images.batches(of: 11, last: .dropped).isEmpty)
    #expect(images.batches(of: 5, last: .dropped).count == 2)
  }

  @Test("A shuffled pass gives every example once, with its own label") func shuffled() {
    let batches = images.batches(of: 3, seed: 1)
    #expect(batches.flatMap(\.labels).sorted() == Array(0..<10))
    #expect(batches.flatMap(\.labels) != Array(0..<10))
    for batch in batches {
      for (place, label) in batch.labels.enumerated() {
        #expect(batch.images[place] == images.images[label])
      }
    }
  }

  @Test("Seed and epoch decide the order alone") func seeds() {
    func order(_ seed: UInt64, _ epoch: Int) -> [Int] {
      images.batches(of: 4, seed: seed, epoch: epoch).flatMap(\.labels)
    }
    #expect(order(1, 0) == order(1, 0))
    #expect(order(1, 0) != order(1, 1) && order(1, 0) != order(2, 0))
  }

  @Test("Batches in order show the memory of the whole") func noCopies() {
    let all = Tensor.arange(1000).reshaped(100, 10)
    let address = all.withScalars { $0.baseAddress }
    let places = all.batches(of: 30).map { batch in batch.withScalars { $0.baseAddress } }
    #expect(places == [0, 300, 600, 900].map { address?.advanced(by: $0) })
  }

  @Test("Batches made ahead are the same in the same order", arguments: [1, 2, 50])
  func prefetched(_ depth: Int) {
    let batches = images.batches(of: 3, seed: 4)
    #expect(Array(batches.prefetched(depth)) == Array(batches))
    #expect(Array((0..<0).prefetched()).isEmpty)
  }

  @Test("No more elements are made ahead than may wait, and none after the loop is left")
  func bounded() {
    let numbers = Numbers()
    func takeOne() {
      var iterator = numbers.prefetched(3).makeIterator()
      #expect(iterator.next() == 1)
      usleep(50_000)
      // One is taken, three wait, and one more may be in the maker's hands.
      #expect(numbers.made <= 5)
    }
    takeOne()
    usleep(50_000)
    let made = numbers.made
    usleep(50_000)
    #expect(numbers.made == made)
  }
}

/// The numbers from 1 without end, which counts how many of them were made.
private final class Numbers: Sequence, Sendable {
  private let count = Atomic<Int>(0)

  var made: Int { count.load(ordering: .relaxed) }

  func makeIterator() -> AnyIterator<Int> {
    AnyIterator { self.count.wrappingAdd(1, ordering: .relaxed).newValue }
  }
}

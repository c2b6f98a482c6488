// SPDX-License-Identifier: MIT

import Glibc
import Tensors
import Testing

@testable import Datasets

/// Whether there is a folder of real data.
let hasData = getenv("LECTERN_DATA") != nil
let noData: Comment = "LECTERN_DATA names no folder with the real files"

/// The expected numbers were computed from the files with NumPy and SciPy, unless a source is named.
@Suite("Published images", .enabled(if: hasData, noData))
struct PublishedImagesLaws {
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

  @Test("The fixed black and white digits have their sizes, means and first images")
  func binarized() throws {
    let set = try BinarizedMNIST.load()
    #expect(set.name == "Binarised MNIST")
    #expect(set.description == "Binarised MNIST: 50000 + 10000 + 10000 examples of 28 × 28 numbers")
    let parts = [set.train, set.validation, set.test]
    let means: [Float] = [0.130_562_27, 0.131_127_04, 0.132_512_25]
    for (part, mean) in zip(parts, means) { #expect(abs(part.mean().scalar - mean) < 1e-6) }
    #expect(parts.map { $0[0].sum().scalar } == [123, 90, 147])
    #expect((set.train.max().scalar, set.train.min().scalar) == (1, 0))
    let column = (0..<28).map { set.test[7, $0].scalars[10] }
    #expect(
      column == [
        0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0,
      ])
  }

  @Test("The silhouettes stand upright, with 1 inside, in their parts and classes")
  func silhouettes() throws {
    let set = try Silhouettes.load()
    #expect(set.train.images.shape == [4100, 28, 28])
    #expect(set.validation.images.shape == [2264, 28, 28])
    #expect(set.test.images.shape == [2307, 28, 28])
    #expect(abs(set.train.images.mean().scalar - 0.448_945_4) < 1e-6)
    #expect(set.train.labels.prefix(6) == [56, 25, 47, 31, 23, 76])
    #expect(set.test.labels.prefix(6) == [2, 20, 4, 27, 55, 85])
    #expect(
      set.train.images[0].sum(alongAxis: 1).scalars == [
        0, 4, 7, 7, 11, 14, 18, 20, 22, 24, 26, 26, 26, 26, 26, 6, 6, 6, 10, 14, 17, 18, 18, 19,
        19, 19, 13, 0,
      ])
    #expect(set.classCount == 101 && set.classNames[100] == "yin yang")
  }

  @Test("The faces stand upright") func faces() throws {
    let (frey, olivetti) = (try FreyFaces.load(), try OlivettiFaces.load())
    #expect(frey.train.shape == [1965, 28, 20])
    #expect(abs(frey.train.mean().scalar - 0.605_728_9) < 1e-5)
    #expect((frey.train[100, 5][0..<4] * 255).scalars == [41, 115, 160, 118])
    #expect(olivetti.train.images.shape == [400, 64, 64])
    #expect(abs(olivetti.train.images.mean().scalar - 0.519_154) < 1e-5)
    let row = (olivetti.train.images[13, 20][0..<5] * 255).scalars.map { $0.rounded() }
    #expect(row == [112, 135, 95, 145, 197])
    #expect(olivetti.train.labels[13] == 1 && olivetti.classCount == 40)
  }

  @Test("The colour photographs have their labels, colours and mean") func cifar() throws {
    let set = try CIFAR10.load(most: 4000)
    #expect(set.train.images.shape == [4000, 32, 32, 3])
    #expect(set.train.labels.prefix(10) == [6, 9, 9, 4, 1, 1, 2, 7, 8, 3])
    #expect((set.train.images[0, 0, 0] * 255).scalars == [59, 62, 63])
    let means = set.train.images.mean(alongAxes: [0, 1, 2]).scalars
    for (mean, known) in zip(means, [0.491_597, 0.481_759, 0.444_657]) {
      #expect(abs(Double(mean) - known) < 1e-5)
    }
  }
}

@Suite("Published tables, texts and sounds", .enabled(if: hasData, noData))
struct PublishedTablesLaws {
  private func means(_ table: TableDataset) -> [Float] {
    table.features.mean(alongAxis: 0).scalars
  }

  private func agree(_ numbers: [Float], _ known: [Float]) -> Bool {
    numbers.count == known.count && zip(numbers, known).allSatisfy { abs($0 - $1) < 1e-4 * abs($1) }
  }

  @Test("Old Faithful erupts for 3.49 and lets wait 70.9 minutes") func geyser() throws {
    let table = try OldFaithful.load()
    #expect(table.features.shape == [272, 2])
    #expect(agree(means(table), [3.487_783, 70.897_06]))
    #expect(table["waiting"].scalars.prefix(2) == [79, 54])
  }

  @Test("Wines have 11 measurements and their marks") func wine() throws {
    let (red, white) = (try WineQuality.load(.red), try WineQuality.load(.white))
    #expect(red.features.shape == [1599, 11] && white.features.shape == [4898, 11])
    #expect(red.labels.counts(classCount: 11) == [0, 0, 0, 10, 53, 681, 638, 199, 18, 0, 0])
    #expect(white.labels.counts(classCount: 11) == [0, 0, 0, 20, 163, 1457, 2198, 880, 175, 5, 0])
    #expect(agree([red["alcohol"].mean().scalar], [10.422_983]))
  }

  @Test("Of 351 radar echoes 225 are good") func ionosphere() throws {
    let table = try Ionosphere.load()
    #expect(table.features.shape == [351, 34])
    #expect(table.labels.reduce(0, +) == 225)
    #expect(agree([table.features.mean().scalar], [0.247_697]))
  }

  @Test("A household's meters have their means") func power() throws {
    let table = try HouseholdPower.load()
    #expect(table.features.shape == [5760, 7])
    #expect(
      agree(
        means(table),
        [0.952_463_9, 0.110_968_4, 240.366_38, 4.052_951_4, 0.548_090_3, 1.173_437_5, 5.662_847]))
  }

  @Test("The embedded flowers are those of the file") func iris() throws {
    let path = "\(String(cString: getenv("LECTERN_DATA")))/tabular/iris.csv"
    let file = try CSVFile(GzipFile.content(at: path), path: path, hasHeader: true)
    let iris = Iris.load()
    #expect(iris.features.scalars == (try file.numbers(columns: [1, 2, 3, 4])))
    #expect(iris.labels.map { iris.classNames[$0] } == (try file.texts(column: 5)))
  }

  @Test("The embedded digits are those of the file") func digits() throws {
    let path = "\(String(cString: getenv("LECTERN_DATA")))/tabular/digits.csv.gz"
    let file = try CSVFile(GzipFile.content(at: path), path: path, hasHeader: false)
    let digits = OpticalDigits.load()
    let images = [digits.train.images, digits.test.images].concatenated()
    #expect((images * 16).scalars == (try file.numbers(columns: Array(0..<64))))
    let labels = digits.train.labels + digits.test.labels
    #expect(labels.map { Float($0) } == (try file.numbers(columns: [64])))
  }

  @Test("The binary vectors have their parts and as many ones as the files") func binary() throws {
    let sets = [try Mushrooms.load(), try DNA.load(), try NIPSPapers.load()]
    let shapes: [[Shape]] = [
      [[2000, 112], [500, 112], [5624, 112]], [[1400, 180], [600, 180], [1186, 180]],
      [[400, 500], [100, 500], [1240, 500]],
    ]
    let ones: [[Float]] = [
      [42_000, 10_500, 118_104], [63_945, 27_288, 53_669], [73_561, 18_282, 227_229],
    ]
    for (index, set) in sets.enumerated() {
      let parts = [set.train, set.validation, set.test]
      #expect(parts.map(\.shape) == shapes[index])
      #expect(parts.map { $0.sum().scalar } == ones[index])
    }
  }

  @Test("Shakespeare begins with the first citizen and uses 65 characters") func text() throws {
    let text = try TinyShakespeare.load()
    #expect(text.decode(text.train.prefix(14)) == "First Citizen:")
    #expect(text.alphabet.count == 65)
    #expect(text.train.count + text.validation.count + text.test.count == 1_115_394)
    #expect(text.encode("First Citizen:") == Array(text.train.prefix(14)))
  }

  @Test("The newsgroups have their documents, words and tokens") func newsgroups() throws {
    let set = try TwentyNewsgroups.load()
    #expect([set.train, set.validation, set.test].map(\.count) == [11_214, 100, 7531])
    #expect(
      [set.train, set.validation, set.test].map(\.tokenCount) == [919_850, 8334, 594_276])
    #expect(set.vocabulary.prefix(2) == ["ii", "plate"])
    #expect(set.test[3].prefix(2).map(\.word) == [32, 62])
    let counts = set.test.counts(of: 3..<4)
    #expect(counts.shape == [1, 3072] && counts[0].scalars[32] == 3)
  }

  @Test("The spoken digits last 129 seconds") func digitsSpoken() throws {
    let set = try SpokenDigits.load()
    let seconds = set.recordings.reduce(0) { $0 + $1.sound.duration }
    #expect(abs(seconds - 129.253_75) < 1e-6)
    #expect(set.recordings(of: 7).count == 30)
    let recording = set.recordings.first { ($0.digit, $0.speaker, $0.take) == (7, "lucas", 3) }
    let samples = recording.map { ($0.sound.samples[1000..<1004] * 32_768).scalars }
    #expect(samples == [2, -54, -69, 56])
  }

  @Test(
    "The recordings have their lengths and loudness",
    arguments: [
      (SampleSounds.voice, 237_568, Float(0.063_461_14)),
      (SampleSounds.note, 67_257, Float(0.191_079_72)),
      (SampleSounds.guitar, 1_248_533, Float(0.151_570_58)),
    ])
  func sounds(_ name: SampleSounds, _ count: Int, _ loudness: Float) throws {
    let sound = try name.load()
    #expect(sound.sampleRate == 48_000 && sound.samples.shape == [count])
    #expect(abs((sound.samples * sound.samples).mean().scalar.squareRoot() - loudness) < 1e-6)
  }
}

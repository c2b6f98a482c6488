// SPDX-License-Identifier: MIT

import Tensors
import Testing

@testable import Datasets

@Suite("Cards") struct CardLaws {
  private func set() throws -> ImageDataset {
    let file = try IDXFile(SmallArchive.images, rank: 3, path: "a")
    return ImageDataset(
      SmallArchive.archive.card, classNames: ["a", "b"],
      train: LabeledImages(images: file.greys(), labels: [0, 1, 0]))
  }

  @Test("A card names parts that are there, source, licence and checksums") func text() throws {
    let card = try set().describe()
    #expect(card.parts.map(\.name) == ["training", "classes"])
    #expect(card.files.map(\.name) == SmallArchive.archive.files.map { "small/\($0.name)" })
    let lines = card.description.split(separator: "\n")
    #expect(lines.first == "Small")
    #expect(lines.contains("training  3 × 2 × 2"))
    #expect(lines.contains("licence   none | needed"))
    #expect(lines.count == 1 + 6 + 4)
  }

  @Test("A card's table escapes what HTML and Markdown would read otherwise") func rich() throws {
    let card = try set().describe()
    #expect(card.html.contains("<caption><b>Small</b></caption>"))
    #expect(card.html.contains("<td style=\"text-align:left\">none | needed</td>"))
    #expect(card.html.contains("<td style=\"text-align:left\">&lt;grey&gt;</td>"))
    #expect(card.markdown.contains("| licence | none \\| needed |"))
  }

  @Test("A set says its name and sizes in one line") func line() throws {
    #expect(
      try set().description == "Small: 3 training images of 2 × 2 pixels in 2 classes")
    #expect(Iris.load().description.hasPrefix("Iris: 150 rows in 3 classes with sepal length"))
  }

  @Test("Sizes of files are written in the unit that suits them") func sizes() {
    #expect(
      [999, 1000, 28_881, 9_912_422, 1_500_000_000].map(ByteText.size) == [
        "999 bytes", "1.0 kB", "28.8 kB", "9.9 MB", "1.5 GB",
      ])
  }
}

@Suite("Sets in memory") struct DatasetLaws {
  @Test("Iris has Fisher's means") func iris() {
    let iris = Iris.load()
    // Fisher (1936), table II: the means of the three species.
    let means: [[Float]] = [
      [5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026],
    ]
    for species in 0..<3 {
      let mean = iris.rows(ofClass: species).mean(alongAxis: 0)
      #expect((mean - Tensor(means[species])).scalars.allSatisfy { abs($0) < 1e-4 })
    }
    #expect(iris["petal width"].shape == [150])
  }

  @Test("A split has every row once, and its class") func split() {
    let iris = Iris.load()
    let (train, test) = iris.split(trainFraction: 0.8, seed: 1)
    #expect(train.count == 120 && test.count == 30)
    let rows =
      (0..<120).map { train.features[$0].scalars + [Float(train.labels[$0])] }
      + (0..<30).map { test.features[$0].scalars + [Float(test.labels[$0])] }
    let all = (0..<150).map { iris.features[$0].scalars + [Float(iris.labels[$0])] }
    #expect(
      rows.sorted { $0.description < $1.description }
        == all.sorted { $0.description < $1.description })
    #expect(iris.split(seed: 1).train == train && iris.split(seed: 2).train != train)
  }

  @Test("Black and white is drawn with the greys as probabilities, and its name says so")
  func drawn() {
    let digits = OpticalDigits.load()
    let set = BinarizedMNIST.drawn(from: digits, seed: 3)
    #expect(set.train.shape == [1077, 8, 8] && set.validation.shape == [360, 8, 8])
    #expect(set.name == "Binarised Optical digits (drawn with seed 3, not the fixed set)")
    #expect(set.describe().source == "drawn here from Optical digits with seed 3")
    #expect(set.train.scalars.allSatisfy { $0 == 0 || $0 == 1 })
    let error = (set.train.mean(alongAxis: 0) - digits.train.images[..<1077].mean(alongAxis: 0))
    // Four standard errors of the mean of 1,077 coins.
    #expect(error.scalars.allSatisfy { abs($0) < 4 * 0.5 / Float(1077).squareRoot() })
    #expect(BinarizedMNIST.drawn(from: digits, seed: 3) == set)
  }

  @Test("A text is numbered by its alphabet and cut into its parts") func text() {
    let card = DatasetCard(drawn: "Text", "A text.", values: "characters")
    let text = TextDataset(card, ascii: Array(String(repeating: "hello world\n", count: 10).utf8))
    #expect(text.alphabet == ["\n", " ", "d", "e", "h", "l", "o", "r", "w"])
    #expect([text.train, text.validation, text.test].map(\.count) == [108, 6, 6])
    #expect(text.decode(text.encode("hold\n")) == "hold\n")
    var rng = PCG32(seed: 1)
    let windows = text.windows(5, length: 12, using: &rng)
    #expect(windows.shape == [5, 13])
    // The text repeats itself after twelve characters.
    #expect(windows[column: 0] == windows[column: 12])
    #expect(text.description == "Text: 108 + 6 + 6 characters of an alphabet of 9")
  }

  @Test("Images at some places keep their labels") func places() {
    let digits = OpticalDigits.load().train[at: [5, 2]]
    #expect(digits.labels == [5, 2] && digits.images.shape == [2, 8, 8])
  }

  @Test("Recordings of the whole archive are found by name, and only the test part is taken")
  func spokenNames() {
    let error = #expect(throws: DatasetError.self) {
      try SpokenDigits.decode(ReferenceFiles.npz, path: "a.zip")
    }
    #expect(
      error == .wrongSize(path: "a.zip", found: "0 recordings", expected: "300"))
  }

  @Test("A colour photograph's bytes are three planes behind its label") func colour() throws {
    var record: [UInt8] = [3]
    for place in 0..<3072 { record.append(UInt8(place / 1024 * 100 + place % 32)) }
    let images = try CIFAR10.decode(record + record, most: 1, path: "a")
    #expect(images.labels == [3] && images.images.shape == [1, 32, 32, 3])
    let pixel = (images.images[0, 7, 5] * 255).scalars.map { $0.rounded() }
    #expect(pixel == [5, 105, 205])
    #expect(throws: DatasetError.self) {
      try CIFAR10.decode(Array(record.dropLast()), most: 1, path: "a")
    }
    #expect(throws: DatasetError.self) {
      try CIFAR10.decode([10] + record.dropFirst(), most: 1, path: "a")
    }
  }

  @Test("A missing set says where it was looked for and what to do") func missing() throws {
    let folder = try TemporaryFolder()
    let library = DataLibrary(
      dataFolder: "\(folder.path)/data", cacheFolder: "\(folder.path)/cache",
      fetch: FakeNetwork([:]).fetch)
    let loads: [() throws -> Any] = [
      { try Silhouettes.load(from: library) }, { try FreyFaces.load(from: library) },
      { try CIFAR10.load(most: 1, from: library) }, { try BinarizedMNIST.load(from: library) },
      { try WineQuality.load(.red, from: library) }, { try TinyShakespeare.load(from: library) },
      { try TwentyNewsgroups.load(from: library) }, { try SpokenDigits.load(from: library) },
      { try Mushrooms.vectors.load(from: library) }, { try SampleSounds.voice.load(from: library) },
    ]
    for load in loads {
      let error = #expect(throws: DatasetError.self) { _ = try load() }
      let text = error?.description ?? ""
      #expect(text.contains("\(folder.path)/data/") && text.contains("LECTERN_DATA"))
    }
  }
}

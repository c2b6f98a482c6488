// SPDX-License-Identifier: MIT

import Display
import Tensors
import Testing

@testable import Datasets

@Suite("Optical digits") struct EmbeddedDigitsLaws {
  let digits = OpticalDigits.load()

  @Test("The bytes are those of the published file") func checksum() {
    #expect(
      SHA256.digest(of: OpticalDigits.unpacked())
        == "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826")
  }

  @Test("Each class occurs as often as the documentation of the set says") func classCounts() {
    let labels = digits.train.labels + digits.test.labels
    #expect(labels.counts(classCount: 10) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test("The first image is the zero that its documentation prints") func firstImage() {
    #expect(digits.train.labels[0] == 0)
    #expect((digits.train.images[0] * 16)[0].scalars == [0, 0, 5, 13, 9, 1, 0, 0])
    #expect((digits.train.images[0] * 16)[7].scalars == [0, 0, 6, 13, 10, 0, 0, 0])
  }

  @Test("Values lie in 0…1 and both parts have images of 8 × 8 pixels") func ranges() {
    #expect(digits.train.images.shape == [1437, 8, 8])
    #expect(digits.test.images.shape == [360, 8, 8])
    #expect(digits.train.images.min().scalar == 0 && digits.train.images.max().scalar == 1)
  }

  @Test("Images of a class are all that carry its label") func classes() {
    let sizes = (0..<10).map { digits.train.images(ofClass: $0).shape[0] }
    #expect(sizes == digits.train.labels.counts(classCount: 10))
    #expect(digits.train[0..<20].images(ofClass: 7) == digits.train.images[at: [7, 17]])
  }
}

@Suite("Checksums") struct ChecksumLaws {
  @Test(
    "The standard's examples have their digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func examples(_ text: String, _ digest: String) {
    #expect(SHA256.digest(of: Array(text.utf8)) == digest)
  }

  @Test("A million letters, in a file, have the standard's digest") func longFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000), to: "a")
    #expect(
      SHA256.digest(ofFile: path)
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("Text in base 64 gives its bytes", arguments: ["", "f", "fo", "foo", "foob"])
  func base64(_ text: String) {
    let codes: [String: StaticString] = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9v\nYg==",
    ]
    #expect(codes[text].map { Base64.decode($0) } == Array(text.utf8))
  }
}

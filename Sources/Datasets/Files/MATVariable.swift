// SPDX-License-Identifier: MIT

/// A variable of a MATLAB file.
struct MATVariable {
  private static let cellClass = 1
  private static let textClass = 4
  private static let numberClasses = 6...15
  private static let complexFlag = 0x0800
  private static let deepest = 8

  let name: String
  /// The rows, the columns, and further axes.
  let sizes: [Int]
  /// The elements, the first axis fastest; texts as codes.
  let values: MATValues
  /// The variables in a cell's places.
  let cells: [MATVariable]

  /// The number of elements.
  var count: Int { sizes.reduce(1, *) }

  /// The variable's elements as text.
  var text: String {
    if values.isUTF8 { return String(decoding: values.bytes, as: UTF8.self) }
    let scalars = values.integers.compactMap { Unicode.Scalar(UInt32(clamping: $0)) }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Decodes a matrix, or gives nil if it is of a kind that is passed over.
  init?(_ element: MATElement, depth: Int) throws(DatasetError) {
    var reader = element.reader
    let flags = try MATElement(&reader).integers().first ?? 0
    let sizes = try MATElement(&reader).integers()
    name = String(decoding: try MATElement(&reader).content, as: UTF8.self)
    self.sizes = sizes
    let kind = flags & 0xff
    if kind == Self.cellClass, depth < Self.deepest {
      // Each cell takes eight bytes at least.
      let count = try reader.count(of: sizes, elementSize: 8)
      var cells: [MATVariable] = []
      for _ in 0..<count {
        guard let cell = try MATVariable(MATElement(&reader), depth: depth + 1) else { return nil }
        cells.append(cell)
      }
      (self.cells, values) = (cells, .none)
      return
    }
    guard kind == Self.textClass || Self.numberClasses.contains(kind),
      flags & Self.complexFlag == 0
    else { return nil }
    values = try MATValues(try MATElement(&reader))
    cells = []
    // A letter may take several bytes of such a text.
    if values.isUTF8 { return }
    let count = try ByteReader(values.bytes, path: reader.path)
      .count(of: sizes, elementSize: values.size)
    if count * values.size != values.bytes.count {
      throw .corrupt(
        path: reader.path, reason: "\(name) has \(values.bytes.count / values.size) elements")
    }
  }
}

/// The numbers of a MATLAB variable as they are stored.
struct MATValues {
  /// The sizes of the types 1 (signed bytes) to 9 (numbers with a point), and 16 (texts).
  private static let typeSizes = [
    1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8, 16: 1, 17: 2,
  ]
  private static let signedTypes: Set = [1, 3, 5, 12]
  private static let textType = 16
  private static let byteType = 2

  static let none = MATValues()

  let type: Int
  let size: Int
  let bytes: ArraySlice<UInt8>
  private let isBigEndian: Bool

  private init() { (type, size, bytes, isBigEndian) = (2, 1, [], false) }

  init(_ element: MATElement) throws(DatasetError) {
    guard let size = Self.typeSizes[element.type] else {
      throw .corrupt(
        path: element.reader.path, reason: "it has elements of the type \(element.type)")
    }
    (type, self.size, bytes) = (element.type, size, element.content)
    isBigEndian = element.reader.isBigEndian
  }

  /// Whether the bytes are a text in UTF-8.
  var isUTF8: Bool { type == Self.textType }

  /// The numbers.
  var numbers: [Double] {
    var reader = ByteReader(bytes, path: "", isBigEndian: isBigEndian)
    var numbers: [Double] = []
    while let bits = try? reader.unsigned(byteCount: size) { numbers.append(number(bits)) }
    return numbers
  }

  /// The numbers without what stands behind their points.
  var integers: [Int] { numbers.map { Int(exactly: $0.rounded(.towardZero)) ?? 0 } }

  /// The numbers as bytes, or nil if one of them does not fit.
  var asBytes: ArraySlice<UInt8>? {
    if type == Self.byteType { return bytes }
    let narrow = numbers.map { UInt8(exactly: $0) }
    let known = narrow.compactMap { $0 }
    return known.count == narrow.count ? known[...] : nil
  }

  private func number(_ bits: UInt64) -> Double {
    switch type {
    case 7: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case 9: return Double(bitPattern: bits)
    case _ where Self.signedTypes.contains(type):
      let unused = UInt64(64 - 8 * size)
      return Double(Int64(bitPattern: bits << unused) >> Int64(unused))
    default: return Double(bits)
    }
  }
}

// SPDX-License-Identifier: MIT
import Testing

@testable import Notebooks

private func value(_ text: String) throws -> JSONValue { try JSONValue(reading: Array(text.utf8)) }

@Suite("JSON texts") struct JSONLaws {
  @Test(
    "A value is written as it was read, with the order of members and the digits of numbers",
    arguments: [
      #"{"b": 1.50, "a": [true, false, null, -0, 1E+3, 12345678901234567890], "": {}}"#,
      #"[[], {}, "", "é😀\u0001\"\\\n\r\t\b\f/"]"#, "0", #""x""#,
    ])
  func roundTrip(_ text: String) throws {
    let read = try value(text)
    #expect(read.description == text)
    #expect(try JSONValue(reading: read.bytes(isIndented: true)) == read)
  }

  @Test("Escapes stand for their characters; half a surrogate pair stands for none")
  func escapes() throws {
    #expect(try value(#""\u0041\ud83d\ude00\/\u00e9""#).string == "A😀/é")
    #expect(try value(#""\ud83dx""#).string == "\u{FFFD}x")
    #expect(try value(#""\ud83d\u0041""#).string == "\u{FFFD}A")
    #expect(try value(#""\udc00""#).string == "\u{FFFD}")
  }

  @Test("Of two members with one name the last wins")
  func equalKeys() throws {
    #expect(try value(#"{"a": 1, "b": 2, "a": 3}"#).description == #"{"a": 3, "b": 2}"#)
  }

  @Test(
    "What is no JSON is refused with its place",
    arguments: [
      ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("[1\n2]", 2, 1), ("{\"a\" 1}", 1, 6),
      ("01", 1, 1), ("1.", 1, 1), ("+1", 1, 1), ("nul", 1, 1), ("\"a\nb\"", 1, 3),
      ("\"\\x\"", 1, 4), ("\"\\u12\"", 1, 4), ("\"abc", 1, 5), ("{} {}", 1, 4), ("NaN", 1, 1),
    ])
  func refused(_ text: String, _ line: Int, _ column: Int) {
    let error = #expect(throws: JSONError.self) { try value(text) }
    #expect(error?.line == line && error?.column == column, "\(error.debugDescription)")
  }

  @Test("Bytes that are not UTF-8 and nesting without end are refused, not crashed on")
  func hostile() throws {
    #expect(throws: JSONError.self) { try JSONValue(reading: [0x22, 0xFF, 0x22]) }
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: JSONError.self) { try JSONValue(reading: deep) }
    let wide = "{" + (0..<10_000).map { "\"\($0)\": 0" }.joined(separator: ",") + "}"
    #expect(try value(wide).object?.keys.count == 10_000)
  }

  @Test("Every beginning of a notebook is refused or read, never crashed on")
  func truncated() throws {
    let whole = Notebook(cells: [NotebookCell(.code, source: "1\n2 // é😀", id: "a")]).bytes
    for end in whole.indices.dropLast() {
      #expect(throws: JSONError.self) { try JSONValue(reading: Array(whole[..<end])) }
    }
    #expect(try Notebook(bytes: whole).cells.count == 1)
  }
}

// SPDX-License-Identifier: MIT

import Display
import TestSupport
import Testing

private struct Point {
  var x: Double
  var y: Double
}

private struct Wrapper<T> { var value: T }

private enum Shape {
  case dot
  case circle(radius: Double)
  case pair(Int, String)
}

private struct Unnamed: CustomReflectable {
  var customMirror: Mirror {
    let children: [Mirror.Child] = [(label: nil, value: 1), (label: nil, value: 2)]
    return Mirror(self, children: children, displayStyle: .struct)
  }
}

private struct Endless: CustomReflectable {
  var customMirror: Mirror { Mirror(self, children: ["again": self], displayStyle: .struct) }
}

private struct Token: ~Copyable {}

private struct Formula: RichDisplay {
  var mimeBundle: MIMEBundle { MIMEBundle(["text/latex": .text("$x$")]) }
}

private typealias Recorder = RecordingFrontEnd

@Suite("The value of a cell's last expression") struct ResultLaws {
  @Test("Numbers and truth values read as in source")
  func numbers() {
    #expect(Recorder.resultText { LecternCell.show(42) } == "42")
    #expect(Recorder.resultText { LecternCell.show(Float(0.1)) } == "0.1")
    #expect(Recorder.resultText { LecternCell.show(1.0) } == "1.0")
    #expect(Recorder.resultText { LecternCell.show(true) } == "true")
  }

  @Test("Strings are quoted, alone and inside others")
  func strings() {
    #expect(Recorder.resultText { LecternCell.show("a \"b\"\n") } == #""a \"b\"\n""#)
    #expect(Recorder.resultText { LecternCell.show(["k": "v"]) } == #"["k": "v"]"#)
    #expect(Recorder.resultText { LecternCell.show(Character("c")) } == #""c""#)
  }

  @Test("What has no value shows nothing")
  func void() {
    #expect(Recorder.events { LecternCell.show(()) }.isEmpty)
    #expect(Recorder.events { LecternCell.show(Optional<Void>.none) }.isEmpty)
  }

  @Test("Optionals show what they hold, at any depth, or nil")
  func optionals() {
    #expect(Recorder.resultText { LecternCell.show(Optional(3)) } == "3")
    #expect(Recorder.resultText { LecternCell.show(Optional<Int>.none) } == "nil")
    #expect(Recorder.resultText { LecternCell.show(Optional(Optional(Optional("x")))) } == #""x""#)
    let inner: Int?? = .some(nil)
    #expect(Recorder.resultText { LecternCell.show(inner) } == "nil")
    #expect(Recorder.resultText { LecternCell.show([Optional(1), nil]) } == "[Optional(1), nil]")
  }

  @Test("Structs, enumerations and tuples show their parts")
  func parts() {
    #expect(
      ValueText.describe(Wrapper(value: [1, 2])).hasSuffix("Wrapper<Array<Int>>(value: [1, 2])"))
    #expect(ValueText.describe(Shape.dot).hasSuffix("Shape.dot"))
    #expect(ValueText.describe(Shape.circle(radius: 2)).hasSuffix("Shape.circle(radius: 2.0)"))
    #expect(ValueText.describe(Shape.pair(1, "a")).hasSuffix("Shape.pair(1, \"a\")"))
    #expect(Recorder.resultText { LecternCell.show((1, name: "a")) } == #"(1, name: "a")"#)
    #expect(Recorder.resultText { LecternCell.show(1..<3) } == "1..<3")
  }

  @Test("Types, functions and values that cannot be copied show their type")
  func types() {
    #expect(Recorder.resultText { LecternCell.show([Int].self) } == "Array<Int>")
    #expect(Recorder.resultText { LecternCell.show({ (x: Int) in x + 1 }) } == "(Int) -> Int")
    #expect(Recorder.resultText { LecternCell.show(Token()) }?.hasSuffix("Token") == true)
  }

  @Test("Empty containers show their brackets")
  func empty() {
    #expect(ValueText.describe([Int]()) == "[]")
    #expect(ValueText.describe([String: Int]()) == "[:]")
    #expect(ValueText.describe(Set<Int>()) == "[]")
  }

  @Test("A huge collection is cut after a thousand elements and says how many there are")
  func huge() throws {
    let text = ValueText.describe([Int8](repeating: 7, count: 3_000_000))
    #expect(text.split(separator: "7").count == ValueText.elementLimit + 1)
    #expect(text.hasSuffix(", … (3000000 in all)]"))
  }

  @Test("A long text is cut after some kilobytes, also deep inside a value")
  func long() {
    let text = String(repeating: "é", count: 100_000)
    for value in [text, [Wrapper(value: text)]] as [Any] {
      let shown = ValueText.describe(value)
      #expect(shown.utf8.count < ValueText.byteLimit + 100)
      #expect(shown.contains("more bytes"))
    }
  }

  @Test("Odd mirrors are shown without a crash")
  func mirrors() {
    #expect(ValueText.describe(Unnamed()).hasSuffix("Unnamed(1, 2)"))
    #expect(ValueText.describe(Endless()).contains("…"))
  }

  @Test("A type that knows how to show itself gives its formats and gets a text")
  func rich() throws {
    let events = Recorder.events { LecternCell.show(Formula()) }
    guard case .result(let bundle)? = events.first else {
      Issue.record("No result in \(events)")
      return
    }
    #expect(bundle.contents["text/latex"] == .text("$x$"))
    #expect(bundle.plainText?.hasSuffix("Formula()") == true)
  }

  @Test(
    "Names carry no module of a cell",
    arguments: [
      ("LecternCell12.Point(x: 1)", "Point(x: 1)"),
      ("[LecternCell1.A, LecternCell22.B.c]", "[A, B.c]"),
      ("LecternCell3.(unknown context at $7f00a).Local(v: 1)", "Local(v: 1)"),
      ("Box<LecternCell3.P>", "Box<P>"),
      ("MyLecternCell3.P", "MyLecternCell3.P"),
      ("LecternCell.P", "LecternCell.P"),
      ("LecternCell3", "LecternCell3"),
    ])
  func names(_ text: String, _ expected: String) {
    struct Spoken: CustomStringConvertible { var description: String }
    #expect(ValueText.describe(Spoken(description: text)) == expected)
  }

  @Test("Where asked, names carry no module that the first cell brings")
  func libraryNames() {
    #expect(CellNames.strip("Datasets.DatasetError", libraries: true) == "DatasetError")
    #expect(CellNames.strip("Array<Tensors.Tensor>", libraries: true) == "Array<Tensor>")
    #expect(CellNames.strip("Foundation.URLError", libraries: true) == "Foundation.URLError")
    #expect(CellNames.strip("Datasets.DatasetError") == "Datasets.DatasetError")
  }
}

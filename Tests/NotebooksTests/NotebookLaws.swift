// SPDX-License-Identifier: MIT
import Display
import Foundation
import Testing

@testable import Notebooks

/// The notebooks of the course that are read quickly also by unoptimised code.
private let course: [String] = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../notebooks")
  let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
  return (files?.compactMap { $0 as? URL } ?? []).map { $0.path() }
    .filter { $0.hasSuffix(".ipynb") && !$0.contains(".ipynb_checkpoints") }
    .filter { ((try? Data(contentsOf: URL(filePath: $0)))?.count ?? 0) < 300_000 }.sorted()
}()

@Suite("Notebook files") struct NotebookLaws {
  @Test("A file that nbformat wrote is written back byte by byte", arguments: course)
  func roundTrip(_ path: String) throws {
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    #expect(try Notebook(bytes: bytes).bytes == bytes)
  }

  @Test("A changed source changes nothing else, and members that nobody knows stay")
  func changedSource() throws {
    let text = """
      {"zeta": 1, "cells": [{"cell_type": "code", "id": "a", "mystery": [1, 2], "metadata": {},
      "outputs": [], "execution_count": 3, "source": "old"}], "metadata": {}, "nbformat": 4,
      "nbformat_minor": 5}
      """
    var notebook = try Notebook(bytes: Array(text.utf8))
    notebook.cells[0].source = "let a = 1\n\nlet b = 2\n"
    let again = try JSONValue(reading: notebook.bytes).object
    #expect(again?.keys == ["zeta", "cells", "metadata", "nbformat", "nbformat_minor"])
    let cell = again?["cells"]?.array?.first?.object
    #expect(cell?["mystery"]?.description == "[1, 2]")
    #expect(cell?["source"]?.description == #"["let a = 1\n", "\n", "let b = 2\n"]"#)
    #expect(try Notebook(bytes: notebook.bytes).cells[0].source == "let a = 1\n\nlet b = 2\n")
  }

  @Test("Outputs hold text in lines, bytes in base64 and their metadata")
  func outputs() throws {
    let bundle = MIMEBundle(
      [
        "text/plain": .text("a\nb"), "image/png": .binary([1, 2, 3]), "x/y+json": .json([1, "z"]),
      ],
      metadata: ["filename": "figure"])
    var cell = NotebookCell(.code, source: "f", id: "a")
    cell.outputs = [
      .stream("stdout", "hello\n"), .display(bundle), .result(bundle, executionCount: 4),
      .error(name: "E", value: "v", report: ["E: v"]),
    ]
    let read = try Notebook(bytes: Notebook(cells: [cell]).bytes).cells[0].outputs
    #expect(read.map(\.kind) == [.stream, .display, .result, .error])
    #expect(read[0].streamText == "hello\n" && read[0].streamName == "stdout")
    #expect(read[1].text("text/plain") == "a\nb" && read[1].bytes("image/png") == [1, 2, 3])
    #expect(read[2].metadata["filename"]?.string == "figure")
    #expect(read[2].object["execution_count"]?.int == 4)
    #expect(read[3].errorName == "E" && read[3].errorValue == "v" && read[3].traceback == ["E: v"])
  }

  @Test(
    "What is no notebook is refused with a remedy",
    arguments: [
      ("[]", "no list of cells"), ("{\"nbformat\": 4}", "no list of cells"),
      ("{\"nbformat\": 3, \"worksheets\": []}", "nbconvert"), ("<html>", "line 1, column 1"),
      ("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\"}]}", "cell 1"),
    ])
  func refused(_ text: String, _ word: String) {
    let error = #expect(throws: NotebookError.self) { try Notebook(bytes: Array(text.utf8)) }
    #expect("\(error.map(String.init(describing:)) ?? "")".contains(word))
  }

  @Test("A missing file and a folder are refused with their name")
  func unreadable() {
    for path in ["/nowhere/a.ipynb", "/tmp"] {
      let error = #expect(throws: NotebookError.self) { try Notebook(path: path) }
      #expect("\(error.map(String.init(describing:)) ?? "")".contains(path))
    }
  }
}

// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc

/// A notebook file (`.ipynb`, nbformat 4), written back as it was read but for what was changed.
package struct Notebook: Sendable, Equatable {
  private var root: JSONObject
  /// The cells in their order.
  package var cells: [NotebookCell]

  /// Makes a notebook of Swift cells.
  package init(cells: [NotebookCell] = []) {
    self.cells = cells
    root = [
      "cells": [],
      "metadata": [
        "kernelspec": ["display_name": "Swift", "language": "swift", "name": "swift"],
        "language_info": ["file_extension": ".swift", "mimetype": "text/x-swift", "name": "swift"],
      ],
      "nbformat": 4, "nbformat_minor": 5,
    ]
  }

  /// Reads a notebook from the bytes of its file.
  package init(bytes: [UInt8]) throws(NotebookError) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(reading: bytes)
    } catch {
      throw .notJSON(error)
    }
    guard let object = value.object, let format = object["nbformat"]?.int else {
      throw .notNotebook
    }
    guard format == 4 else { throw .unsupportedFormat(format) }
    guard let values = object["cells"]?.array else { throw .notNotebook }
    var cells: [NotebookCell] = []
    for value in values {
      guard let cell = value.object.flatMap(NotebookCell.init) else {
        throw .malformedCell(number: cells.count + 1)
      }
      cells.append(cell)
    }
    root = object
    self.cells = cells
  }

  /// Reads a notebook file; a pipe or a device, at which a reader would wait for ever, is refused.
  package init(path: String) throws(NotebookError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path)
    }
    try self.init(bytes: Array(data))
  }

  /// The notebook's metadata.
  package var metadata: JSONObject {
    get { root["metadata"]?.object ?? JSONObject() }
    set { root["metadata"] = .object(newValue) }
  }

  /// The language of the cells as the kernel's specification or the last kernel told it.
  package var language: String? {
    metadata["kernelspec"]?.object?["language"]?.string
      ?? metadata["language_info"]?.object?["name"]?.string
  }

  /// The bytes of the file, laid out as nbformat does it.
  package var bytes: [UInt8] {
    var file = root
    file["cells"] = .array(cells.map { .object($0.object) })
    return JSONValue.object(file).bytes(isIndented: true) + [UInt8(ascii: "\n")]
  }

  /// Writes the file; one that stands there is replaced at once, never half written.
  package func write(to path: String) throws(NotebookError) {
    do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
      throw .unwritable(path: path)
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object.
  package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

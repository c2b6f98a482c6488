// SPDX-License-Identifier: MIT
package import Notebooks

/// What a worker is told: the cells to run in a fresh session, and their time.
package struct CellJob: Sendable, Equatable {
  /// A cell of the notebook.
  package struct Cell: Sendable, Equatable {
    /// Its place in the notebook.
    package let position: Int
    package let source: String

    /// Names a cell.
    package init(position: Int, source: String) {
      self.position = position
      self.source = source
    }
  }

  package let cells: [Cell]
  /// The seconds that one cell may take.
  package let cellSeconds: Double
  /// The seconds that all cells together may take.
  package let seconds: Double

  /// Describes a job.
  package init(cells: [Cell], cellSeconds: Double, seconds: Double) {
    self.cells = cells
    self.cellSeconds = cellSeconds
    self.seconds = seconds
  }

  /// Reads a job; nil where the text is none.
  package init?(_ bytes: [UInt8]) {
    guard let members = (try? JSONValue(reading: bytes))?.object,
      let cellSeconds = members["cell_seconds"]?.double, let seconds = members["seconds"]?.double,
      let values = members["cells"]?.array
    else { return nil }
    let cells = values.compactMap { value -> Cell? in
      guard let position = value.object?["cell"]?.int, let source = value.object?["source"]?.string
      else { return nil }
      return Cell(position: position, source: source)
    }
    guard cells.count == values.count else { return nil }
    self.init(cells: cells, cellSeconds: cellSeconds, seconds: seconds)
  }

  /// The job as JSON.
  package var bytes: [UInt8] {
    let values = cells.map { cell -> JSONValue in
      ["cell": JSONValue(cell.position), "source": .string(cell.source)]
    }
    let job: JSONValue = [
      "cells": .array(values), "cell_seconds": JSONValue(cellSeconds),
      "seconds": JSONValue(seconds),
    ]
    return job.bytes(isIndented: false)
  }
}

/// What a worker tells: a line of JSON for each cell.
package struct CellReport: Sendable, Equatable {
  /// The cell's place in the notebook.
  package let position: Int
  /// The number of its execution; nil where it was not run any more.
  package let executionCount: Int?
  package let outputs: [NotebookOutput]

  /// Describes what became of a cell.
  package init(position: Int, executionCount: Int?, outputs: [NotebookOutput]) {
    self.position = position
    self.executionCount = executionCount
    self.outputs = outputs
  }

  /// Reads a line; nil where it is no report.
  package init?(line: [UInt8]) {
    guard let members = (try? JSONValue(reading: line))?.object,
      let position = members["cell"]?.int, let outputs = members["outputs"]?.array
    else { return nil }
    self.position = position
    executionCount = members["execution_count"]?.int
    self.outputs = outputs.compactMap { $0.object.flatMap(NotebookOutput.init) }
  }

  /// The report as a line of JSON.
  package var line: [UInt8] {
    let report: JSONValue = [
      "cell": JSONValue(position),
      "execution_count": executionCount.map { JSONValue($0) } ?? .null,
      "outputs": .array(outputs.map { .object($0.object) }),
    ]
    return report.bytes(isIndented: false) + [UInt8(ascii: "\n")]
  }
}

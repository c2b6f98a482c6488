// SPDX-License-Identifier: MIT
import Display
import Notebooks
import Testing

@testable import Autograding

/// nbgrader's metadata of a cell.
func metadata(
  _ id: String, grade: Bool = false, solution: Bool = false, locked: Bool = true,
  task: Bool = false,
  points: Int? = nil
) -> JSONObject {
  var members: JSONObject = [
    "grade": .bool(grade), "grade_id": .string(id), "locked": .bool(locked),
    "schema_version": 3, "solution": .bool(solution), "task": .bool(task),
  ]
  members["points"] = points.map { JSONValue($0) }
  return ["nbgrader": .object(members)]
}

/// A small assignment: a setup cell, a solution, its test with a hidden part, and a written answer.
func assignment() -> Notebook {
  let answer = "func two() -> Int {\n  // BEGIN SOLUTION\n  2\n  // END SOLUTION\n}"
  let test =
    "try expect(two() > 1)\n// BEGIN HIDDEN TESTS\ntry expect(two() == 2)\n// END HIDDEN TESTS"
  return Notebook(cells: [
    NotebookCell(.code, source: "import Generative", id: "setup", metadata: metadata("setup")),
    NotebookCell(
      .code, source: answer, id: "answer",
      metadata: metadata("answer", solution: true, locked: false)),
    NotebookCell(
      .code, source: test, id: "check", metadata: metadata("check", grade: true, points: 3)),
    NotebookCell(
      .markdown, source: "because", id: "think",
      metadata: metadata("think", grade: true, solution: true, locked: false, points: 2)),
  ])
}

/// The assignment as students get it.
func release() throws -> Notebook {
  var notebook = assignment()
  for index in notebook.cells.indices {
    let cell = notebook.cells[index]
    notebook.cells[index].source = ReleaseText.of(cell, try #require(GradeMetadata(cell)))
  }
  return notebook
}

@Suite("nbgrader's rule") struct GradeRuleLaws {
  private func score(_ outputs: [NotebookOutput]) throws -> ExerciseScore {
    let rubric = try Rubric(assignment(), path: "")
    var notebook = assignment()
    notebook.cells[2].outputs = outputs
    let submission = try RestoredSubmission(notebook, rubric: rubric)
    return GradeRule(rubric: rubric).score(rubric.exercises[0], in: submission)
  }

  private func value(_ text: String) -> NotebookOutput {
    .result(MIMEBundle(text: text), executionCount: 1)
  }

  @Test("The first error, text on the error stream, or value decides, and nothing else does")
  func order() throws {
    let failure = NotebookOutput.error(name: "CheckFailure", value: "too small", report: [])
    let warning = NotebookOutput.stream("stderr", "warning")
    #expect(try score([]).points == 3)
    #expect(try score([.stream("stdout", "0"), .display(MIMEBundle(text: "0"))]).points == 3)
    #expect(try score([failure]).points == 0)
    #expect(try score([failure]).note == "CheckFailure: too small")
    #expect(try score([warning, value("2")]).points == 0)
    #expect(try score([value("2"), failure]).points == 2)
  }

  @Test(
    "A value counts as Python's float reads it; what is no number earns all points",
    arguments: [
      ("1.5", 1.5), (" 2\n", 2), ("1e-1", 0.1), ("0", 0), ("3", 3), ("1_0e-1", 1), (".5", 0.5),
      ("2.", 2), ("+1", 1), ("-1", 3), ("nan", 3), ("true", 3), ("Optional(1)", 3), ("0x1p0", 3),
      ("1_", 3), ("4", 0), ("inf", 0), ("-inf", 3),
    ])
  func values(_ text: String, _ points: Double) throws {
    #expect(try score([value(text)]).points == points)
  }

  @Test("A written answer earns nothing when it is unchanged, else a person decides")
  func written() throws {
    let rubric = try Rubric(assignment(), path: "")
    let rule = GradeRule(rubric: rubric)
    var notebook = try release()
    let unchanged = try RestoredSubmission(notebook, rubric: rubric)
    #expect(rule.score(rubric.exercises[1], in: unchanged).points == 0)
    notebook.cells[3].source = "because I say so"
    let changed = try RestoredSubmission(notebook, rubric: rubric)
    #expect(rule.score(rubric.exercises[1], in: changed).points == nil)
  }
}

@Suite("Rubrics") struct RubricLaws {
  @Test("The released text has stubs for solutions and no hidden tests")
  func released() throws {
    let texts = try release().cells.map(\.source)
    #expect(texts[1] == "func two() -> Int {\n  // YOUR CODE HERE\n  notImplemented()\n}")
    #expect(texts[2] == "try expect(two() > 1)")
    #expect(texts[3] == "*Your answer here.*")
  }

  @Test("What cannot serve as a rubric is refused with a remedy")
  func refused() throws {
    var notebook = assignment()
    notebook.cells.removeAll { GradeMetadata($0)?.isGrade == true }
    #expect(throws: RubricError.noPoints(path: "r")) { try Rubric(notebook, path: "r") }
    notebook = assignment()
    notebook.cells.append(notebook.cells[2])
    #expect(throws: RubricError.duplicateID(path: "r", id: "check")) {
      try Rubric(notebook, path: "r")
    }
    notebook = assignment()
    notebook.metadata["kernelspec"] = ["language": "python"]
    #expect(throws: RubricError.otherLanguage(path: "r", language: "python")) {
      try Rubric(notebook, path: "r")
    }
  }
}

@Suite("Restored submissions") struct RestorationLaws {
  @Test("A teacher's cell is run with its hidden tests, whatever the student made of it")
  func tampered() throws {
    let rubric = try Rubric(assignment(), path: "")
    var notebook = try release()
    #expect(try RestoredSubmission(notebook, rubric: rubric).tampered.isEmpty)
    notebook.cells[2].source = "print(\"passed\")"
    notebook.cells[0].source = "func expect(_ condition: Bool) {}"
    let submission = try RestoredSubmission(notebook, rubric: rubric)
    #expect(submission.tampered == ["setup", "check"])
    let expected = assignment().cells
    #expect(submission.notebook.cells[2].source == expected[2].source)
    #expect(submission.notebook.cells[0].source == expected[0].source)
    #expect(submission.notebook.cells[1].source == notebook.cells[1].source)
  }

  @Test("Deleted cells return behind the cell that stood before them")
  func deleted() throws {
    let rubric = try Rubric(assignment(), path: "")
    for position in assignment().cells.indices {
      var notebook = try release()
      notebook.cells.remove(at: position)
      notebook.cells.append(NotebookCell(.code, source: "let mine = 1", id: "mine"))
      let submission = try RestoredSubmission(notebook, rubric: rubric)
      let names = submission.notebook.cells.map { GradeMetadata($0)?.id }
      #expect(names == ["setup", "answer", "check", "think", nil])
      #expect(submission.missing == [names[position]])
    }
  }

  @Test("Of cells with one name the last keeps it, and points cannot be changed")
  func duplicates() throws {
    let rubric = try Rubric(assignment(), path: "")
    var notebook = try release()
    var copy = notebook.cells[2]
    copy.metadata = metadata("check", grade: true, points: 100)
    notebook.cells.append(copy)
    let submission = try RestoredSubmission(notebook, rubric: rubric)
    let names = submission.notebook.cells.map { GradeMetadata($0)?.id }
    #expect(names == ["setup", "answer", nil, "think", "check"])
    #expect(GradeMetadata(submission.notebook.cells[4])?.points == 3)
  }

  @Test("A notebook of another assignment and an empty one are refused")
  func mismatch() throws {
    let rubric = try Rubric(assignment(), path: "")
    let other = Notebook(cells: [NotebookCell(.code, source: "1", id: "a")])
    #expect(throws: RestoredSubmission.Mismatch.self) {
      try RestoredSubmission(other, rubric: rubric)
    }
    #expect(throws: RestoredSubmission.Mismatch.self) {
      try RestoredSubmission(Notebook(), rubric: rubric)
    }
  }

  @Test("A cell without a report has failed, and a report beyond the notebook is passed over")
  func reports() throws {
    let rubric = try Rubric(assignment(), path: "")
    var submission = try RestoredSubmission(try release(), rubric: rubric)
    let cells = submission.prepareForExecution()
    #expect(cells.map(\.position) == [0, 1, 2])
    let report = CellReport(position: 99, executionCount: 1, outputs: [])
    submission.take([report], of: cells, ending: "it died")
    let points = GradeRule(rubric: rubric).score(rubric.exercises[0], in: submission).points
    #expect(points == 0)
  }
}

// SPDX-License-Identifier: MIT
import Notebooks

/// The points of one exercise.
package struct ExerciseScore: Sendable, Equatable {
  /// The exercise's name, nbgrader's grade id.
  package let id: String
  /// The points earned; nil where a person has to decide.
  package var points: Double?
  /// The points that can be earned.
  package let maximum: Double
  /// Why points are missing, or what is strange.
  package var note: String?
}

/// nbgrader's rule for the points of a cell, read off its outputs.
struct GradeRule {
  let rubric: Rubric

  /// The points of an exercise after its notebook was run.
  func score(_ exercise: GradeMetadata, in submission: RestoredSubmission) -> ExerciseScore {
    var score = ExerciseScore(id: exercise.id, points: nil, maximum: exercise.points)
    guard let cell = submission.cell(exercise.id) else { return score }
    if exercise.isTask {
      score.note = "by hand"
    } else if exercise.isSolution {
      let isUnchanged = cell.source == rubric.item(exercise.id)?.released
      score.points = isUnchanged ? 0 : nil
      score.note = isUnchanged ? "no response" : "by hand"
    } else if cell.kind == .code {
      (score.points, score.note) = points(of: cell.outputs, maximum: exercise.points)
    } else {
      score.note = "by hand"
    }
    return score
  }

  /// The first error, text on the error stream, or value decides; without any of them all points are earned.
  private func points(of outputs: [NotebookOutput], maximum: Double) -> (Double, note: String?) {
    for output in outputs {
      switch output.kind {
      case .error: return (0, note(on: output))
      case .stream where output.streamName == "stderr":
        return (0, "text on the error stream: \(firstLine(output.streamText ?? ""))")
      case .result: return points(of: output, maximum: maximum)
      default: continue
      }
    }
    return (maximum, nil)
  }

  private func points(of result: NotebookOutput, maximum: Double) -> (Double, note: String?) {
    guard let text = result.text("text/plain"), !text.isEmpty else {
      return (0, "a value without text")
    }
    guard let value = PythonFloat.value(of: text) else {
      return (maximum, "the value '\(firstLine(text))' is no number and earns all points")
    }
    // NaN and what is below zero earn all points in nbgrader too.
    guard value >= 0 else { return (maximum, "the value \(value) earns all points") }
    guard value <= maximum else {
      return (0, "the value \(value) is more than the cell's points: mend the test cell")
    }
    return (value, nil)
  }

  private func note(on error: NotebookOutput) -> String {
    let name = error.errorName ?? "error"
    let value = firstLine(error.errorValue ?? "")
    return value.isEmpty ? name : "\(name): \(value)"
  }

  private func firstLine(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    return line.count > 120 ? "\(line.prefix(119))…" : line
  }
}

/// Numbers as Python's `float()` reads them, which is what nbgrader calls.
enum PythonFloat {
  static func value(of text: String) -> Double? {
    let trimmed = text.trimmingSpace.lowercased()
    if trimmed.wholeMatch(of: /[+-]?(inf|infinity|nan)/) != nil {
      let isNegative = trimmed.hasPrefix("-")
      if trimmed.hasSuffix("nan") { return .nan }
      return isNegative ? -.infinity : .infinity
    }
    let number =
      /[+-]?([0-9](_?[0-9])*\.?([0-9](_?[0-9])*)?|\.[0-9](_?[0-9])*)(e[+-]?[0-9](_?[0-9])*)?/
    guard trimmed.wholeMatch(of: number) != nil else { return nil }
    return Double(trimmed.filter { $0 != "_" })
  }
}

extension String {
  /// The text without space at both ends.
  var trimmingSpace: String {
    guard let start = firstIndex(where: { !$0.isWhitespace }),
      let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[start...end])
  }
}

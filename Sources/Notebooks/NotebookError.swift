// SPDX-License-Identifier: MIT

/// Why a notebook file cannot be read or written.
package enum NotebookError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(path: String)
  case unwritable(path: String)
  case notJSON(JSONError)
  case notNotebook
  case unsupportedFormat(Int)
  case malformedCell(number: Int)

  /// What is wrong and what to do about it.
  package var description: String {
    switch self {
    case .unreadable(let path):
      "\(path) cannot be read: check the name and the permissions"
    case .unwritable(let path):
      "\(path) cannot be written: check the folder's permissions and the space on its disk"
    case .notJSON(let error):
      "not a notebook: \(error); save it again in JupyterLab, or take an earlier copy"
    case .notNotebook:
      "JSON, but not a notebook: it has no list of cells; save it again in JupyterLab"
    case .unsupportedFormat(let format):
      "a notebook of format \(format), and only format 4 is read: "
        + "convert it with `jupyter nbconvert --to notebook --nbformat 4`"
    case .malformedCell(let number):
      "cell \(number) has no type or source: open the notebook in JupyterLab and save it again"
    }
  }
}

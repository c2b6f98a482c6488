// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import Glibc

/// Ends the calling cell with an error that left its top level; the frames are those of the `throw`.
///
/// The description is user code: it runs here, on the cell's thread, where it may trap.
@_silgen_name("lectern_uncaught_error")
func endCell(with error: any Error) {
  let type = CellNames.strip(
    _typeName(type(of: error), qualified: true), libraries: true)
  let description = CellNames.strip(String(describing: error))
  lectern_cell_threw(strdup(type), strdup(description))
}

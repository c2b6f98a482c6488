// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@testable import SwiftSession

@Suite("What became of names") struct NameHistoryTests {
  private func interface(_ label: String, _ names: (String, DeclarationKind, Int)...)
    -> CellInterface
  {
    CellInterface(
      cell: 1, label: label, module: "LecternCell1",
      declarations: names.map { Declaration(name: $0.0, kind: $0.1, line: $0.2) }, imports: [])
  }

  private func recorded(_ cells: CellInterface...) -> NameHistory {
    cells.reduce(into: NameHistory()) { $0.record($1, reached: $1, stoppedAt: nil) }
  }

  @Test("A name that went with its session is explained by the cells of its birth and end")
  func lost() {
    var history = recorded(interface("In[4]", ("vae", .variable, 1)))
    #expect(history.explanation(of: "cannot find 'vae' in scope") == nil)
    history.endSession(at: "In[7]")
    #expect(
      history.explanation(of: "cannot find 'vae' in scope")
        == "`vae` was defined in In[4], whose session ended at In[7]. Run In[4] again.")
    history.record(
      interface("In[9]", ("vae", .variable, 1)), reached: interface("In[9]", ("vae", .variable, 1)),
      stoppedAt: nil)
    #expect(history.explanation(of: "cannot find 'vae' in scope") == nil)
    #expect(history.explanation(of: "cannot find 'gan' in scope") == nil)
  }

  @Test("A name of an included file is to be included again")
  func included() {
    var history = recorded(interface("helpers.swift", ("twice", .function, 1)))
    history.endSession(at: "In[7]")
    #expect(
      history.explanation(of: "cannot find 'twice' in scope")
        == "`twice` was defined in helpers.swift, whose session ended at In[7]. "
        + "Include helpers.swift again.")
  }

  @Test("A variable below the line at which its cell stopped is explained by that line")
  func unreached() {
    var history = NameHistory()
    let whole = interface("In[5]", ("a", .variable, 1), ("b", .variable, 3))
    history.record(whole, reached: whole.reached(line: 2), stoppedAt: 2)
    #expect(history.explanation(of: "cannot find 'a' in scope") == nil)
    #expect(
      history.explanation(of: "cannot find 'b' in scope")
        == "In[5] was to define `b`, but stopped at line 2. Mend it and run it again.")
  }

  @Test("An earlier definition stays in force where a cell stopped before its new one")
  func earlierStays() {
    var history = recorded(interface("In[1]", ("b", .variable, 1)))
    let whole = interface("In[2]", ("b", .variable, 3))
    history.record(whole, reached: whole.reached(line: 2), stoppedAt: 2)
    #expect(history.explanation(of: "cannot find 'b' in scope") == nil)
  }

  @Test("A value of a type that was declared anew is told to be of the older one")
  func twins() {
    let history = recorded(
      interface("In[2]", ("P", .structure, 1)), interface("In[5]", ("P", .structure, 1)))
    let message = "cannot convert value of type 'P' to expected argument type 'P'"
    #expect(
      history.explanation(of: message)
        == "there are two types `P`: that of In[2], and the newer one of In[5]. "
        + "Make the value again: what was made before In[5] keeps the older type.")
    #expect(history.explanation(of: "cannot convert value of type 'P' to 'Q'") == nil)
  }
}

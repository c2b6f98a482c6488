// SPDX-License-Identifier: MIT
import Display
import SessionWire
import Testing

@testable import SwiftSession

@Suite("Directives at a cell's head") struct DirectiveTests {
  private func directives(_ source: String) throws -> [Directive] {
    try CellHead(source).entries.map(\.directive)
  }

  private func mistake(_ source: String) -> DirectiveError? {
    do throws(DirectiveError) {
      _ = try CellHead(source)
      return nil
    } catch {
      return error
    }
  }

  @Test("Lines among the leading comments and blank lines are directives, in their order")
  func order() throws {
    let source = "// A remark.\n\n//% time\n  //%reset\n\n//% shell ls -l | head  \nlet x = 1"
    #expect(try directives(source) == [.time, .reset, .shell(command: "ls -l | head")])
    #expect(try CellHead(source).hasCode)
    #expect(try !CellHead("//% time\n\n// end").hasCode)
    #expect(try directives("//% time\r\n//% help\r\nlet x = 1") == [.time, .help])
  }

  @Test("Other comments and cell marks of scripts are none")
  func comments() throws {
    #expect(try directives("// % time\n//%% In[3]\n/// % x\nlet x = 5 //% time") == [])
  }

  @Test("A directive below code is a mistake, but not the text of a string")
  func misplaced() {
    let error = mistake("//% time\nlet x = 1\n  //% reset\n")
    #expect(error == DirectiveError(reason: .misplaced, line: 3, text: "  //% reset"))
    #expect(mistake("let s = \"\"\"\n//% time\n\"\"\"") == nil)
    #expect(mistake("let s = \"\"\"\na\n\"\"\"\n//% time")?.line == 4)
  }

  @Test(
    "An unknown name proposes the nearest, or lists all",
    arguments: [
      ("tiem", "Did you mean `//% time`?"), ("Vars", "Did you mean `//% vars`?"),
      ("packge x 1.0.0", "Did you mean `//% package <url or path> <version>`?"),
      ("matplotlib inline", "There are `time`, `vars`,"), ("", "There are `time`, `vars`,"),
    ])
  func unknown(_ line: String, _ proposal: String) throws {
    let error = try #require(mistake("//% \(line)"))
    #expect(error.description.contains(proposal))
    #expect(error.error(label: "In[3]").report.contains { $0.contains("In[3]:1:1") })
  }

  @Test(
    "A wrong argument is told with the right usage",
    arguments: [
      "time twice", "shell", "include", "include a.swift b.swift", "optimize fast", "reset all",
      "package", "package https://example.org/a", "package /a b", "package /a 1.2", "package a b c",
      "package a from:1",
    ])
  func arguments(_ line: String) throws {
    let error = try #require(mistake("//% \(line)"))
    let name = try #require(line.split(separator: " ").first)
    #expect(error.description.contains("`//% \(name)"))
  }

  @Test("Quotation marks keep a name with spaces together")
  func quotes() throws {
    #expect(try directives("//% include \"my file.swift\"") == [.include(path: "my file.swift")])
  }

  @Test("Packages of neighbouring lines are built together, and versions are read in four forms")
  func packages() throws {
    let source = """
      //% package https://example.org/a.git 1.2.3
      //% package https://example.org/b from:2.0.0
      //% time
      //% package /c branch:main
      //% package /d
      """
    let all = try directives(source)
    try #require(all.count == 3)
    guard case .packages(let first) = all[0], case .packages(let second) = all[2] else {
      Issue.record("the packages do not stand together: \(all)")
      return
    }
    #expect(first.map(\.version) == [.exact("1.2.3"), .from("2.0.0")])
    #expect(second.map(\.version) == [.branch("main"), nil])
    #expect(PackageSet(requests: first).name == "a 1.2.3, b 2.0.0")
  }

  @Test("The last wish for optimisation counts")
  func optimization() throws {
    #expect(try CellHead("//% optimize off\n//% optimize").optimization == true)
    #expect(try CellHead("//% optimize off\n1").optimization == false)
    #expect(try CellHead("1").optimization == nil)
  }

  @Test("Names are completed behind the marker, and arguments behind the name")
  func completion() throws {
    let names = try #require(DirectiveHelp.completions(of: "// é\n//% re\nx", at: 11))
    #expect(names.items.map(\.text) == ["reset"])
    #expect(names.start == 9 && names.end == 11)
    let words = try #require(DirectiveHelp.completions(of: "//% optimize o", at: 14))
    #expect(words.items.map(\.text) == ["on", "off"])
    #expect(DirectiveHelp.completions(of: "let x = 1", at: 3) == nil)
    #expect(DirectiveHelp.completions(of: "// time", at: 5) == nil)
  }

  @Test("Each directive is on the help page and explains itself under the cursor")
  func help() throws {
    guard case .text(let page)? = DirectiveHelp.page.contents["text/plain"] else {
      Issue.record("the help page has no text")
      return
    }
    for kind in Directive.Kind.allCases {
      #expect(page.contains(kind.line))
      let inspection = DirectiveHelp.inspection(of: kind.line, at: 5)
      #expect(inspection?.documentation == kind.summary)
    }
    #expect(DirectiveHelp.inspection(of: "let x = 1", at: 4) == nil)
  }
}

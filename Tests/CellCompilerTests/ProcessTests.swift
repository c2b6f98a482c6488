// SPDX-License-Identifier: MIT
import Foundation
import Glibc
import SessionWire
import TestSupport
import Testing

@Suite("The compiler process") struct ProcessTests {
  @Test("It removes its folder and ends when the kernel is gone")
  func end() throws {
    var compiler: TestCompiler? = try TestCompiler()
    let scratch = try #require(compiler?.scratch)
    _ = compiler?.compile(CellSource(cell: 1, label: "In[1]", source: "let a = 1"))
    #expect(FileManager.default.fileExists(atPath: scratch))
    compiler = nil
    #expect(!FileManager.default.fileExists(atPath: scratch))
  }

  @Test("An interrupt leaves it alone")
  func interrupt() throws {
    let compiler = try TestCompiler()
    kill(compiler.process, SIGINT)
    #expect(compiler.completeness(of: "1 +") == .incomplete(indent: "  "))
  }

  @Test("It answers questions while it compiles")
  func concurrency() throws {
    let compiler = try CompilerPool.take()
    defer { CompilerPool.giveBack(compiler) }
    _ = compiler.completions(of: "pri", at: 3)
    let types = (0..<20).map { "struct S\($0): Codable, Hashable { var a = 1; var b = \"\" }" }
    let cell = CellSource(
      cell: compiler.makeCellNumber(), label: "In[1]", source: types.joined(separator: "\n"))
    let events = try compiler.events(
      after: [.compile(number: 901, cell), .complete(number: 902, source: "pri", cursor: 3)])
    let kinds = events.map { event -> Int in
      switch event {
      case .compiled(let number, _), .completions(let number, _): number
      default: 0
      }
    }
    #expect(kinds == [902, 901])
  }

  @Test(
    "It says why it cannot start",
    arguments: [
      (
        [
          "--toolchain", "/nowhere", "--scratch", "SCRATCH", "--cache", "SCRATCH", "--modules", "/",
          "--channel", "3",
        ], "could not be loaded"
      ),
      (["--scratch", "SCRATCH"], "--channel is missing"), (["--channel"], "needs a value"),
      (["--wrong", "1"], "unknown option --wrong"), (["--channel", "x"], "no file descriptor"),
    ])
  func start(_ arguments: [String], _ reason: String) throws {
    let scratch = "\(TestToolchain.shared.folder)/\(UUID().uuidString)"
    let words = arguments.map { $0 == "SCRATCH" ? scratch : $0 }
    let command = try Command([TestToolchain.shared.compiler] + words)
    #expect(command.status == 1)
    let text = command.errorText
    #expect(text.hasPrefix("lectern-compiler: ") && text.contains(reason))
  }

  @Test("A cell names the libraries that it needs, but not parts of the C library")
  func dependencies() throws {
    let session = try TestSession()
    guard
      case .success(let library, let interface, _) = session.compile("import Foundation\nDate()")
    else {
      Issue.record("did not compile")
      return
    }
    #expect(library.dependencies.contains("libFoundation.so"))
    #expect(
      !library.dependencies.contains { ["libc.so", "libm.so", "libpthread.so"].contains($0) })
    #expect(interface.imports == ["import Foundation"])
  }

  @Test("What it inserted into lines is told, by the student's columns in bytes")
  func insertions() throws {
    let session = try TestSession()
    _ = session.run("let x = 1")
    guard case .success(let library, _, _) = session.compile("let é = x\nlet x = x + é\n  x") else {
      Issue.record("did not compile")
      return
    }
    let module = library.entryPoint.dropLast("_main".count)
    let earlier = "LecternCell\((Int(module.dropFirst("LecternCell".count)) ?? 0) - 1)."
    #expect(library.insertions.map(\.line) == [1, 2, 3])
    #expect(library.insertions.map(\.column) == [10, 9, 3])
    #expect(library.insertions.prefix(2).map(\.length) == [earlier.count, earlier.count])
  }

  @Test("Functions with other parameters and conformances are told in the interface")
  func interface() throws {
    let source =
      "func f(_ a: Int, b: String) {}\nstruct P {}\nextension P: Sendable { var n: Int { 1 } }"
    guard case .success(_, let interface, _) = try TestSession().compile(source) else {
      Issue.record("did not compile")
      return
    }
    #expect(interface.declarations.map(\.name) == ["f", "P", "n", "P: Sendable"])
    #expect(
      interface.declarations.map(\.kind) == [.function, .structure, .extensionMember, .conformance])
    #expect(interface.declarations.map(\.line) == [1, 2, 3, 3])
    #expect(interface.declarations.first?.signature == "_:Int,b:String")
  }
}

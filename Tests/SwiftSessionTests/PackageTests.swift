// SPDX-License-Identifier: MIT
import Foundation
import Synchronization
import Testing

@testable import SwiftSession

@Suite("Packages for cells") struct PackageTests {
  private func request(_ words: String) throws -> PackageRequest {
    try PackageRequest(DirectiveArguments(words, of: .package))
  }

  @Test("The manifest names each dependency by its form, and all products")
  func manifest() throws {
    let requests = try [
      request("https://example.org/a 1.2.3"), request("\"/with \\\"quote\""),
      request("https://example.org/c branch:main"),
    ]
    let text = PackageManifest(
      requests: requests, products: [.init(name: "A", package: "a")]
    ).text
    #expect(text.contains(#".package(url: "https://example.org/a", exact: "1.2.3"),"#))
    #expect(text.contains(#".package(url: "https://example.org/c", branch: "main"),"#))
    #expect(text.contains(#".product(name: "A", package: "a"),"#))
  }

  @Test(
    "Another version, another toolchain and a changed file make another key; the same ones do not")
  func key() throws {
    let folder = NSTemporaryDirectory() + "lectern-key-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = "\(folder)/a.swift"
    try "let a = 1".write(toFile: file, atomically: true, encoding: .utf8)
    let local = PackageSet(requests: [try request(folder)])
    let before = local.key(toolchain: "/nowhere")
    #expect(local.key(toolchain: "/nowhere") == before)
    try "let a = 12".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(local.key(toolchain: "/nowhere") != before)
    let versions = try ["1.0.0", "1.0.1", "from:1.0.0"].map {
      PackageSet(requests: [try request("https://example.org/a \($0)")]).key(toolchain: "/nowhere")
    }
    #expect(Set(versions).count == 3)
    #expect(versions.allSatisfy { !$0.contains("/") })
  }

  @Test(
    "A build's steps are told in a few words",
    arguments: [
      ("[7/9] Compiling Algorithms Chain.swift", "compiling Algorithms (step 7 of 9)"),
      ("[9/10] Linking libX.so", "linking"),
      ("Fetching https://example.org/a", "fetching https://example.org/a"),
    ])
  func steps(_ line: String, _ words: String) { #expect(BuildLog.step(line[...]) == words) }

  @Test("Lines arrive whole however the output is cut, and each error is listed once")
  func log() {
    let steps = Mutex<[String]>([])
    let log = BuildLog { step in steps.withLock { $0.append(step) } }
    log.add(Array("[1/2] Compiling A a.swi".utf8))
    log.add(Array("ft\n/c/.build/checkouts/a/x.swift:3:1: error: no\n".utf8))
    log.add(Array(" 3 | let x\n   |  `- error: no\n".utf8))
    log.add(Array("/c/.build/checkouts/a/x.swift:3:1: error: no\nerror: fatal".utf8))
    #expect(steps.withLock { $0 } == ["compiling A (step 1 of 2)"])
    #expect(log.errors(in: "/c") == ["a/x.swift:3:1: no", "fatal"])
  }
}

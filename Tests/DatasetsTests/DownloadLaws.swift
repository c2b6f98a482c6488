// SPDX-License-Identifier: MIT

import Glibc
import Synchronization
import Testing

@testable import Datasets

private let published = TestServer.published

@Suite("Downloads by the system's tools", .serialized) struct DownloadLaws {
  let folder: TemporaryFolder
  let server: TestServer

  init() throws {
    folder = try TemporaryFolder()
    server = try TestServer()
  }

  private func library(patience: Double = 20, tools: [Download.Tool] = [.curl]) -> DataLibrary {
    DataLibrary(
      dataFolder: nil, cacheFolder: "\(folder.path)/cache",
      fetch: Download(patience: patience, tools: tools).fetch)
  }

  private func file(_ pages: [String]) -> DataFile {
    DataFile(
      name: "set.bin", byteCount: published.count, sha256: SHA256.digest(of: published),
      content: Fingerprint(of: published), addresses: pages.map { "\(server.address)/\($0)" })
  }

  private func load(_ pages: String..., from library: DataLibrary) throws -> [UInt8] {
    let file = file(pages)
    return try file.content(at: library.path(of: file, dataset: "Set", folder: "set"))
  }

  private func reason(_ page: String, from library: DataLibrary) -> String {
    do {
      _ = try load(page, from: library)
      return "nothing was wrong"
    } catch { return "\(error)" }
  }

  @Test(
    "Each tool fetches a file, also where the address sends it elsewhere",
    arguments: Download.Tool.allCases, ["good", "redirect"])
  func success(_ tool: Download.Tool, _ page: String) throws {
    #expect(try load(page, from: library(tools: [tool])) == published)
    #expect(folder.names(in: "cache/set") == ["set.bin"])
  }

  @Test("Each tool continues a download that was cut off", arguments: Download.Tool.allCases)
  func resumption(_ tool: Download.Tool) throws {
    #expect(try load("cut", from: library(tools: [tool])) == published)
    #expect(server.ranges.contains { $0.hasPrefix("bytes=1") }, "only the rest is asked for")
    #expect(folder.names(in: "cache/set") == ["set.bin"])
  }

  @Test("A download that another process left is continued by the next") func leftOver() throws {
    try folder.write([], to: "cache/empty")
    try folder.write(Array(published[..<1000]), to: "cache/set/.set.bin.part")
    #expect(try load("good", from: library()) == published)
    #expect(server.ranges == ["bytes=1000-"])
  }

  @Test("A left download that belongs to another file is begun again") func wrongLeftOver() throws {
    try folder.write([], to: "cache/empty")
    try folder.write([UInt8](repeating: 7, count: 1000), to: "cache/set/.set.bin.part")
    #expect(try load("good", from: library()) == published)
    #expect(folder.names(in: "cache/set") == ["set.bin"])
  }

  @Test(
    "A server that cannot continue is asked from the beginning",
    arguments: Download.Tool.allCases)
  func noRanges(_ tool: Download.Tool) throws {
    try folder.write([], to: "cache/empty")
    try folder.write(Array(published[..<1000]), to: "cache/set/.set.bin.part")
    #expect(try load("whole", from: library(tools: [tool])) == published)
    #expect(folder.names(in: "cache/set") == ["set.bin"])
  }

  @Test("What was fetched before a server failed stays for the next time") func kept() throws {
    #expect(reason("cut-always", from: library()).contains("cut-always"))
    #expect(folder.names(in: "cache/set") == [".set.bin.part"])
    #expect(try load("good", from: library()) == published)
  }

  @Test("A server that stalls is given up after the patience", arguments: Download.Tool.allCases)
  func stall(_ tool: Download.Tool) {
    let start = FileSystem.now
    let words = reason("stall", from: library(patience: 1, tools: [tool]))
    #expect(words.contains("stall: "))
    // Far more than the patience of each attempt, far less than the minute for which the server holds on.
    #expect(FileSystem.now - start < 30)
  }

  @Test("A server that stalls is left for the next mirror, which continues") func mirror() throws {
    #expect(try load("stall", "good", from: library(patience: 1)) == published)
    #expect(server.ranges.contains { $0.hasPrefix("bytes=1") || $0.hasPrefix("bytes=2") })
  }

  @Test(
    "A server that lies or refuses gives a reason, and no file",
    arguments: [
      ("wrong", "is not the published one"), ("short", "5.0 kB of 300.0 kB"),
      ("long", "more than 300.0 kB"),
      ("endless", "more than 300.0 kB"), ("missing", "404"), ("forbidden", "403"),
      ("broken", "500"), ("loop", "redirect"), ("closed", "closed: "), ("nonsense", "nonsense: "),
    ])
  func lies(_ page: String, _ words: String) {
    let text = reason(page, from: library())
    #expect(text.contains(words), "\(text)")
    #expect(!folder.names(in: "cache/set").contains("set.bin"))
  }

  @Test("An address where nobody listens gives a reason that names it") func refusal() throws {
    let transfer = Transfer(
      address: "http://127.0.0.1:9/none.gz", path: "\(folder.path)/target", most: 10)
    let reason = Download().fetch(transfer) { _ in }
    #expect(reason?.contains("http://127.0.0.1:9/none.gz: ") == true)
    #expect(folder.names(in: "").contains("target.log") == false)
  }

  @Test("Progress grows to the size of the file") func progress() throws {
    var sizes: [Int] = []
    let transfer = Transfer(
      address: "\(server.address)/slow", path: "\(folder.path)/target", most: published.count)
    #expect(Download().fetch(transfer) { sizes.append($0) } == nil)
    #expect(sizes == sizes.sorted() && sizes.count > 2)
  }
}

@Suite("The cache") struct CacheLaws {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private let file = DataFile(
    name: "a", byteCount: 5, sha256: SHA256.digest(of: [1, 2, 3, 4, 5]), addresses: ["home/a"])

  private func library(_ network: FakeNetwork, free: Int? = nil) -> DataLibrary {
    DataLibrary(
      dataFolder: nil, cacheFolder: "\(folder.path)/cache", freeSpace: { _ in free },
      fetch: network.fetch)
  }

  @Test("A download in portions is continued until it is whole") func portions() throws {
    let network = FakeNetwork(["home/a": [1, 2, 3, 4, 5]], portion: 2)
    let path = try library(network).path(of: file, dataset: "Set", folder: "set")
    #expect(SHA256.digest(ofFile: path) == file.sha256)
    #expect(network.addresses.count == 3)
    #expect(folder.names(in: "cache/set") == ["a"])
  }

  @Test("A disk without room is an error that says how much is needed, and nothing is asked for")
  func noSpace() throws {
    let network = FakeNetwork(["home/a": [1, 2, 3, 4, 5]])
    let error = #expect(throws: DatasetError.self) {
      try library(network, free: 4).path(of: file, dataset: "Set", folder: "set")
    }
    #expect(error == .noSpace(folder: "\(folder.path)/cache/set", needed: 5, free: 4))
    #expect(error?.description.contains("Free the disk") == true)
    #expect(network.addresses.isEmpty)
  }

  @Test("A disk that fills up during a download is an error of its own") func filledUp() throws {
    // There was room, but others used it: the network breaks off, and one byte is free.
    let asked = Atomic<Int>(0)
    let library = DataLibrary(
      dataFolder: nil, cacheFolder: "\(folder.path)/cache",
      freeSpace: { _ in asked.wrappingAdd(1, ordering: .relaxed).oldValue == 0 ? 100 : 1 },
      fetch: FakeNetwork([:]).fetch)
    let error = #expect(throws: DatasetError.self) {
      try library.path(of: file, dataset: "Set", folder: "set")
    }
    #expect(error == .noSpace(folder: "\(folder.path)/cache/set", needed: 5, free: 1))
  }

  @Test("Two that need a file at once download it once") func once() async throws {
    let network = FakeNetwork(["home/a": [1, 2, 3, 4, 5]])
    let (library, file) = (library(network), file)
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<4 {
        group.addTask { try library.path(of: file, dataset: "Set", folder: "set") }
      }
      for try await path in group { #expect(FileSystem.size(of: path) == 5) }
    }
    #expect(network.addresses.count == 1)
  }

  @Test("A set without a public home is an error that says so") func noHome() throws {
    let error = #expect(throws: DatasetError.self) {
      try library(FakeNetwork([:])).path(of: DataFile(name: "b"), dataset: "Set", folder: "set")
    }
    #expect(error?.description.contains("no public home") == true)
  }

  @Test("A download without a published checksum is decoded before it is kept") func decoded() {
    let picky = DataFile(
      name: "c", addresses: ["home/c"],
      decode: { path throws(DatasetError) in throw .corrupt(path: path, reason: "it is odd") })
    let error = #expect(throws: DatasetError.self) {
      try library(FakeNetwork(["home/c": [1]])).path(of: picky, dataset: "Set", folder: "set")
    }
    #expect(error?.description.contains("it is odd") == true)
    #expect(folder.names(in: "cache/set").isEmpty)
  }
}

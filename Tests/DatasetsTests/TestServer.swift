// SPDX-License-Identifier: MIT

import Foundation
import Glibc

@testable import Datasets

/// A web server on this computer, whose pages misbehave in the ways of real ones.
///
/// One server serves all tests; each test has addresses of its own.
final class TestServer: Sendable {
  enum Failure: Error { case notStarted }

  /// 300,000 bytes without a pattern.
  static let published = (0..<300_000).map {
    UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13)
  }
  private static let shared = Result { try RunningServer(published, script: script) }

  private let server: RunningServer
  private let name: String

  /// A place on the server that no other test uses.
  init() throws {
    server = try Self.shared.get()
    name = String(UInt32.random(in: 0...UInt32.max), radix: 36)
  }

  var address: String { "http://127.0.0.1:\(server.port)/\(name)" }

  /// What the requests to this place said of the bytes they want.
  var ranges: [String] {
    let log = (try? String(contentsOfFile: server.log, encoding: .utf8)) ?? ""
    return log.split(separator: "\n").filter { $0.hasPrefix("\(name) ") }
      .map { String($0.dropFirst(name.count + 1)) }
  }

  private static let script = #"""
    import http.server, os, shutil, sys, threading, time

    folder, parent = sys.argv[1], int(sys.argv[2])

    def end_with_the_tests():
        while os.getppid() == parent: time.sleep(1)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=end_with_the_tests, daemon=True).start()
    data = open(folder + "/published", "rb").read()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def log_message(self, *words): pass

        def answer(self, body, length=None, status=200, headers=()):
            self.send_response(status)
            for name, value in headers: self.send_header(name, value)
            if length is not None: self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)

        def part(self, most=None, length_of_rest=True):
            asked = self.headers.get("Range")
            start = int(asked.split("=")[1].split("-")[0]) if asked else 0
            body = data[start:]
            headers = [("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")] if asked else []
            self.answer(body[:most], len(body), 206 if asked else 200, headers)

        def do_GET(self):
            place, page = self.path[1:].split("/")
            asked = self.headers.get("Range")
            if asked:
                with open(folder + "/ranges", "a") as log: log.write(place + " " + asked + "\n")
            if page == "good": self.part()
            elif page == "redirect": self.answer(b"", 0, 302, [("Location", "good")])
            elif page == "loop": self.answer(b"", 0, 302, [("Location", "loop")])
            elif page == "whole": self.answer(data, len(data))
            elif page == "cut": self.part(most=120000)
            elif page == "cut-always": self.answer(data[:1000], len(data))
            elif page == "stall":
                self.part(most=200000 if not asked else 0)
                self.wfile.flush()
                time.sleep(60)
            elif page == "slow":
                self.answer(b"", len(data))
                for start in range(0, len(data), 60000):
                    self.wfile.write(data[start:start + 60000])
                    self.wfile.flush()
                    time.sleep(0.1)
            elif page == "wrong": self.answer(bytes(len(data)), len(data))
            elif page == "short": self.answer(data[:5000], 5000)
            elif page == "long": self.answer(data + data, 2 * len(data))
            elif page == "endless":
                self.answer(b"")
                while True: self.wfile.write(bytes(65536)); time.sleep(0.001)
            elif page == "forbidden": self.answer(b"no", 2, 403)
            elif page == "broken": self.answer(b"no", 2, 500)
            elif page == "closed": self.connection.close()
            elif page == "nonsense": self.wfile.write(b"this is no protocol\r\n\r\n")
            else: self.answer(b"no", 2, 404)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with open(folder + "/port.new", "w") as port: port.write(str(server.server_address[1]))
    os.rename(folder + "/port.new", folder + "/port")
    server.serve_forever()
    """#
}

/// The process of the server, which ends with the tests.
private final class RunningServer: Sendable {
  private let folder: TemporaryFolder
  let port: String

  var log: String { "\(folder.path)/ranges" }

  init(_ published: [UInt8], script: String) throws {
    folder = try TemporaryFolder()
    try folder.write(published, to: "published")
    try folder.write(Array(script.utf8), to: "server.py")
    try folder.write([], to: "ranges")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "\(folder.path)/server.py", folder.path, String(getpid()),
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let start = FileSystem.now
    while !FileSystem.exists("\(folder.path)/port"), process.isRunning,
      FileSystem.now - start < 60
    {
      usleep(20_000)
    }
    guard let port = try? String(contentsOfFile: "\(folder.path)/port", encoding: .utf8) else {
      process.terminate()
      throw TestServer.Failure.notStarted
    }
    self.port = port
  }
}

// SPDX-License-Identifier: MIT

import Foundation
import Glibc

@testable import Datasets

/// A web server on this computer, whose pages misbehave in the ways of real ones.
final class TestServer {
  enum Failure: Error { case notStarted }

  private let process = Process()
  private let log: String
  let address: String

  init(_ folder: TemporaryFolder) throws {
    log = "\(folder.path)/ranges"
    let portFile = "\(folder.path)/port"
    try folder.write(Array(Self.script.utf8), to: "server.py")
    try folder.write([], to: "ranges")
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "\(folder.path)/server.py", folder.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let start = FileSystem.now
    while !FileSystem.exists(portFile), process.isRunning, FileSystem.now - start < 60 {
      usleep(20_000)
    }
    guard let port = try? String(contentsOfFile: portFile, encoding: .utf8) else {
      process.terminate()
      throw Failure.notStarted
    }
    address = "http://127.0.0.1:\(port)"
  }

  deinit { process.terminate() }

  /// What the requests said of the bytes they want.
  var ranges: [String] {
    ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n").map(
      String.init)
  }

  private static let script = #"""
    import http.server, os, sys, time

    folder = sys.argv[1]
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
            asked = self.headers.get("Range")
            if asked:
                with open(folder + "/ranges", "a") as log: log.write(asked + "\n")
            page = self.path[1:]
            if page == "good": self.part()
            elif page == "redirect": self.answer(b"", 0, 302, [("Location", "/good")])
            elif page == "loop": self.answer(b"", 0, 302, [("Location", "/loop")])
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

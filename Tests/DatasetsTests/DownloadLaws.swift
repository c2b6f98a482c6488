// SPDX-License-Identifier: MIT

import Glibc
import Testing

@testable import Datasets

@Suite("Downloads by the system's tools") struct DownloadLaws {
  @Test("An address gives its bytes") func success() throws {
    let folder = try TemporaryFolder()
    let source = try folder.write([1, 2, 3], to: "source")
    #expect(Download.fetch("file://\(source)", "\(folder.path)/target") == nil)
    #expect(SHA256.digest(ofFile: "\(folder.path)/target") == SHA256.digest(of: [1, 2, 3]))
    #expect(folder.names(in: "") == ["source", "target"])
  }

  @Test("An address that does not answer gives a reason that names it") func failure() throws {
    let folder = try TemporaryFolder()
    let reason = Download.fetch("http://127.0.0.1:9/none.gz", "\(folder.path)/target")
    #expect(reason?.contains("http://127.0.0.1:9/none.gz: ") == true)
    #expect(folder.names(in: "").contains("target.log") == false)
  }
}

// SPDX-License-Identifier: MIT
import FoundationEssentials
import SwiftSession

/// Checks all that the kernel needs; each fault comes with its remedy.
struct Doctor {
  private struct Check {
    let name: String
    let fault: String?
    var remedy = ""
  }

  /// Prints the findings.
  ///
  /// - Returns: 0 when all is well, else 1.
  func run() async -> Int32 {
    print("Lectern \(Lectern.version)")
    for setting in Setting.summary { print("  \(setting.name) = \(setting.value)") }
    var isWell = true
    for check in [compiler, parser, sourceKit, symbolizer, linker, programs, cache, kernelspec]
      + [await trial]
    {
      print("\(check.fault == nil ? "ok  " : "FAIL") \(check.name)")
      guard let fault = check.fault else { continue }
      isWell = false
      print("     \(fault)\n     → \(check.remedy)")
    }
    return isWell ? 0 : 1
  }

  private var toolchain: String { Setting.toolchain }

  private static let toolchainRemedy =
    "install the Swift toolchain from swift.org that Lectern was built with, "
    + "or set LECTERN_TOOLCHAIN to its `usr` folder and build again"

  private var compiler: Check {
    Check(
      name: "Swift compiler \(ToolchainVersion.asked ?? "")",
      fault: missing("\(toolchain)/bin/swift-frontend"), remedy: Self.toolchainRemedy)
  }

  private var parser: Check {
    Check(
      name: "SwiftParser of the toolchain",
      fault: missing("\(toolchain)/lib/swift/host/libSwiftParser.so"),
      remedy: Self.toolchainRemedy)
  }

  private var sourceKit: Check {
    Check(
      name: "SourceKit of the toolchain", fault: missing("\(toolchain)/lib/libsourcekitdInProc.so"),
      remedy: Self.toolchainRemedy)
  }

  private var symbolizer: Check {
    Check(
      name: "llvm-symbolizer of the toolchain (lines in error reports)",
      fault: missing("\(toolchain)/bin/llvm-symbolizer"), remedy: Self.toolchainRemedy)
  }

  private var linker: Check {
    Check(
      name: "linker", fault: missing("\(toolchain)/bin/ld.lld"), remedy: Self.toolchainRemedy)
  }

  private var programs: Check {
    let paths = Setting.paths
    let fault = ([paths.compiler, paths.host, paths.library] + paths.modules)
      .lazy.compactMap(missing).first
    return Check(
      name: "programs and modules beside \(Setting.programFolder)", fault: fault,
      remedy: "build with `swift build -c release`, or install again with `lectern install`")
  }

  private var cache: Check {
    let isWritable = FileManager.default.isWritableFile(atPath: Setting.cache)
    return Check(
      name: "cache folder \(Setting.cache)", fault: isWritable ? nil : "it cannot be written",
      remedy: "set LECTERN_CACHE to a folder of your own")
  }

  private var kernelspec: Check {
    let found = KernelspecSearch.folders.first {
      FileManager.default.fileExists(atPath: "\($0)/swift/kernel.json")
    }
    return Check(
      name: "kernelspec \(found.map { "in \($0)/swift" } ?? "swift")",
      fault: found == nil
        ? "not found in \(KernelspecSearch.folders.joined(separator: ", "))" : nil,
      remedy: "run `lectern install --user`, or `--sys-prefix DIR` for a Python environment")
  }

  private var trial: Check {
    get async {
      Check(
        name: "a trial cell", fault: await TrialCell(paths: Setting.paths).fault,
        remedy: "see the faults above; system libraries: libzmq, libsodium, OpenBLAS, libpng, cairo"
      )
    }
  }

  private func missing(_ path: String) -> String? {
    FileManager.default.fileExists(atPath: path) ? nil : "\(path) does not exist"
  }
}

/// Where Jupyter looks for kernels.
enum KernelspecSearch {
  static var folders: [String] {
    let named = Setting.variable("JUPYTER_PATH")?.split(separator: ":").map(String.init) ?? []
    let environment = Setting.variable("VIRTUAL_ENV").map { ["\($0)/share/jupyter"] } ?? []
    let account = Setting.variable("HOME").map { ["\($0)/.local/share/jupyter"] } ?? []
    let data = named + environment + account + ["/usr/local/share/jupyter", "/usr/share/jupyter"]
    // An installed executable stands in `<prefix>/lib/lectern/<name>`.
    let own = Setting.programFolder.dropLastPathComponent().dropLastPathComponent()
      .dropLastPathComponent()
    return (["\(own)/share/jupyter"] + data).map { "\($0)/kernels" }
  }
}

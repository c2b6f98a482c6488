// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc
import SwiftSession

/// Copies the kernel to where Jupyter and its sessions find it, and removes it again.
///
/// Everything is copied, so that moving or cleaning the checkout does not break an installed kernel.
struct InstallCommand {
  let name: String
  let displayName: String
  /// The folder that gets `lib/lectern` and `share/jupyter`.
  let prefix: String
  /// The folder of Jupyter's data, in which `kernels/<name>` stands.
  let jupyterData: String

  /// Reads where to install and under which name.
  init(_ options: Options) throws(CommandLineError) {
    name = options["name"] ?? "swift"
    displayName = options["display-name"] ?? "Swift"
    guard name.wholeMatch(of: /[A-Za-z0-9._-]+/) != nil else {
      throw .usage("--name takes letters, digits, '.', '_' and '-'")
    }
    let places = [options["sys-prefix"], options["prefix"]].compactMap { $0 }
    guard places.count + (options.contains("user") ? 1 : 0) <= 1 else {
      throw .usage("--user, --sys-prefix and --prefix exclude each other")
    }
    if let place = places.first {
      prefix = Self.absolute(place)
      jupyterData = "\(prefix)/share/jupyter"
    } else {
      guard let home = Setting.variable("HOME") else {
        throw .failed("HOME is not set: name a folder with --prefix DIR")
      }
      prefix = "\(home)/.local"
      jupyterData = Setting.variable("JUPYTER_DATA_DIR") ?? "\(prefix)/share/jupyter"
    }
  }

  private var programs: String { "\(prefix)/lib/lectern/\(name)" }
  private var kernelspec: String { "\(jupyterData)/kernels/\(name)" }
  /// The command by which people call the program; a kernel under another name has another.
  private var command: String {
    "\(prefix)/bin/\(name == "swift" ? "lectern" : "lectern-\(name)")"
  }

  /// Installs, warms the caches with a trial cell, and says where things went.
  func install() async throws(CommandLineError) -> Int32 {
    let source = InstallSource(folder: Setting.programFolder)
    do {
      try replaceFolder(programs) { try source.copyPrograms(to: $0) }
      try replaceFolder(kernelspec) { folder in
        try source.copyKernelspec(to: folder, values: templateValues)
      }
      try linkCommand()
    } catch let error as CommandLineError {
      throw error
    } catch {
      throw .failed("cannot install below \(prefix): \(error.reason)")
    }
    let paths = SessionPaths(
      besideExecutablesIn: programs, toolchain: Setting.toolchain, cache: Setting.cache)
    if let fault = await TrialCell(paths: paths).fault {
      throw .failed("installed, but a trial cell failed: \(fault)\nRun `lectern doctor`.")
    }
    print("Installed the kernel '\(name)' in \(kernelspec)")
    return 0
  }

  /// Removes what `install` made.
  func uninstall() throws(CommandLineError) -> Int32 {
    let files = FileManager.default
    guard files.fileExists(atPath: kernelspec) || files.fileExists(atPath: programs) else {
      throw .failed("there is no kernel '\(name)' in \(kernelspec)")
    }
    for folder in [kernelspec, programs] where files.fileExists(atPath: folder) {
      do { try files.removeItem(atPath: folder) } catch {
        throw .failed("cannot remove \(folder): \(error.reason)")
      }
    }
    if commandIsOurs { try? files.removeItem(atPath: command) }
    print("Removed the kernel '\(name)' from \(kernelspec)")
    return 0
  }

  /// Puts the program among the prefix's commands, unless something else has that name.
  private func linkCommand() throws {
    let files = FileManager.default
    if commandIsOurs { try files.removeItem(atPath: command) }
    guard (try? files.attributesOfItem(atPath: command)) == nil else { return }
    try files.createDirectory(atPath: "\(prefix)/bin", withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: command, withDestinationPath: "\(programs)/lectern")
  }

  private var commandIsOurs: Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: command)) == "\(programs)/lectern"
  }

  private var templateValues: [String: String] {
    [
      "@LECTERN@": "\(programs)/lectern", "@DISPLAY_NAME@": displayName,
      "@TOOLCHAIN@": Setting.toolchain, "@SWIFT_VERSION@": ToolchainVersion.asked ?? "6",
    ]
  }

  /// Builds a folder's new content beside it and then swaps, so that a running kernel never sees half of it.
  private func replaceFolder(_ folder: String, _ fill: (String) throws -> Void) throws {
    let files = FileManager.default
    let fresh = "\(folder).new-\(ProcessInfo.processInfo.processIdentifier)"
    try files.createDirectory(atPath: fresh, withIntermediateDirectories: true)
    do { try fill(fresh) } catch {
      try? files.removeItem(atPath: fresh)
      throw error
    }
    if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
    try files.moveItem(atPath: fresh, toPath: folder)
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}

extension Error {
  /// The reason in words, without the domain and code that Foundation adds.
  var reason: String {
    let cause = (self as? CocoaError)?.underlying ?? self
    guard let system = cause as? POSIXError else { return "\(cause)" }
    return String(cString: strerror(system.code.rawValue))
  }
}

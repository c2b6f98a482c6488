// SPDX-License-Identifier: MIT
import FoundationEssentials
import SwiftSession

/// The files of a built or installed Lectern, seen from its executable.
struct InstallSource {
  /// The folder of the executables.
  let folder: String

  private var files: FileManager { .default }

  /// Copies the programs, the library and all modules that cells import.
  func copyPrograms(to target: String) throws {
    for program in ["lectern", "lectern-compiler", "lectern-session", "libGenerative.so"] {
      try copy("\(folder)/\(program)", to: "\(target)/\(program)")
    }
    try copyModules(to: "\(target)/modules")
    try copy(resources, to: "\(target)/kernelspec")
  }

  /// Copies the logos and writes `kernel.json`.
  func copyKernelspec(to target: String, values: [String: String]) throws {
    for file in try files.contentsOfDirectory(atPath: resources) where file.hasPrefix("logo-") {
      try copy("\(resources)/\(file)", to: "\(target)/\(file)")
    }
    guard let template = files.contents(atPath: "\(resources)/kernel.json.in") else {
      throw missing("\(resources)/kernel.json.in")
    }
    var text = String(decoding: template, as: UTF8.self)
    for (placeholder, value) in values {
      text = text.replacing(placeholder, with: value.escapedForJSON)
    }
    try Data(text.utf8).write(to: URL(filePath: "\(target)/kernel.json"))
  }

  private func copyModules(to target: String) throws {
    try files.createDirectory(atPath: target, withIntermediateDirectories: true)
    let paths = SessionPaths(besideExecutablesIn: folder, toolchain: "", cache: "")
    for modules in paths.modules {
      guard let entries = try? files.contentsOfDirectory(atPath: modules) else {
        throw missing(modules)
      }
      for entry in entries where isModule(entry) {
        // Of a C module with sources only the headers are needed.
        let headers = "\(modules)/\(entry)/include"
        let source = files.fileExists(atPath: headers) ? headers : "\(modules)/\(entry)"
        try copy(source, to: "\(target)/\(entry)")
      }
    }
  }

  private func isModule(_ entry: String) -> Bool {
    // The documentation beside a module is what tooltips show.
    SessionPaths.importableModules.contains {
      entry == "\($0).swiftmodule" || entry == "\($0).swiftdoc"
    }
      || SessionPaths.systemModules.contains(entry)
  }

  /// The kernelspec's template and logos: beside an installed executable, or in the checkout.
  private var resources: String {
    let installed = "\(folder)/kernelspec"
    if files.fileExists(atPath: installed) { return installed }
    return (SessionPaths.checkout(above: folder) ?? folder) + "/kernelspec"
  }

  private func copy(_ source: String, to target: String) throws {
    guard files.fileExists(atPath: source) else { throw missing(source) }
    // Build folders hold links; an installation must stand alone.
    let real = URL(filePath: source).resolvingSymlinksInPath().path(percentEncoded: false)
    try files.copyItem(atPath: real, toPath: target)
  }

  private func missing(_ path: String) -> CommandLineError {
    .failed("\(path) is missing: build everything first with `swift build -c release`")
  }
}

extension String {
  /// The text with the characters escaped that end a JSON string.
  fileprivate var escapedForJSON: String {
    replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}

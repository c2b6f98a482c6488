// SPDX-License-Identifier: MIT
import Glibc
import SwiftSession

/// Compiles a Swift file against the library, with the toolchain's own compiler.
struct CompileCommand {
  private let command: [String]
  private let prints: Bool

  /// Reads the command line; what follows `--` goes to the compiler as it is.
  init(_ arguments: [String]) throws(CommandLineError) {
    let parts = arguments.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)
    let own = parts[0].map { $0 == "-o" ? "--output" : $0 }
    let options = try Options(own, valued: ["output"], flags: ["print"], takesWords: true)
    guard options.words.count == 1 else {
      throw .usage("`lectern compile` takes one file, such as `lectern compile lab.swift`")
    }
    let file = options.words[0]
    guard access(file, R_OK) == 0 else {
      throw .failed("\(file) cannot be read: check the name and the permissions")
    }
    prints = options.contains("print")
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let program = options["output"] ?? (name.hasSuffix(".swift") ? String(name.dropLast(6)) : nil)
    guard let program else {
      throw .usage("'\(file)' does not end in .swift: name the program with --output FILE")
    }
    command =
      Self.compiler + [file] + (parts.count > 1 ? Array(parts[1]) : ["-o", program])
  }

  private static var compiler: [String] {
    let paths = Setting.paths
    let folder = Setting.programFolder
    return ["\(paths.toolchain)/bin/swiftc"] + SessionPaths.languageOptions
      + ["-O"] + paths.searchFolders.flatMap { ["-I", $0] }
      + ["-L", folder, "-lGenerative", "-Xlinker", "-rpath", "-Xlinker", folder]
  }

  /// Becomes the compiler, or prints its command line.
  ///
  /// - Returns: the exit code, where there is no compiler to become.
  func run() throws(CommandLineError) -> Int32 {
    if prints {
      print(command.map(Self.quoted).joined(separator: " "))
      return 0
    }
    var words = command.map { strdup($0) } + [nil]
    execv(command[0], &words)
    throw .failed(
      "\(command[0]) cannot be started: \(String(cString: strerror(errno))); "
        + "set LECTERN_TOOLCHAIN to the toolchain's `usr` folder")
  }

  /// A word as a shell reads it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.wholeMatch(of: /[A-Za-z0-9_.,\/+:=@%-]+/) != nil
    return isPlain ? word : "'\(word.replacing("'", with: #"'\''"#))'"
  }
}

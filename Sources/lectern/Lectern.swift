// SPDX-License-Identifier: MIT
import Glibc

/// The command line: `lectern <command> [options]`.
enum Lectern {
  /// The program's version, also the kernel's in `kernel_info_reply`.
  static let version = "0.1.0"

  static let usage = """
    Lectern \(version): a Jupyter kernel for Swift, with a library of generative models.

    Usage: lectern <command> [options]

      kernel --connection-file FILE   Run the kernel; Jupyter calls this.
      install                         Make the kernel known to Jupyter.
          --user                      for this account (the default)
          --sys-prefix DIR            into a Python environment, such as .venv
          --prefix DIR                below DIR/share/jupyter, such as /usr/local
          --name NAME                 the kernel's name (default: swift)
          --display-name TEXT         the name that people see (default: Swift)
      uninstall [same options]        Remove it again.
      grade SUBMISSION… --rubric FILE Grade notebooks without Jupyter; see `lectern grade --help`.
      export NOTEBOOK… [one of]       Write what executed notebooks hold; `-` reads one from standard input.
          --figures DIR               each figure under its own name, with a manifest of what it shows;
                                      those of several notebooks in a folder for each
          --format LIST               of svg, pdf, png, apng, html, jpg (default: svg, pdf and png)
          --list                      print the figures and write nothing
          --script FILE               the cells as one Swift program; `-` prints it
      compile FILE.swift              Compile such a program against the library.
          -o PROGRAM                  its name (default: that of the file)
          --print                     print the command instead
          -- OPTIONS                  options for swiftc, such as -typecheck, in place of -o
      doctor                          Check the set-up; each fault comes with its remedy.
      --version                       Print the version.
      --help                          Print this text.
    """

  /// Runs a command.
  ///
  /// - Returns: the exit code: 0 done, 1 failed, 2 the command line is wrong.
  static func run(_ arguments: [String]) async -> Int32 {
    do throws(CommandLineError) {
      return try await runCommand(arguments)
    } catch {
      printError("lectern: \(error)")
      return error.exitCode
    }
  }

  private static func runCommand(_ arguments: [String]) async throws(CommandLineError) -> Int32 {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "kernel":
      // `jupyter run FILE` adds its own words to the command line of the kernel.
      let options = try Options(rest, valued: ["connection-file"], ignoresWords: true)
      return try await KernelCommand(options).run()
    case "install": return try await InstallCommand(installOptions(rest)).install()
    case "uninstall": return try InstallCommand(installOptions(rest)).uninstall()
    case "export": return try await ExportCommand(rest).run()
    case "compile": return try CompileCommand(rest).run()
    case "doctor":
      _ = try Options(rest)
      return await Doctor().run()
    case "grade" where rest.contains("--help") || rest.contains("-h"): print(GradeSettings.usage)
    case "grade": return try await GradeCommand(rest).run()
    case "work":
      let options = try Options(
        rest, valued: ["place", "files", "shared-cache", "file-size", "processes"],
        flags: ["only-start"])
      return try await GradeWorker(options).run()
    case "--version", "-v": print("lectern \(version)")
    case "--help", "-h", "help": print(usage)
    case nil:
      printError(usage)
      return 2
    case let command?: throw .usage("there is no command '\(command)'")
    }
    return 0
  }

  /// Front ends such as `jupyter run` add arguments of their own, which no kernel needs.
  private static func kernelOptions(_ arguments: [String]) throws(CommandLineError) -> Options {
    guard let index = arguments.firstIndex(where: { $0.hasPrefix("--connection-file") }) else {
      return try Options([])
    }
    let count = arguments[index].contains("=") ? 1 : 2
    return try Options(Array(arguments[index...].prefix(count)), valued: ["connection-file"])
  }

  private static func installOptions(_ arguments: [String]) throws(CommandLineError) -> Options {
    try Options(
      arguments, valued: ["sys-prefix", "prefix", "name", "display-name"], flags: ["user"])
  }
}

/// Prints a line on the standard error.
func printError(_ text: String) {
  let line = Array((text + "\n").utf8)
  _ = write(STDERR_FILENO, line, line.count)
}

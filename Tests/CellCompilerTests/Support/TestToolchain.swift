// SPDX-License-Identifier: MIT
import Foundation
import TestSupport

/// The toolchain, a stand-in for the library that cells show values with, and a program that runs cells.
struct TestToolchain: Sendable {
  let usr: String
  let folder: String

  /// Built once per test run.
  static let shared = TestToolchain()

  var modules: String { "\(folder)/modules" }
  var runner: String { "\(folder)/runner" }
  var cache: String { "\(folder)/cache" }

  /// The compiler process's executable, which is built beside the tests.
  var compiler: String {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let folder = tests.deletingLastPathComponent().path
    return "\(folder)/lectern-compiler"
  }

  private init() {
    usr = Self.find()
    folder = "\(NSTemporaryDirectory())/lectern-tests-\(getpid())"
    try? FileManager.default.createDirectory(
      atPath: "\(folder)/modules", withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: TestToolchain.shared.folder) }
    write(Self.displaySource, to: "Display.swift")
    write(Self.runnerSource, to: "runner.c")
    run(
      "bin/swiftc",
      [
        "-O", "-emit-library", "-emit-module", "-module-name", "Display", "-package-name",
        "library",
        "\(folder)/Display.swift",
        "-emit-module-path", "\(modules)/Display.swiftmodule", "-o", "\(folder)/libDisplay.so",
      ])
    let runtime = "\(usr)/lib/swift/linux"
    run(
      "bin/clang",
      [
        "\(folder)/runner.c", "-o", runner, "-rdynamic", "-L\(runtime)", "-Wl,--no-as-needed",
        "-lswiftCore", "-lswift_Concurrency", "-lswiftSwiftOnoneSupport",
        "-lswift_StringProcessing", "-Wl,-rpath,\(runtime)",
      ])
  }

  private static func find() -> String {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["LECTERN_TOOLCHAIN"], !named.isEmpty { return named }
    for folder in (environment["PATH"] ?? "").split(separator: ":") {
      let compiler = URL(fileURLWithPath: "\(folder)/swift-frontend").resolvingSymlinksInPath()
      if FileManager.default.isExecutableFile(atPath: compiler.path) {
        return compiler.deletingLastPathComponent().deletingLastPathComponent().path
      }
    }
    return "/usr"
  }

  private func write(_ text: String, to name: String) {
    try? text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
  }

  /// What a program prints that is compiled from one file, or what the compiler has to say against it.
  func output(ofScript source: String) throws -> String {
    let script = "\(folder)/\(UUID().uuidString)"
    try source.write(toFile: "\(script).swift", atomically: false, encoding: .utf8)
    let compilation = try Command([
      "\(usr)/bin/swiftc", "-swift-version", "5", "-suppress-warnings", "-I", modules, "-L", folder,
      "-lDisplay", "-Xlinker", "-rpath", "-Xlinker", folder, "\(script).swift", "-o", script,
    ])
    guard compilation.status == 0 else { return compilation.errorText }
    _ = try Command(["/bin/sh", "-c", "exec \"$0\" > \"$0.out\" 2>&1", script])
    return try String(contentsOfFile: "\(script).out", encoding: .utf8)
      .trimmingCharacters(in: .newlines)
  }

  private func run(_ program: String, _ arguments: [String]) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(usr)/\(program)")
    process.arguments = arguments
    try? process.run()
    process.waitUntilExit()
  }
}

extension TestToolchain {
  /// Prints the values that cells show, without the names of the cells' modules.
  ///
  /// Like any library it has names of its own that are not public, on types that cells use, too.
  private static let displaySource = ##"""
    struct LibrarySecret {}
    extension Double { init?(decimal: String) { nil } }
    extension Int {
      var shown: String { "the library's" }
      package func packed() -> String { "the library's" }
    }
    public func display<T>(_ value: T) { LecternCell.show(value as Any) }
    public enum LecternCell {
      public static func show<T>(_ value: T) { write(String(reflecting: value)) }
      public static func show(_ value: Void) {}
      public static func show<T>(_ value: T?) { write(value.map { String(reflecting: $0) } ?? "nil") }
      public static func show<T: ~Copyable>(_ value: borrowing T) { write("\(T.self)") }
      public static func register(_ name: String, of cell: Int, _ read: @escaping () -> String) {
        write("\(name) is \(read())")
      }
      public static func read<T>(_ value: T) -> String { String(reflecting: value) }
      public static func read<T: ~Copyable>(_ value: borrowing T) -> String { "\(T.self)" }
      private static func write(_ text: String) {
        print(text.replacing(#/LecternCell\d+\./#, with: ""))
      }
    }
    """##

  /// Loads the libraries that it reads the names of and calls their entry points.
  ///
  /// `exit` and uncaught errors end the cell, not the program: they go on with the next command.
  private static let runnerSource = #"""
    #include <dlfcn.h>
    #include <stdio.h>
    #include <string.h>
    #include <unistd.h>

    static void serve(void) {
      static char line[65536];
      for (;;) {
        fflush(stdout);
        if (!fgets(line, sizeof line, stdin)) _exit(0);
        line[strcspn(line, "\n")] = 0;
        char *rest = line, *path = strsep(&rest, " "), *entry = strsep(&rest, " "), *word;
        while ((word = strsep(&rest, " "))) dlopen(word, RTLD_NOW | RTLD_GLOBAL);
        void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
        int (*run)(int, char **) = library ? (int (*)(int, char **))dlsym(library, entry) : 0;
        if (!run) printf("not loaded: %s\n", dlerror());
        else run(0, 0);
        puts("\036");
      }
    }

    __attribute__((swiftcall)) void swift_errorInMain(void *error) {
      puts("threw\n\036");
      serve();
    }

    void exit(int code) {
      puts("\036");
      serve();
      _exit(code);
    }

    int main(int count, char **arguments) {
      if (!dlopen(arguments[1], RTLD_NOW | RTLD_GLOBAL)) return 1;
      serve();
    }
    """#
}

// swift-tools-version: 6.0
// SPDX-License-Identifier: MIT
import Foundation
import PackageDescription

/// The toolchain's `usr` folder: SwiftParser and SourceKit are taken from there.
///
/// `LECTERN_TOOLCHAIN` names it where the `swiftc` on `PATH` is only a proxy.
let toolchain: String = {
  let environment = ProcessInfo.processInfo.environment
  if let named = environment["LECTERN_TOOLCHAIN"], !named.isEmpty { return named }
  for folder in (environment["PATH"] ?? "").split(separator: ":") {
    let compiler = URL(fileURLWithPath: "\(folder)/swift-frontend").resolvingSymlinksInPath()
    if FileManager.default.isExecutableFile(atPath: compiler.path) {
      return compiler.deletingLastPathComponent().deletingLastPathComponent().path
    }
  }
  return "/usr"
}()
let hostLibraries = "\(toolchain)/lib/swift/host"

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The toolchain ships SwiftParser only as binary modules beside the compiler, outside the default search paths.
let parserSettings: [SwiftSetting] = settings + [.unsafeFlags(["-I", hostLibraries])]
let parserLinking: [LinkerSetting] = [
  .unsafeFlags([
    "-L", hostLibraries, "-Xlinker", "-rpath", "-Xlinker", hostLibraries,
    "-L", "\(toolchain)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(toolchain)/lib",
  ])
]

/// The loops are written for one vector width after another and chosen at run time; they must be optimised even where
/// the rest is built for debugging, or tests on real data take hours.
let kernelSettings: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno"])]

let package = Package(
  name: "Lectern",
  products: [
    .executable(name: "lectern", targets: ["lectern"]),
    .executable(name: "lectern-compiler", targets: ["lectern-compiler"]),
    .executable(name: "lectern-session", targets: ["lectern-session"]),
    // What a session loads: the model library and the host that runs cells, one copy of each type.
    .library(name: "Generative", type: .dynamic, targets: ["Generative", "SessionHost"]),
  ],
  targets: [
    // System libraries.
    .systemLibrary(name: "CZeroMQ"),
    .systemLibrary(name: "CSodium"),
    .systemLibrary(name: "COpenBLAS"),
    .systemLibrary(name: "CPNG"),
    .systemLibrary(name: "CCairo"),
    .systemLibrary(name: "CZlib"),

    // The bridge.
    .target(name: "Display", swiftSettings: settings),

    // The library tower.
    .target(name: "CKernels", cSettings: kernelSettings),
    .target(name: "Tensors", dependencies: ["CKernels", "COpenBLAS"], swiftSettings: settings),
    .target(name: "Distributions", dependencies: ["Tensors"], swiftSettings: settings),
    .target(name: "Layers", dependencies: ["Tensors", "Display"], swiftSettings: settings),
    .target(
      name: "Learning", dependencies: ["Layers", "Tensors", "Display"], swiftSettings: settings),
    .target(
      name: "Models", dependencies: ["Learning", "Layers", "Distributions", "Tensors"],
      swiftSettings: settings),
    .target(
      name: "Datasets", dependencies: ["Tensors", "Display", "CZlib"], swiftSettings: settings),
    .target(
      name: "Evaluation",
      dependencies: ["Models", "Learning", "Layers", "Distributions", "Datasets", "Tensors"],
      swiftSettings: settings),
    .target(
      name: "Figures", dependencies: ["Tensors", "Display", "CCairo", "CPNG"],
      swiftSettings: settings),
    .target(name: "Widgets", dependencies: ["Display"], swiftSettings: settings),
    .target(
      name: "Grading",
      dependencies: ["Tensors", "Distributions", "Evaluation", "Display", "Figures"],
      swiftSettings: settings),
    .target(
      name: "Generative",
      dependencies: [
        "Tensors", "Distributions", "Layers", "Learning", "Models", "Datasets", "Evaluation",
        "Display", "Figures", "Widgets", "Grading",
      ],
      swiftSettings: settings),

    // The kernel tower.
    .target(
      name: "JupyterProtocol", dependencies: ["Display", "CSodium"], swiftSettings: settings),
    .target(
      name: "JupyterTransport", dependencies: ["JupyterProtocol", "CZeroMQ"],
      swiftSettings: settings),
    .target(
      name: "JupyterKernel", dependencies: ["JupyterProtocol", "Display"], swiftSettings: settings),
    .target(name: "SessionWire", dependencies: ["Display"], swiftSettings: settings),
    .target(
      name: "SwiftSession", dependencies: ["SessionWire", "Display"], exclude: ["README.md"],
      swiftSettings: settings),
    .target(name: "Notebooks", dependencies: ["Display"], swiftSettings: settings),
    .target(name: "CSandbox", cSettings: [.define("_GNU_SOURCE")]),
    .target(
      name: "Autograding",
      dependencies: [
        "Notebooks", "SwiftSession", "SessionWire", "Display", "CSandbox", "CSodium",
      ],
      swiftSettings: settings),
    .target(name: "CSourceKit"),
    .target(
      name: "CellCompiler", dependencies: ["SessionWire", "Display", "CSourceKit"],
      swiftSettings: parserSettings, linkerSettings: parserLinking),
    .target(name: "CSessionHost", cSettings: [.define("_GNU_SOURCE")]),
    .target(
      name: "SessionHost", dependencies: ["CSessionHost", "SessionWire", "Display"],
      swiftSettings: settings),

    // Executables.
    .executableTarget(
      name: "lectern",
      dependencies: [
        "JupyterProtocol", "JupyterTransport", "JupyterKernel", "SwiftSession", "SessionWire",
        "Display", "Notebooks", "Autograding",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "lectern-compiler", dependencies: ["CellCompiler", "SessionWire"],
      swiftSettings: parserSettings, linkerSettings: parserLinking),
    .executableTarget(
      name: "lectern-session",
      cSettings: [.define("_GNU_SOURCE")],
      // Cells and libraries must find `exit` and the runtime's error hooks here, before libc's own.
      linkerSettings: [
        .linkedLibrary("dl"), .linkedLibrary("pthread"),
        .unsafeFlags(["-Xlinker", "--export-dynamic"]),
      ]),

    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Models", "Learning", "Layers", "Distributions", "Tensors"],
      swiftSettings: settings),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["Display"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "DisplayTests", dependencies: ["Display", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "WidgetsTests", dependencies: ["Widgets", "Display", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "CKernels", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DistributionsTests", dependencies: ["Distributions", "Tensors", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LayersTests", dependencies: ["Layers", "Tensors", "Display", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LearningTests",
      dependencies: ["Learning", "Layers", "Tensors", "Display", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ModelsTests",
      dependencies: [
        "Models", "Learning", "Layers", "Distributions", "Datasets", "Tensors", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Evaluation", "Models", "Learning", "Layers", "Distributions", "Datasets", "Tensors",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Display", "Tensors", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "FiguresTests",
      dependencies: ["Figures", "Tensors", "Display", "CPNG", "TestSupport"],
      exclude: ["Snapshots"],
      swiftSettings: settings),
    .testTarget(
      name: "GradingTests",
      dependencies: ["Grading", "Evaluation", "Distributions", "Datasets", "Tensors", "Figures"],
      swiftSettings: settings),
    .testTarget(
      name: "GenerativeTests", dependencies: ["Generative", "Datasets", "Tensors"],
      swiftSettings: settings),
    .testTarget(
      name: "JupyterProtocolTests", dependencies: ["JupyterProtocol", "Display", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "JupyterTransportTests",
      dependencies: ["JupyterTransport", "JupyterProtocol", "CZeroMQ", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "JupyterKernelTests",
      dependencies: ["JupyterKernel", "JupyterProtocol", "Display", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "NotebooksTests", dependencies: ["Notebooks", "Display"], swiftSettings: settings),
    .testTarget(
      name: "AutogradingTests", dependencies: ["Autograding", "Notebooks", "Display"],
      swiftSettings: settings),
    .testTarget(
      name: "SessionWireTests", dependencies: ["SessionWire", "Display", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "CellCompilerTests", dependencies: ["CellCompiler", "SessionWire", "TestSupport"],
      swiftSettings: parserSettings, linkerSettings: parserLinking),
    .testTarget(
      name: "SwiftSessionTests",
      dependencies: ["SwiftSession", "SessionWire", "Display", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "SessionHostTests", dependencies: ["SessionWire", "Display", "TestSupport"],
      exclude: ["Cells"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

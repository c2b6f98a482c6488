// SPDX-License-Identifier: MIT

/// What a cell asks of its session in a comment at its head, `//% name arguments`.
///
/// Directives are comments, so that a notebook that is exported as a script is still Swift.
enum Directive: Sendable, Equatable {
  case help
  case time
  case variables
  case shell(command: String)
  case include(path: String)
  /// Those of neighbouring lines are built together.
  case packages([PackageRequest])
  case optimize(Bool)
  case reset

  /// What a line of a cell starts with that holds a directive.
  static let marker = "//%"

  /// The directives by their names, in the order of the help page.
  enum Kind: String, CaseIterable, Sendable {
    case time
    case vars
    case include
    case package
    case shell
    case optimize
    case reset
    case help
  }

  var kind: Kind {
    switch self {
    case .help: .help
    case .time: .time
    case .variables: .vars
    case .shell: .shell
    case .include: .include
    case .packages: .package
    case .optimize: .optimize
    case .reset: .reset
    }
  }

  /// Whether it starts other programs or ends the session's process, which graders bound and watch.
  var actsOutsideTheSession: Bool {
    switch self {
    case .shell, .packages, .reset: true
    case .help, .time, .variables, .include, .optimize: false
    }
  }

  /// Makes a directive of its arguments.
  ///
  /// - Throws: what is wrong with them, in a sentence.
  init(_ kind: Kind, arguments: DirectiveArguments) throws(DirectiveError.Reason) {
    switch kind {
    case .shell: self = .shell(command: try arguments.line())
    case .include: self = .include(path: try arguments.one())
    case .package: self = .packages([try PackageRequest(arguments)])
    case .optimize:
      self = .optimize(try arguments.choice(of: ["": true, "on": true, "off": false]))
    case .time:
      try arguments.none()
      self = .time
    case .vars:
      try arguments.none()
      self = .variables
    case .reset:
      try arguments.none()
      self = .reset
    case .help:
      try arguments.none()
      self = .help
    }
  }
}

extension Directive.Kind {
  /// The arguments as a person writes them; those in brackets may be left out.
  var usage: String {
    switch self {
    case .shell: "command"
    case .include: "file.swift"
    case .package: "<url or path> <version>"
    case .optimize: "[off]"
    case .time, .vars, .reset, .help: ""
    }
  }

  /// The whole line as a person writes it.
  var line: String {
    let words = "\(Directive.marker) \(rawValue)"
    return usage.isEmpty ? words : "\(words) \(usage)"
  }

  /// What the directive does, in two or three sentences.
  var summary: String {
    switch self {
    case .time:
      "After the cell, shows how long it took to compile and to run, the processor time of all its threads, "
        + "and the session's peak memory meanwhile."
    case .vars:
      "After the cell, lists the session's variables, newest first: name, type, short value and cell. "
        + "In Swift, `variables` is the same list."
    case .include:
      "Compiles and runs a Swift file of the notebook's folder, so that what it declares can be used in this and "
        + "all later cells. Messages point at the file's own lines. Include it again after changing it."
    case .package:
      "Builds a Swift package, once for all sessions, and makes its products importable in this and all later cells. "
        + "The version is `1.2.3`, `from:1.2.3`, `branch:main` or `revision:4f2a`; a folder needs none. "
        + "Packages that share a dependency stand in one cell."
    case .shell:
      "Runs a command with /bin/sh in the notebook's folder and shows its output live. It gets no input. "
        + "A command that fails ends the cell."
    case .optimize:
      "Compiles this cell with all optimisations, or with `off` with none. Without it, cells are optimised that "
        + "declare functions or types, or whose loops or closures may go round often."
    case .reset:
      "Starts a fresh session before the rest of the cell runs: all variables, functions and types are forgotten, "
        + "and which packages are loaded; these come back at once from the cache."
    case .help: "Shows this table."
    }
  }
}

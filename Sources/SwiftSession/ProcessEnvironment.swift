// SPDX-License-Identifier: MIT
import Display
import Glibc

/// The environment that children inherit.
enum ProcessEnvironment {
  /// The kernel's own environment, as `NAME=value`.
  static var current: [String] {
    var variables: [String] = []
    var next = environ
    while let entry = next.pointee {
      variables.append(String(cString: entry))
      next += 1
    }
    return variables
  }

  /// The session host's environment: `LECTERN_THREADS` also bounds the threads of the BLAS library, and the memory of a
  /// graded run has a bound.
  static var ofSession: [String] {
    var variables = current
    if let threads = value(of: "LECTERN_THREADS"), value(of: "OPENBLAS_NUM_THREADS") == nil {
      variables.append("OPENBLAS_NUM_THREADS=\(threads)")
    }
    if let memoryLimit, value(of: memoryVariable) == nil {
      variables.append("\(memoryVariable)=\(memoryLimit)")
    }
    return variables
  }

  /// How much memory a session may use, as `4G`; nil where it may use all.
  static var memoryLimit: String? {
    value(of: memoryVariable) ?? (GradedRun.isActive ? gradedMemory : nil)
  }

  /// The variable that the session host reads its limit from.
  private static let memoryVariable = "LECTERN_MEMORY_LIMIT"
  /// Enough for every lab of the course, and a part of what a grading machine has.
  private static let gradedMemory = "4G"

  /// The environment of a program that a cell starts: those of the kernel's own Python environment are found first.
  ///
  /// - Parameter folder: the folder of the kernel's programs, which may lie in such an environment.
  static func ofCommands(besideProgramsIn folder: String) -> [String] {
    guard let environment = pythonEnvironment(above: folder) else { return current }
    let path = value(of: "PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    return current.filter { !$0.hasPrefix("PATH=") && !$0.hasPrefix("VIRTUAL_ENV=") }
      + ["PATH=\(environment)/bin:\(path)", "VIRTUAL_ENV=\(environment)"]
  }

  private static func pythonEnvironment(above folder: String) -> String? {
    var path = folder
    while let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      if access("\(path)/pyvenv.cfg", R_OK) == 0 { return path }
      path = String(path[..<slash])
    }
    return nil
  }

  /// A variable's value; nil where it is not set or empty.
  static func value(of name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}

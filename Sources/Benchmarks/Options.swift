// SPDX-License-Identifier: MIT

/// What the command line asks for.
struct Options {
  /// A command line that asks for nothing that can be done.
  struct Mistake: Error {
    let message: String
  }

  static let usage = """
    usage: Benchmarks WORKLOAD [--threads N] [--blocks N] [--block-seconds S] [--steps N] [--on-demand]
           Benchmarks --list
      --steps N     only so many steps, without timing
      --on-demand   a block for each line read, its time on a line of its own, the report at the end
    """

  var workload = ""
  var isList = false
  var threadCount = 2
  var blockCount = 7
  var blockSeconds = 0.4
  /// Only so many steps, without timing.
  var stepCount: Int?
  /// A block for each line that is read, so that another program may take turns with this one.
  var isOnDemand = false

  init(_ arguments: some Sequence<String>) throws(Mistake) {
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--list": isList = true
      case "--on-demand": isOnDemand = true
      case "--threads": threadCount = try Self.number(&rest, argument)
      case "--blocks": blockCount = try Self.number(&rest, argument)
      case "--block-seconds": blockSeconds = try Self.number(&rest, argument)
      case "--steps": stepCount = try Self.number(&rest, argument)
      case _ where argument.hasPrefix("-") || !workload.isEmpty:
        throw Mistake(message: "\(argument) is not understood\n\(Self.usage)")
      default: workload = argument
      }
    }
    if workload.isEmpty, !isList { throw Mistake(message: "which workload?\n\(Self.usage)") }
  }

  private static func number<Number: LosslessStringConvertible & Comparable & SignedNumeric>(
    _ rest: inout ArraySlice<String>, _ name: String
  ) throws(Mistake) -> Number {
    guard let text = rest.popFirst(), let number = Number(text), number > 0 else {
      throw Mistake(message: "\(name) needs a positive number\n\(usage)")
    }
    return number
  }
}

// SPDX-License-Identifier: MIT

/// A sequence that shows how far a loop over it has come.
///
/// `for epoch in Progress(1...20, "training") { … }` shows one bar, updated in place.
/// Where nobody watches, as in grading, it shows a single line at the end.
public struct Progress<Base: Sequence>: Sequence {
  private let base: Base
  private let bar: ProgressBar

  /// Wraps a sequence; the count is known of a collection and can be given for any other sequence.
  public init(_ base: Base, _ title: String = "", count: Int? = nil) {
    self.init(base, bar: ProgressBar(title: title, total: count ?? Self.count(of: base)))
  }

  init(_ base: Base, bar: ProgressBar) {
    self.base = base
    self.bar = bar
  }

  /// A remark beside the bar, such as the current loss; it appears with the next step.
  public var note: String {
    get { bar.note }
    nonmutating set { bar.note = newValue }
  }

  /// How many elements there are at least.
  public var underestimatedCount: Int { base.underestimatedCount }

  /// Starts the loop and shows the bar.
  public func makeIterator() -> Iterator {
    bar.start()
    return Iterator(base: base.makeIterator(), run: ProgressRun(bar))
  }

  /// The elements of the wrapped sequence, each of which moves the bar.
  public struct Iterator: IteratorProtocol {
    fileprivate var base: Base.Iterator
    fileprivate let run: ProgressRun

    /// The next element.
    public mutating func next() -> Base.Element? {
      let element = base.next()
      run.advance(isAtEnd: element == nil)
      return element
    }
  }

  private static func count(of base: Base) -> Int? { (base as? any Collection)?.count }
}

/// One pass of a loop: its end, also by `break` or an error, finishes the bar.
private final class ProgressRun {
  private let bar: ProgressBar
  private var isFirst = true

  init(_ bar: ProgressBar) { self.bar = bar }

  deinit { bar.finish() }

  /// An element is done when the next one is asked for.
  func advance(isAtEnd: Bool) {
    if !isFirst { bar.step() }
    isFirst = false
    if isAtEnd { bar.finish() }
  }
}

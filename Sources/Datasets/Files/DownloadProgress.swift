// SPDX-License-Identifier: MIT

import Display

/// One bar for all files of a set that are downloaded.
final class DownloadProgress {
  /// What a file counts whose size is not known.
  private static let usualSize = 1_000_000
  private static let stepCount = 100

  private let progress: Progress<Range<Int>>
  private var steps: Progress<Range<Int>>.Iterator
  private let total: Int
  private var stepsTaken = 0
  private var sizeOfFilesBefore = 0

  init(_ dataset: String, _ files: [DataFile]) {
    progress = Progress(0..<Self.stepCount, "Downloading \(dataset)")
    steps = progress.makeIterator()
    total = max(1, files.reduce(0) { $0 + Self.size($1) })
  }

  private static func size(_ file: DataFile) -> Int { file.byteCount ?? usualSize }

  /// A remark beside the bar.
  func note(_ words: String) { progress.note = words }

  /// Shows that so many bytes of a file are here.
  func show(_ file: DataFile, byteCount: Int) {
    let done = sizeOfFilesBefore + min(byteCount, Self.size(file))
    note("\(file.name), \(ByteText.size(done)) of \(ByteText.size(total))")
    // The last step is taken by the last file's checksum.
    take(steps: min(done * Self.stepCount / total, Self.stepCount - 1))
  }

  /// Shows that a file is whole.
  func finish(_ file: DataFile) {
    show(file, byteCount: Self.size(file))
    sizeOfFilesBefore += Self.size(file)
    if sizeOfFilesBefore >= total {
      note("")
      take(steps: Self.stepCount)
    }
  }

  /// The bar moves when the next step is asked for; its end is asked for once more.
  private func take(steps count: Int) {
    while stepsTaken <= count, steps.next() != nil { stepsTaken += 1 }
  }
}

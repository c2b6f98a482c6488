// SPDX-License-Identifier: MIT
import Glibc

/// The folder of the C modules that the compiler has built and uses again, shared by all kernels of an account.
///
/// A full disk or a killed machine may leave half a module there, which no later compilation would get past.
struct ModuleCache {
  /// The folder.
  let path: String
  private let cache: String

  /// The cache of a configuration.
  init(configuration: CompilerConfiguration) {
    cache = configuration.cache
    path = "\(cache)/modules"
  }

  /// Whether a compilation failed over a file of the cache, and not for want of room.
  func isBlamed(by outcome: ModuleCompiler.Outcome) -> Bool {
    guard !outcome.isSuccess else { return false }
    let messages = outcome.diagnostics.map { $0.text("key.description") }
    let noRoom = String(cString: strerror(ENOSPC))
    return messages.contains { $0.contains("\(path)/") }
      && !messages.contains { $0.contains(noRoom) }
  }

  /// The folder as it is now, by which it is told from one that another process puts in its place.
  ///
  /// It is held open, for a number that is free may be given to the next folder.
  struct Generation: ~Copyable {
    private let descriptor: Int32

    fileprivate init(path: String) {
      descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    fileprivate func isStill(at path: String) -> Bool {
      var own = stat()
      var there = stat()
      return fstat(descriptor, &own) == 0 && stat(path, &there) == 0
        && own.st_ino == there.st_ino && own.st_dev == there.st_dev
    }
  }

  /// The folder as it is now.
  var generation: Generation { Generation(path: path) }

  /// Removes all modules, so that they are built again; false where that is not possible.
  ///
  /// Other compilers may be reading them: the folder goes at one stroke, and what is open stays readable. A compiler
  /// that was writing one fails and must try again, in the folder that is there then; if it removed that one in
  /// turn, two of them would never come to an end.
  func discard(_ damaged: borrowing Generation) -> Bool {
    guard damaged.isStill(at: path) else { return true }
    let doomed = "\(cache)/damaged-\(getpid())"
    Files.remove(doomed)
    guard rename(path, doomed) == 0 else { return false }
    Files.remove(doomed)
    for name in Files.entries(of: cache) where name.hasPrefix(CacheWarming.markerPrefix) {
      Files.remove("\(cache)/\(name)")
    }
    return true
  }
}

// SPDX-License-Identifier: MIT
import Synchronization

/// Modules of packages, which become known while the session lasts.
final class PackageModules: Sendable {
  /// The compiler's arguments by which they are found.
  let arguments = Mutex<[String]>([])
}

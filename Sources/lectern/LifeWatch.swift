// SPDX-License-Identifier: MIT
import Dispatch
import Glibc

/// Watches for signals and for the end of the process that started the kernel.
final class LifeWatch: Sendable {
  private let interrupt: @Sendable () async -> Void
  private let stop: @Sendable () async -> Void
  private let parent: pid_t

  init(
    interrupt: @escaping @Sendable () async -> Void, stop: @escaping @Sendable () async -> Void
  ) {
    self.interrupt = interrupt
    self.stop = stop
    parent = getppid()
  }

  /// Starts to watch, for the rest of the process's life.
  func start() {
    watch(SIGINT) { [self] in await interrupt() }
    watch(SIGTERM) { [self] in await stop() }
    watch(SIGHUP) { [self] in await stop() }
    Task { [self] in await awaitParentsEnd() }
  }

  private func watch(_ number: Int32, _ action: @escaping @Sendable () async -> Void) {
    // The default action would end the process before the source hears of the signal.
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler { Task { await action() } }
    source.activate()
    // Never cancelled: the source must outlive this call.
    _ = Unmanaged.passRetained(source as AnyObject)
  }

  /// A front end that dies leaves its kernel to another parent; nobody would ever end it.
  private func awaitParentsEnd() async {
    while getppid() == parent && parent != 1 { try? await Task.sleep(for: .seconds(1)) }
    if parent != 1 { await stop() }
  }
}

// SPDX-License-Identifier: MIT
import Glibc
import JupyterKernel
import JupyterProtocol
import JupyterTransport
import SwiftSession

/// `lectern kernel`: serves a notebook until it is shut down.
struct KernelCommand {
  private static let helpLinks = [
    KernelInfoReply.HelpLink(
      text: "The Swift Programming Language",
      url: "https://docs.swift.org/swift-book/documentation/the-swift-programming-language/"),
    KernelInfoReply.HelpLink(
      text: "Swift Standard Library", url: "https://developer.apple.com/documentation/swift"),
  ]

  private let options: Options

  init(_ options: Options) { self.options = options }

  /// Runs the kernel.
  ///
  /// - Returns: the exit code, after an orderly end.
  func run() async throws(CommandLineError) -> Int32 {
    guard let path = options["connection-file"] else {
      throw .usage("the kernel needs --connection-file FILE")
    }
    // A front end that goes away is noticed by its sockets, never by a signal.
    signal(SIGPIPE, SIG_IGN)
    // The session first: its processes start while the sockets are bound.
    let interpreter = SwiftInterpreter(session: try startSession())
    let session = Session()
    let transport = try listen(path, session: session)
    let kernel = Kernel(
      interpreter: interpreter, configuration: configuration(transport.connection),
      session: session, sink: transport, log: Self.log)
    transport.start { kernel.receive($0, on: $1) }
    let watch = ProcessWatch(
      interrupted: { await kernel.interrupt() }, ended: { await kernel.shutdown() })
    await kernel.run()
    transport.close()
    watch.stop()
    return 0
  }

  private func startSession() throws(CommandLineError) -> SwiftSession {
    do throws(SessionError) {
      return try SwiftSession(paths: Setting.paths)
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Binds the sockets, and writes ports that the system chose back to the file.
  private func listen(_ path: String, session: Session) throws(CommandLineError) -> Transport {
    do {
      let file = try ConnectionFile(path: path)
      let transport = try Transport(file, session: session, log: Self.log)
      if transport.connection.ports != file.ports { try transport.connection.write(to: path) }
      return transport
    } catch {
      throw .failed("\(error)")
    }
  }

  private func configuration(_ connection: ConnectionFile) -> KernelConfiguration {
    let isOfServer = connection.isOfServer || Setting.variable("JPY_SESSION_NAME") != nil
    return KernelConfiguration(
      implementationVersion: Lectern.version, helpLinks: Self.helpLinks, ports: connection.ports,
      outputLimit: isOfServer ? .server : .client, historyPath: "\(Setting.cache)/history")
  }

  @Sendable private static func log(_ text: String) { printError("lectern: \(text)") }
}

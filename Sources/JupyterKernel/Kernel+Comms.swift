// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Synchronization

extension Kernel {
  /// Lists the open comms.
  func listComms(_ content: CommInfoRequest) -> CommInfoReply {
    CommInfoReply(
      comms: parts.comms.targets(named: content.targetName).mapValues {
        CommInfoReply.Comm(targetName: $0)
      })
  }

  /// Opens a comm to the interpreter's code; without a taker it is closed at once, since front ends wait for that.
  func openComm(_ content: CommOpen, for request: Request) async {
    parts.comms.open(content.commID, target: content.targetName)
    await deliver(
      CommMessage(
        kind: .open, id: content.commID, target: content.targetName, data: content.data,
        metadata: request.message.metadata, buffers: request.message.buffers),
      for: request)
  }

  /// Passes a message on to the code at the other end.
  func passOn(_ content: CommMsg, for request: Request) async {
    await deliver(
      CommMessage(
        kind: .message, id: content.commID, data: content.data,
        metadata: request.message.metadata, buffers: request.message.buffers),
      for: request)
  }

  /// Closes a comm at the interpreter's end too.
  func closeComm(_ content: CommClose, for request: Request) async {
    guard parts.comms.contains(content.commID) else { return }
    parts.comms.close(content.commID)
    let message = CommMessage(
      kind: .close, id: content.commID, data: content.data, metadata: request.message.metadata,
      buffers: request.message.buffers)
    _ = await tell(message, for: request)
  }

  private func deliver(_ message: CommMessage, for request: Request) async {
    if parts.comms.contains(message.id), await tell(message, for: request) { return }
    parts.comms.close(message.id)
    parts.publisher.publish(CommClose(commID: message.id), parent: request.message.headerBytes)
  }

  /// What the code behind comms sends now is in the request's name, but for what a running cell sends.
  private func tell(_ message: CommMessage, for request: Request) async -> Bool {
    let (parts, parent) = (parts, request.message.headerBytes)
    if running.withLock({ $0 == nil }) { parts.comms.setParent(parent) }
    return await interpreter.comm(message) { parts.publish($0, parent: parent) }
  }
}

extension KernelParts {
  /// Publishes a message on a comm, and keeps the list of open ones.
  func publish(_ message: CommMessage, parent: Bytes) {
    let content: any MessageContent
    switch message.kind {
    case .open:
      comms.open(message.id, target: message.target)
      content = CommOpen(commID: message.id, targetName: message.target, data: message.data)
    case .message: content = CommMsg(commID: message.id, data: message.data)
    case .close:
      comms.close(message.id)
      content = CommClose(commID: message.id, data: message.data)
    }
    publisher.publish(
      content, parent: parent, metadata: message.metadata, buffers: message.buffers)
  }
}

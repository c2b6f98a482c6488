// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol

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
    _ = await interpreter.comm(
      CommMessage(
        kind: .close, id: content.commID, data: content.data,
        metadata: request.message.metadata, buffers: request.message.buffers))
  }

  private func deliver(_ message: CommMessage, for request: Request) async {
    let parent = request.message.headerBytes
    parts.comms.setParent(parent)
    if parts.comms.contains(message.id), await interpreter.comm(message) { return }
    parts.comms.close(message.id)
    parts.publisher.publish(CommClose(commID: message.id), parent: parent)
  }
}

// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol

/// A queue of requests: those of one lane are served one after another, lanes beside each other.
enum Lane: CaseIterable {
  /// Cells of all shells, for the session runs one at a time, and what has to keep its place among them.
  case cells
  /// Questions about code, which the compiler answers.
  case code
  /// Questions about the kernel, which it answers by itself.
  case kernel
  /// Messages to the code behind comms.
  case comms
  /// What comes on the control channel.
  case control

  private static let ofType: [String: Lane] = [
    CompleteRequest.messageType: .code,
    InspectRequest.messageType: .code,
    IsCompleteRequest.messageType: .code,
    KernelInfoRequest.messageType: .kernel,
    CommInfoRequest.messageType: .kernel,
    HistoryRequest.messageType: .kernel,
    ConnectRequest.messageType: .kernel,
    CreateSubshellRequest.messageType: .kernel,
    DeleteSubshellRequest.messageType: .kernel,
    ListSubshellRequest.messageType: .kernel,
  ]

  /// The lane of a request that is no message on a comm.
  init(of request: Request) {
    let type = request.message.type
    if type == ExecuteRequest.messageType {
      // Code runs in one queue, wherever it comes from.
      self = .cells
    } else if request.channel == .control {
      self = .control
    } else {
      self = Self.ofType[type] ?? .cells
    }
  }
}

extension Message {
  /// The comm that the message opens, closes or goes over; nil for all other messages.
  var commID: String? {
    guard [CommOpen.messageType, CommMsg.messageType, CommClose.messageType].contains(type) else {
      return nil
    }
    return try? content(as: CommClose.self).commID
  }
}

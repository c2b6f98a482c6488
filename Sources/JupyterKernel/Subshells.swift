// SPDX-License-Identifier: MIT
import FoundationEssentials
import JupyterProtocol
import Synchronization

/// The shells beside the main one, over which front ends send what shall not wait for a cell.
///
/// All of them share the one session of Swift: messages on comms and questions are answered while a cell of another
/// shell runs, cells wait for it. Count and history are the session's, as the numbers in `In[n]` are.
final class Subshells: Sendable {
  private let state = Mutex<[String]>([])

  /// The shells in the order in which they were made.
  var ids: [String] { state.withLock { $0 } }

  /// Makes another shell.
  func create() -> String {
    let id = UUID().uuidString.lowercased()
    state.withLock { $0.append(id) }
    return id
  }

  /// Ends a shell; false where there is none.
  func delete(_ id: String) -> Bool {
    state.withLock { ids in
      guard let index = ids.firstIndex(of: id) else { return false }
      ids.remove(at: index)
      return true
    }
  }

  /// The shell that a request names and that is not there; on other channels than shell it means nothing.
  func unknown(in request: Request) -> String? {
    guard request.channel == .shell, let id = request.message.header.subshellID else { return nil }
    return state.withLock { $0.contains(id) } ? nil : id
  }
}

/// A request names a subshell that was never made, or was deleted.
struct UnknownSubshell: Error {
  let id: String

  /// The error as requests are answered with it.
  var reply: ErrorReply {
    ErrorReply(
      name: "UnknownSubshell",
      value: "there is no subshell '\(id)'; make one with create_subshell_request on control")
  }
}

extension Kernel {
  /// Ends a subshell, or says that there is none.
  func deleteSubshell(_ content: DeleteSubshellRequest, for request: Request) {
    if parts.subshells.delete(content.subshellID) {
      parts.publisher.reply(DeleteSubshellReply(), to: request)
    } else {
      let error = UnknownSubshell(id: content.subshellID).reply
      parts.publisher.reply(error, to: request, type: DeleteSubshellReply.messageType)
    }
  }
}

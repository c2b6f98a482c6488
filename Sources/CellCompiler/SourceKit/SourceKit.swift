// SPDX-License-Identifier: MIT
import CSourceKit

/// Why SourceKit gave no answer.
package enum SourceKitError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The library is not where the toolchain should have it.
  case notLoaded(reason: String)
  /// SourceKit refused the request.
  case refused(reason: String)

  /// What is wrong, in a sentence.
  package var description: String {
    switch self {
    case .notLoaded(let reason): "the toolchain's compiler could not be loaded: \(reason)"
    case .refused(let reason): "the compiler failed: \(reason)"
    }
  }
}

/// The toolchain's compiler, loaded into this process.
///
/// Requests may be sent from any thread; each call returns when the answer is there.
package final class SourceKit: @unchecked Sendable {
  // Invariant: the table is written once, before this value exists, and never again.
  private let functions: SourceKitFunctions

  /// Loads SourceKit from a toolchain's `usr` folder.
  package init(toolchain: String) throws(SourceKitError) {
    var reason: UnsafePointer<CChar>?
    guard let table = sourcekit_load("\(toolchain)/lib/libsourcekitdInProc.so", &reason) else {
      throw .notLoaded(reason: reason.map { String(cString: $0) } ?? "unknown reason")
    }
    functions = table.pointee
  }

  /// Sends a request, named by what follows `source.request.`, and waits for the answer.
  func send(
    _ name: String, _ fields: [String: SourceKitRequestValue]
  ) throws(SourceKitError) -> SourceKitValue {
    var fields = fields
    fields["key.request"] = .symbol("source.request.\(name)")
    let request = SourceKitRequestValue.dictionary(fields).object(functions)
    defer { functions.request_release(request) }
    let reply = SourceKitReplyBox(functions.send_request_sync(request), functions: functions)
    if let reason = reply.refusal { throw .refused(reason: reason) }
    return SourceKitValue(variant: functions.response_get_value(reply.reply), reply: reply)
  }
}

// SPDX-License-Identifier: MIT
import CSourceKit

/// A value in a request to SourceKit.
enum SourceKitValue {
  case text(String)
  case integer(Int)
  /// One of SourceKit's own names, such as `source.request.compile`.
  case name(String)
  case list([String])
  indirect case fields([String: SourceKitValue])
}

/// The toolchain's SourceKit, in this process; any thread may ask.
enum SourceKit {
  private static let start: Void = sourcekitd_initialize()

  /// Starts SourceKit, so that the first question finds it ready.
  static func initialize() { _ = start }

  /// Sends a request and reads its answer while that lasts.
  static func ask<Answer>(
    _ request: [String: SourceKitValue], _ read: (SourceKitAnswer) -> Answer
  ) -> Answer {
    _ = start
    let object = makeRequest(request)
    defer { sourcekitd_request_release(object) }
    let response = sourcekitd_send_request_sync(object)
    defer { sourcekitd_response_dispose(response) }
    if sourcekitd_response_is_error(response) {
      let text = sourcekitd_response_error_get_description(response).map { String(cString: $0) }
      return read(SourceKitAnswer(value: nil, failure: text ?? "unknown failure"))
    }
    return read(SourceKitAnswer(value: sourcekitd_response_get_value(response), failure: nil))
  }

  private static func makeRequest(_ fields: [String: SourceKitValue]) -> sourcekitd_object_t? {
    let object = sourcekitd_request_dictionary_create(nil, nil, 0)
    for (name, value) in fields {
      let key = uid(name)
      switch value {
      case .text(let text): sourcekitd_request_dictionary_set_string(object, key, text)
      case .integer(let number):
        sourcekitd_request_dictionary_set_int64(object, key, Int64(number))
      case .name(let name): sourcekitd_request_dictionary_set_uid(object, key, uid(name))
      case .list(let texts):
        let list = sourcekitd_request_array_create(nil, 0)
        for text in texts { sourcekitd_request_array_set_string(list, atEnd, text) }
        sourcekitd_request_dictionary_set_value(object, key, list)
        sourcekitd_request_release(list)
      case .fields(let fields):
        let inner = makeRequest(fields)
        sourcekitd_request_dictionary_set_value(object, key, inner)
        sourcekitd_request_release(inner)
      }
    }
    return object
  }

  /// SourceKit's index for "at the end", `SIZE_MAX`.
  private static let atEnd = -1

  static func uid(_ name: String) -> sourcekitd_uid_t? { sourcekitd_uid_get_from_cstr(name) }
}

/// What SourceKit answered: a value, valid only while it is being read, or a failure.
struct SourceKitAnswer {
  let value: sourcekitd_variant_t?
  let failure: String?

  /// A member of the answer.
  subscript(key: String) -> SourceKitAnswer {
    guard let value else { return self }
    return SourceKitAnswer(
      value: sourcekitd_variant_dictionary_get_value(value, SourceKit.uid(key)), failure: nil)
  }

  /// A text member, or nil.
  func text(_ key: String) -> String? {
    guard let value, let text = sourcekitd_variant_dictionary_get_string(value, SourceKit.uid(key))
    else { return nil }
    return String(cString: text)
  }

  /// An integer member; 0 where there is none.
  func integer(_ key: String) -> Int {
    guard let value else { return 0 }
    return Int(sourcekitd_variant_dictionary_get_int64(value, SourceKit.uid(key)))
  }

  /// A member that is one of SourceKit's names, or nil.
  func name(_ key: String) -> String? {
    guard let value, let uid = sourcekitd_variant_dictionary_get_uid(value, SourceKit.uid(key)),
      let text = sourcekitd_uid_get_string_ptr(uid)
    else { return nil }
    return String(cString: text)
  }

  /// The elements of a list member; empty where there is none.
  func list(_ key: String) -> [SourceKitAnswer] {
    guard let list = self[key].value, sourcekitd_variant_get_type(list) == Self.arrayType else {
      return []
    }
    return (0..<sourcekitd_variant_array_get_count(list)).map {
      SourceKitAnswer(value: sourcekitd_variant_array_get_value(list, $0), failure: nil)
    }
  }

  private static let arrayType: Int32 = 2
}

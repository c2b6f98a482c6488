// SPDX-License-Identifier: MIT
import CSourceKit

/// Owns a reply, which the values read from it keep alive.
final class SourceKitReplyBox {
  let reply: SourceKitReply
  let functions: SourceKitFunctions

  init(_ reply: SourceKitReply, functions: SourceKitFunctions) {
    self.reply = reply
    self.functions = functions
  }

  deinit { functions.response_dispose(reply) }

  /// Why the request was refused, or nil when it was answered.
  var refusal: String? {
    guard functions.response_is_error(reply) else { return nil }
    return functions.response_error_get_description(reply).map { String(cString: $0) } ?? ""
  }
}

/// A value in SourceKit's answer.
struct SourceKitValue {
  let variant: SourceKitVariant
  let reply: SourceKitReplyBox

  private var functions: SourceKitFunctions { reply.functions }
  private var type: Int { Int(functions.variant_get_type(variant)) }

  /// The value under a key of a dictionary, or nil where there is none.
  subscript(key: String) -> SourceKitValue? {
    guard type == SourceKitVariantDictionary else { return nil }
    let found = functions.variant_dictionary_get_value(
      variant, functions.uid_get_from_cstr(key))
    let value = SourceKitValue(variant: found, reply: reply)
    return value.type == SourceKitVariantNull ? nil : value
  }

  /// The elements; none where the value is no array.
  var elements: [SourceKitValue] {
    guard type == SourceKitVariantArray else { return [] }
    return (0..<functions.variant_array_get_count(variant)).map { index in
      SourceKitValue(variant: functions.variant_array_get_value(variant, index), reply: reply)
    }
  }

  /// The text of a string or of a name.
  var text: String? {
    if type == SourceKitVariantString {
      return functions.variant_string_get_ptr(variant).map { String(cString: $0) }
    }
    guard type == SourceKitVariantUID, let uid = functions.variant_uid_get_value(variant) else {
      return nil
    }
    return String(cString: functions.uid_get_string_ptr(uid))
  }

  /// The number.
  var integer: Int? {
    guard type == SourceKitVariantInteger else { return nil }
    return Int(functions.variant_int64_get_value(variant))
  }

  /// The text under a key, or an empty one.
  func text(_ key: String) -> String { self[key]?.text ?? "" }

  /// The number under a key.
  func integer(_ key: String) -> Int? { self[key]?.integer }

  /// The elements of the array under a key.
  func elements(_ key: String) -> [SourceKitValue] { self[key]?.elements ?? [] }
}

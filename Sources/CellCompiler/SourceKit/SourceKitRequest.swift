// SPDX-License-Identifier: MIT
import CSourceKit

/// A value of a SourceKit request.
enum SourceKitRequestValue {
  case string(String)
  case integer(Int)
  /// One of SourceKit's own names, such as `source.request.compile`.
  case symbol(String)
  case array([SourceKitRequestValue])
  case dictionary([String: SourceKitRequestValue])

  /// A list of strings.
  static func strings(_ texts: [String]) -> SourceKitRequestValue {
    .array(texts.map { .string($0) })
  }

  /// Builds the request object, which the caller releases.
  func object(_ functions: SourceKitFunctions) -> SourceKitObject {
    switch self {
    case .string(let text): return functions.request_string_create(text)
    case .integer(let value): return functions.request_int64_create(Int64(value))
    case .symbol(let name): return functions.request_uid_create(functions.uid_get_from_cstr(name))
    case .array(let values): return Self.array(values, functions)
    case .dictionary(let fields): return Self.dictionary(fields, functions)
    }
  }

  private static func array(
    _ values: [SourceKitRequestValue], _ functions: SourceKitFunctions
  ) -> SourceKitObject {
    let array = functions.request_array_create(nil, 0)
    for value in values {
      let object = value.object(functions)
      functions.request_array_set_value(array, -1, object)  // appends
      functions.request_release(object)
    }
    return array
  }

  private static func dictionary(
    _ fields: [String: SourceKitRequestValue], _ functions: SourceKitFunctions
  ) -> SourceKitObject {
    let dictionary = functions.request_dictionary_create(nil, nil, 0)
    for (key, value) in fields {
      let object = value.object(functions)
      functions.request_dictionary_set_value(
        dictionary, functions.uid_get_from_cstr(key), object)
      functions.request_release(object)
    }
    return dictionary
  }
}

// SPDX-License-Identifier: MIT
package import Display

/// The value of one user expression, or its own error.
package enum UserExpression: Codable, Sendable, Equatable {
  case value(data: [String: JSON], metadata: [String: JSON])
  case error(ErrorOutput)

  private enum CodingKeys: String, CodingKey {
    case status
    case data
    case metadata
  }

  /// Reads a value or an error.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if try container.decode(String.self, forKey: .status) == "ok" {
      self = .value(
        data: try container.decode([String: JSON].self, forKey: .data),
        metadata: try container.value(.metadata, default: [:]))
    } else {
      self = .error(try ErrorOutput(from: decoder))
    }
  }

  /// Writes a value or an error.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .value(let data, let metadata):
      try container.encode("ok", forKey: .status)
      try container.encode(data, forKey: .data)
      try container.encode(metadata, forKey: .metadata)
    case .error(let error):
      try container.encode("error", forKey: .status)
      try error.encode(to: encoder)
    }
  }
}

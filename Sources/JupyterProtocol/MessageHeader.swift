// SPDX-License-Identifier: MIT
import Glibc

/// The header that each message carries, in Jupyter's own words.
package struct MessageHeader: Codable, Sendable, Equatable {
  package var identifier: String
  package var session: String
  package var username: String
  package var date: String
  package var type: String
  package var version: String

  private enum CodingKeys: String, CodingKey {
    case identifier = "msg_id"
    case session
    case username
    case date
    case type = "msg_type"
    case version
  }

  /// The protocol version that this kernel speaks: the one with `iopub_welcome`.
  package static let protocolVersion = "5.4"

  /// Makes a header for a message of the kernel's own.
  package init(
    identifier: String, session: String, type: String, username: String = "kernel",
    date: String = Timestamp.now, version: String = Self.protocolVersion
  ) {
    self.identifier = identifier
    self.session = session
    self.username = username
    self.date = date
    self.type = type
    self.version = version
  }

  /// Reads a header; only the identifier and the type are indispensable.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    identifier = try fields.decode(String.self, forKey: .identifier)
    type = try fields.decode(String.self, forKey: .type)
    session = try fields.decodeIfPresent(String.self, forKey: .session) ?? ""
    username = try fields.decodeIfPresent(String.self, forKey: .username) ?? ""
    date = try fields.decodeIfPresent(String.self, forKey: .date) ?? ""
    version = try fields.decodeIfPresent(String.self, forKey: .version) ?? ""
  }
}

/// Points in time as Jupyter writes them.
package enum Timestamp {
  /// The present, in ISO 8601 with microseconds and the zone `Z`.
  package static var now: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var parts = tm()
    gmtime_r(&time.tv_sec, &parts)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let day =
      "\(padded(Int(parts.tm_year) + 1900, 4))-\(padded(Int(parts.tm_mon) + 1, 2))-"
      + padded(Int(parts.tm_mday), 2)
    let clock =
      "\(padded(Int(parts.tm_hour), 2)):\(padded(Int(parts.tm_min), 2)):"
      + padded(Int(parts.tm_sec), 2)
    return "\(day)T\(clock).\(padded(time.tv_nsec / 1000, 6))Z"
  }
}

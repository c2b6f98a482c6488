// SPDX-License-Identifier: MIT
package import Display

/// Opens, uses or closes a two-way channel between code and front end; both directions look the same.
package struct CommContent: MessageContent, Codable {
  package static let messageType = "comm_msg"
  package let id: String
  package let target: String?
  package let data: JSON

  private enum CodingKeys: String, CodingKey {
    case id = "comm_id"
    case target = "target_name"
    case data
  }

  /// Makes a content; the target is named only by an opening message.
  package init(id: String, target: String?, data: JSON) {
    self.id = id
    self.target = target
    self.data = data
  }

  /// Reads a content; missing data is an empty object.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    target = try? fields.decode(String.self, forKey: .target)
    data = (try? fields.decode(JSON.self, forKey: .data)) ?? .object([:])
  }
}

/// Asks which comms are open, of one target or of all.
package struct CommInfoRequest: MessageContent, Decodable {
  package static let messageType = "comm_info_request"
  package let target: String?

  private enum CodingKeys: String, CodingKey { case target = "target_name" }
}

/// The open comms with their targets.
package struct CommInfoReply: MessageContent, Encodable {
  package static let messageType = "comm_info_reply"
  package let status = "ok"
  package let comms: [String: [String: String]]

  /// Makes a reply.
  package init(comms: [String: [String: String]]) { self.comms = comms }
}

// SPDX-License-Identifier: MIT
package import Display

/// What front ends, exporters and graders want to know of the kernel and its language.
package struct KernelInfoReply: MessageContent, Encodable {
  package static let messageType = "kernel_info_reply"
  package let implementation: String
  package let version: String
  package let banner: String
  package let language: JSON
  package let helpLinks: [JSON]

  private enum CodingKeys: String, CodingKey {
    case status
    case protocolVersion = "protocol_version"
    case implementation
    case version = "implementation_version"
    case language = "language_info"
    case banner
    case helpLinks = "help_links"
    case debugger
    case supportedFeatures = "supported_features"
  }

  /// Describes the kernel.
  package init(
    implementation: String, version: String, banner: String, language: JSON, helpLinks: [JSON]
  ) {
    self.implementation = implementation
    self.version = version
    self.banner = banner
    self.language = language
    self.helpLinks = helpLinks
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode("ok", forKey: .status)
    try fields.encode(MessageHeader.protocolVersion, forKey: .protocolVersion)
    try fields.encode(implementation, forKey: .implementation)
    try fields.encode(version, forKey: .version)
    try fields.encode(language, forKey: .language)
    try fields.encode(banner, forKey: .banner)
    try fields.encode(helpLinks, forKey: .helpLinks)
    try fields.encode(false, forKey: .debugger)
    try fields.encode([String](), forKey: .supportedFeatures)
  }
}

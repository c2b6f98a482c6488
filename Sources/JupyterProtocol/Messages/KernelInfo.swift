// SPDX-License-Identifier: MIT

/// Asks what the kernel is.
package struct KernelInfoRequest: MessageContent {
  package static let messageType = "kernel_info_request"
  /// Makes the request.
  package init() {}
}

/// Says what the kernel is and which language it runs.
package struct KernelInfoReply: MessageContent {
  package static let messageType = "kernel_info_reply"

  /// What highlighters, exporters and editors need to know of the language.
  package struct LanguageInfo: Codable, Sendable, Equatable {
    package var name: String
    package var version: String
    package var mimetype: String
    package var fileExtension: String
    package var pygmentsLexer: String
    package var codeMirrorMode: String

    private enum CodingKeys: String, CodingKey {
      case name
      case version
      case mimetype
      case fileExtension = "file_extension"
      case pygmentsLexer = "pygments_lexer"
      case codeMirrorMode = "codemirror_mode"
    }

    /// Describes a language.
    package init(
      name: String, version: String, mimetype: String, fileExtension: String,
      pygmentsLexer: String, codeMirrorMode: String
    ) {
      self.name = name
      self.version = version
      self.mimetype = mimetype
      self.fileExtension = fileExtension
      self.pygmentsLexer = pygmentsLexer
      self.codeMirrorMode = codeMirrorMode
    }
  }

  /// A page for the front end's help menu.
  package struct HelpLink: Codable, Sendable, Equatable {
    package var text: String
    package var url: String

    /// Names a page.
    package init(text: String, url: String) {
      self.text = text
      self.url = url
    }
  }

  package var status = "ok"
  package var protocolVersion = Header.protocolVersion
  package var implementation: String
  package var implementationVersion: String
  package var languageInfo: LanguageInfo
  package var banner: String
  package var debugger = false
  package var helpLinks: [HelpLink]
  /// Optional features of the protocol, such as debugger and subshells.
  package var supportedFeatures: [String]

  private enum CodingKeys: String, CodingKey {
    case status
    case protocolVersion = "protocol_version"
    case implementation
    case implementationVersion = "implementation_version"
    case languageInfo = "language_info"
    case banner
    case debugger
    case helpLinks = "help_links"
    case supportedFeatures = "supported_features"
  }

  /// Describes a kernel.
  package init(
    implementation: String, implementationVersion: String, languageInfo: LanguageInfo,
    banner: String, helpLinks: [HelpLink], supportedFeatures: [String] = []
  ) {
    self.implementation = implementation
    self.implementationVersion = implementationVersion
    self.languageInfo = languageInfo
    self.banner = banner
    self.helpLinks = helpLinks
    self.supportedFeatures = supportedFeatures
  }
}

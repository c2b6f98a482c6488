// SPDX-License-Identifier: MIT
package import JupyterProtocol

/// What a kernel says of itself, and how it treats its front ends.
package struct KernelConfiguration: Sendable {
  package var implementationVersion: String
  package var helpLinks: [KernelInfoReply.HelpLink]
  /// Where the kernel listens, for `connect_reply`.
  package var ports: [Channel: Int]
  /// How much output may pass.
  package var outputLimit: OutputLimit
  /// The file that keeps inputs from session to session; nil keeps none.
  package var historyPath: String?

  /// Describes a kernel.
  package init(
    implementationVersion: String, helpLinks: [KernelInfoReply.HelpLink] = [],
    ports: [Channel: Int] = [:], outputLimit: OutputLimit = .client, historyPath: String? = nil
  ) {
    self.implementationVersion = implementationVersion
    self.helpLinks = helpLinks
    self.ports = ports
    self.outputLimit = outputLimit
    self.historyPath = historyPath
  }
}

// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol

extension Kernel {
  /// What the kernel is.
  var kernelInfo: KernelInfoReply {
    let language = interpreter.language
    let info = KernelInfoReply.LanguageInfo(
      name: language.name, version: language.version, mimetype: language.mimetype,
      fileExtension: language.fileExtension, pygmentsLexer: language.pygmentsLexer,
      codeMirrorMode: language.codeMirrorMode)
    return KernelInfoReply(
      implementation: "lectern", implementationVersion: configuration.implementationVersion,
      languageInfo: info, banner: interpreter.banner, helpLinks: configuration.helpLinks,
      supportedFeatures: ["kernel subshells"])
  }

  /// Proposes completions; all positions lie within the text, whatever the interpreter says.
  func complete(_ content: CompleteRequest) async -> CompleteReply {
    let cursor = content.code.position(content.cursorPosition)
    let list = await interpreter.completions(of: content.code, at: cursor)
    let start = min(max(list.start, 0), cursor)
    let end = content.code.position(max(list.end, start))
    let matches = list.items.map {
      CompleteReply.TypedMatch(
        text: $0.text, type: $0.kind, signature: $0.signature, start: start, end: end)
    }
    return CompleteReply(matches: matches, cursorStart: start, cursorEnd: end)
  }

  /// Describes the name at a position.
  func inspect(_ content: InspectRequest) async -> InspectReply {
    let cursor = content.code.position(content.cursorPosition)
    let detail = content.detailLevel
    return InspectReply(await interpreter.inspect(content.code, at: cursor, detail: detail))
  }

  /// Tells whether the text is a whole cell.
  func checkCompleteness(_ content: IsCompleteRequest) async -> IsCompleteReply {
    switch await interpreter.completeness(of: content.code) {
    case .complete: IsCompleteReply(.complete)
    case .incomplete(let indent): IsCompleteReply(.incomplete, indent: indent)
    case .invalid: IsCompleteReply(.invalid)
    case .unknown: IsCompleteReply(.unknown)
    }
  }

  /// Lists earlier inputs.
  func recall(_ content: HistoryRequest) -> HistoryReply {
    let rows = history.entries(for: content).map {
      HistoryReply.Row(
        session: $0.session, line: $0.line, input: $0.input, output: $0.output,
        hasOutput: content.output)
    }
    return HistoryReply(history: rows)
  }

  /// Says that the kernel ends, to the asker and to everybody.
  func announceShutdown(_ content: ShutdownRequest, for request: Request) {
    let reply = ShutdownReply(restart: content.restart)
    parts.publisher.reply(reply, to: request)
    parts.publisher.publish(reply, parent: request.message.headerBytes)
  }
}

extension String {
  /// A position that a client gave, within the text; its end where there is none.
  fileprivate func position(_ claimed: Int?) -> Int {
    let count = unicodeScalars.count
    return min(max(claimed ?? count, 0), count)
  }
}

// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Synchronization

extension Kernel {
  /// Runs a cell and replies.
  func execute(_ content: ExecuteRequest, for request: Request) async {
    let subshell = request.message.header.subshellID
    if request.number <= lastAborted[subshell] ?? 0 {
      return reply(.aborted, executionCount, to: request)
    }
    let number = begin(content, for: request)
    let output = CellOutput(of: request, content, executionCount: number, kernel: parts)
    switch await run(content, number: number, output: output) {
    case .ok:
      let expressions = await evaluate(content.userExpressions)
      let payload = output.pages.map { Payload(page: $0) }
      reply(.ok(userExpressions: expressions, payload: payload), number, to: request)
    case .failed(let failure):
      // Before the front ends hear of the failure: what they send when they know of it shall run.
      let last = receivedCount.load(ordering: .sequentiallyConsistent)
      if content.stopOnError && !content.silent { lastAborted[subshell] = last }
      let error = ErrorOutput(failure)
      output.fail(error)
      reply(.error(error), number, to: request)
    }
    // Servers count anew after each cell.
    parts.pace.withLock { $0.reset() }
  }

  private func reply(_ outcome: ExecuteReply.Outcome, _ number: Int, to request: Request) {
    parts.publisher.reply(ExecuteReply(outcome, executionCount: number), to: request)
  }

  /// Counts the cell and says what runs.
  ///
  /// - Returns: the cell's number: the next one, also for a cell that does not count, so that it shows what follows.
  private func begin(_ content: ExecuteRequest, for request: Request) -> Int {
    if content.silent { return executionCount }
    let number = executionCount + 1
    if content.storeHistory && !content.isBlank {
      executionCount = number
      history.append(content.code, line: number)
    }
    parts.publisher.publish(
      ExecuteInput(code: content.code, executionCount: number),
      parent: request.message.headerBytes)
    return number
  }

  private func run(
    _ content: ExecuteRequest, number: Int, output: CellOutput
  ) async -> CellResult {
    parts.comms.beginCell()
    running.withLock { $0 = output }
    let cell = CellRequest(
      code: content.code, executionCount: number, isSilent: content.silent,
      storesHistory: content.storeHistory)
    let result = content.isBlank ? .ok : await interpreter.execute(cell, output: output)
    output.finish()
    running.withLock { $0 = nil }
    parts.inputs.cancel()
    if content.storeHistory && !content.silent && !content.isBlank {
      history.setOutput(output.resultText, ofLine: number)
    }
    return result
  }

  private func evaluate(_ expressions: [String: String]) async -> [String: UserExpression] {
    var values: [String: UserExpression] = [:]
    for (name, expression) in expressions {
      switch await interpreter.evaluate(expression) {
      case .value(let bundle):
        values[name] = .value(data: bundle.withPlainText.json, metadata: bundle.metadata)
      case .failed(let failure): values[name] = .error(ErrorOutput(failure))
      }
    }
    return values
  }
}

extension ExecuteRequest {
  /// Whether there is nothing to run: such a cell has no number of its own.
  var isBlank: Bool { code.allSatisfy(\.isWhitespace) }
}

extension ErrorOutput {
  /// The interpreter's failure as messages show it.
  init(_ failure: CellFailure) {
    self.init(name: failure.name, value: failure.value, traceback: failure.traceback)
  }
}

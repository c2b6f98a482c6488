// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Synchronization

/// Brings questions of running cells to their front ends, one at a time, and the answers back.
final class InputBroker: Sendable {
  private struct Question: Sendable {
    let content: InputRequest
    let request: Request
    let answer: CheckedContinuation<InputReply, Never>
    /// Known as soon as the question is asked.
    var id: String?
  }

  /// What a front end sends for the end of input.
  private static let endOfFile = "\u{4}"

  private let publisher: Publisher
  private let questions = Mutex<[Question]>([])

  init(publisher: Publisher) { self.publisher = publisher }

  /// Asks and waits.
  func ask(_ content: InputRequest, inNameOf request: Request) async -> InputReply {
    await withCheckedContinuation { answer in
      questions.withLock { questions in
        questions.append(Question(content: content, request: request, answer: answer))
        if questions.count == 1 { askFirst(&questions) }
      }
    }
  }

  /// Takes an answer; one that belongs to no question of now is dropped.
  func receive(_ message: Message) {
    guard let reply = try? message.content(as: InputReplyContent.self) else { return }
    let answered = questions.withLock { questions -> Question? in
      guard let first = questions.first, Self.answers(message, first) else { return nil }
      questions.removeFirst()
      askFirst(&questions)
      return first
    }
    answered?.answer.resume(
      returning: reply.value == Self.endOfFile ? .endOfFile : .text(reply.value))
  }

  /// Gives up all questions.
  func cancel() {
    let open = questions.withLock { questions in
      defer { questions = [] }
      return questions
    }
    for question in open { question.answer.resume(returning: .unavailable) }
  }

  private func askFirst(_ questions: inout [Question]) {
    guard let first = questions.first else { return }
    questions[0].id = publisher.ask(first.content, inNameOf: first.request)
  }

  /// Many clients leave the parent of an answer empty; where there is one it must be the question.
  private static func answers(_ message: Message, _ question: Question) -> Bool {
    guard message.type == InputReplyContent.messageType,
      message.identities == question.request.message.identities
    else { return false }
    return message.parentHeader.map { $0.messageID == question.id } ?? true
  }
}

# SPDX-License-Identifier: MIT
"""Swift's concurrency and its standard macros in cells: each matrix row is a session's cells and the last one's value."""

import pytest
from kernel_process import PATIENCE

pytestmark = pytest.mark.swift

HANGS_AFTER = PATIENCE / 4

CELLS = {
    "an actor keeps its state": (
        ["actor Tally { var n = 0; func add() -> Int { n += 1; return n } }", "let tally = Tally()",
         "_ = await tally.add()", "await tally.add()"], "2"),
    "an actor's property is read from another cell": (
        ["actor Box { var items: [Int] = [1, 2] }", "let box = Box()", "await box.items.count"], "2"),
    "an actor's extension in another cell": (
        ["actor Store { var n = 5 }", "extension Store { func doubled() -> Int { n * 2 } }",
         "await Store().doubled()"], "10"),
    "an actor is redefined": (
        ["actor Again { func n() -> Int { 1 } }", "actor Again { func n() -> Int { 2 } }",
         "await Again().n()"], "2"),
    "an isolated parameter": (
        ["actor Bank { var sum = 3 }", "func read(_ bank: isolated Bank) -> Int { bank.sum }",
         "await read(Bank())"], "3"),
    "a nonisolated member": (
        ["actor Named { let name = \"n\"; nonisolated var title: String { name + \"!\" } }", "Named().title"],
        '"n!"'),
    "hundred concurrent calls of an actor": (
        ["actor Sum { var n = 0; func add(_ k: Int) { n += k } }", "let sum = Sum()",
         "await withTaskGroup(of: Void.self) { g in for k in 1...100 { g.addTask { await sum.add(k) } } }",
         "await sum.n"], "5050"),
    "a global actor": (
        ["@globalActor actor Lab { static let shared = Lab() }", "@Lab func measure() -> Int { 7 }",
         "await measure()"], "7"),
    "a global actor's class": (
        ["@globalActor actor Desk { static let shared = Desk() }", "@Desk final class Notes { var n = 1 }",
         "let notes = await Notes()", "await notes.n"], "1"),
    "a function of the main actor": (
        ["@MainActor func title() -> String { \"main\" }", "await title()"], '"main"'),
    "a class of the main actor": (
        ["@MainActor final class View { var n = 2 }", "let view = await View()", "await view.n"], "2"),
    "the main actor from a detached task": (
        ["@MainActor var shown = 0",
         "await Task.detached { await MainActor.run { shown = 4 } }.value", "await MainActor.run { shown }"], "4"),
    "assumed isolation": (["await MainActor.run { MainActor.assumeIsolated { 3 } }"], "3"),
    "a main actor task that outlives its cell": (
        ["@MainActor var later = 0", "let pending = Task { @MainActor in later = 9 }",
         "await pending.value", "await MainActor.run { later }"], "9"),
    "async let": (
        ["func twice(_ n: Int) async -> Int { await Task.yield(); return 2 * n }",
         "async let a = twice(3)\nasync let b = twice(4)\nlet both = await a + b", "both"], "14"),
    "async let in a function": (
        ["func pair() async -> [Int] { async let a = 1; async let b = 2; return await [a, b] }",
         "await pair()"], "[1, 2]"),
    "a task group's results": (
        ["await withTaskGroup(of: Int.self) { g in for i in 0..<10 { g.addTask { i * i } }\n"
         "  return await g.reduce(0, +) }"], "285"),
    "a throwing task group": (
        ["struct Odd: Error {}",
         "func halves() async throws -> Int {\n  try await withThrowingTaskGroup(of: Int.self) { g in\n"
         "    for i in [2, 4, 6] { g.addTask { guard i % 2 == 0 else { throw Odd() }; return i / 2 } }\n"
         "    return try await g.reduce(0, +)\n  }\n}", "try await halves()"], "6"),
    "a discarding task group": (
        ["actor Hits { var n = 0; func hit() { n += 1 } }", "let hits = Hits()",
         "await withDiscardingTaskGroup { g in for _ in 0..<5 { g.addTask { await hits.hit() } } }",
         "await hits.n"], "5"),
    "a group that is cancelled": (
        ["await withTaskGroup(of: Bool.self) { g in g.cancelAll(); g.addTask { Task.isCancelled }\n"
         "  return await g.next()! }"], "true"),
    "a detached task": (["let detached = Task.detached { 21 * 2 }", "await detached.value"], "42"),
    "a task that throws": (
        ["struct Lost: Error {}", "let failing = Task { throw Lost() }",
         "if case .failure(let error) = await failing.result { error is Lost } else { false }"], "true"),
    "a task that is cancelled from another cell": (
        ["let sleeper = Task { try await Task.sleep(for: .seconds(100)) }", "sleeper.cancel()",
         "switch await sleeper.result { case .success: \"slept\"; case .failure(let e): e is CancellationError ? \"cancelled\" : \"other\" }"],
        '"cancelled"'),
    "a cancellation handler": (
        ["import Synchronization", "final class Flag: Sendable { let value = Atomic<Int>(0) }", "let flag = Flag()",
         "let watched = Task { await withTaskCancellationHandler { try? await Task.sleep(for: .seconds(100)) } onCancel: { flag.value.store(8, ordering: .relaxed) } }",
         "watched.cancel()\nawait watched.value", "flag.value.load(ordering: .relaxed)"], "8"),
    "a task's priority": (["await Task(priority: .high) { Task.currentPriority == .high }.value"], "true"),
    "a task-local value": (
        ["enum Trace { @TaskLocal static var id = 0 }",
         "func seen() async -> Int { await Task { Trace.id }.value }",
         "await Trace.$id.withValue(6) { await seen() }"], "6"),
    "an asynchronous stream": (
        ["let stream = AsyncStream<Int> { c in for i in 1...4 { c.yield(i) }; c.finish() }",
         "var streamed = 0\nfor await n in stream { streamed += n }\nstreamed"], "10"),
    "a stream made with its continuation": (
        ["let (numbers, feed) = AsyncStream.makeStream(of: Int.self)", "feed.yield(1)", "feed.yield(2)\nfeed.finish()",
         "var fed: [Int] = []\nfor await n in numbers { fed.append(n) }\nfed"], "[1, 2]"),
    "a throwing stream": (
        ["struct Dry: Error {}",
         "let drying = AsyncThrowingStream<Int, any Error> { c in c.yield(1); c.finish(throwing: Dry()) }",
         "var drops = 0\ndo { for try await n in drying { drops += n } } catch { drops += 10 }", "drops"], "11"),
    "an asynchronous sequence of one's own": (
        ["struct Countdown: AsyncSequence, AsyncIteratorProtocol {\n  typealias Element = Int\n  var n = 3\n"
         "  mutating func next() async -> Int? { n -= 1; return n >= 0 ? n : nil }\n"
         "  func makeAsyncIterator() -> Countdown { self }\n}",
         "await Countdown().map { $0 * 10 }.reduce(0, +)"], "30"),
    "a checked continuation": (
        ["func fetch() async -> Int { await withCheckedContinuation { c in Task.detached { c.resume(returning: 12) } } }",
         "await fetch()"], "12"),
    "a continuation resumed by a later cell": (
        ["nonisolated(unsafe) var waiting: CheckedContinuation<Int, Never>?",
         "let answer = Task { await withCheckedContinuation { waiting = $0 } }",
         "while waiting == nil { await Task.yield() }", "waiting?.resume(returning: 5)", "await answer.value"], "5"),
    "a continuation resumed by a queue": (
        ["import Dispatch",
         "await withUnsafeContinuation { c in DispatchQueue.global().async { c.resume(returning: 13) } }"], "13"),
    "a clock's sleep": (
        ["let clock = ContinuousClock()", "let slept = try await clock.measure { try await Task.sleep(for: .milliseconds(20)) }",
         "slept >= .milliseconds(20)"], "true"),
    "a suspending clock": (
        ["try await Task.sleep(until: .now + .milliseconds(5), clock: .suspending)", "SuspendingClock().minimumResolution > .zero"],
        "true"),
    "a mutex": (
        ["import Synchronization", "final class Guarded: Sendable { let n = Mutex(0) }", "let guarded = Guarded()",
         "await withTaskGroup(of: Void.self) { g in for _ in 0..<50 { g.addTask { guarded.n.withLock { $0 += 1 } } } }",
         "guarded.n.withLock { $0 }"], "50"),
    "an atomic number": (
        ["import Synchronization", "final class Hot: Sendable { let n = Atomic<Int>(0) }", "let hot = Hot()",
         "import Dispatch\nDispatchQueue.concurrentPerform(iterations: 40) { _ in hot.n.wrappingAdd(1, ordering: .relaxed) }",
         "hot.n.load(ordering: .sequentiallyConsistent)"], "40"),
    "a dispatch queue": (["import Dispatch", "let queue = DispatchQueue(label: \"q\")", "queue.sync { 17 }"], "17"),
    "a dispatch group": (
        ["import Dispatch", "let group = DispatchGroup()", "nonisolated(unsafe) var grouped = 0",
         "DispatchQueue.global().async(group: group) { grouped = 3 }\ngroup.wait()\ngrouped"], "3"),
    "a dispatch timer": (
        ["import Dispatch", "let ticks = DispatchSemaphore(value: 0)",
         "let timer = DispatchSource.makeTimerSource()\ntimer.setEventHandler { ticks.signal() }\n"
         "timer.schedule(deadline: .now(), repeating: .milliseconds(5))\ntimer.resume()",
         "ticks.wait(); ticks.wait(); timer.cancel()", "timer.isCancelled"], "true"),
    "an operation queue": (
        ["import Foundation", "let operations = OperationQueue()", "nonisolated(unsafe) var operated = 0",
         "operations.addOperation { operated = 6 }\noperations.waitUntilAllOperationsAreFinished()\noperated"], "6"),
    "a run loop's timer": (
        ["import Foundation", "nonisolated(unsafe) var fired = 0",
         "let ticking = Timer(timeInterval: 0.01, repeats: false) { _ in fired += 1 }\n"
         "RunLoop.current.add(ticking, forMode: .default)\n_ = RunLoop.current.run(mode: .default, before: .now + 5)",
         "fired"], "1"),
    "a thread of Foundation": (
        ["import Foundation", "let done = DispatchSemaphore(value: 0)", "nonisolated(unsafe) var threaded = 0",
         "Thread.detachNewThread { threaded = 8; done.signal() }\ndone.wait()\nthreaded"], "8"),
    "an observable object": (
        ["import Observation", "@Observable final class Model { var n = 1 }", "let model = Model()",
         "nonisolated(unsafe) var changes = 0\nwithObservationTracking { _ = model.n } onChange: { changes += 1 }",
         "model.n = 5\nchanges + model.n"], "6"),
    "a predicate": (
        ["import Foundation", "struct Student { let name: String; let points: Int }",
         "let passed = #Predicate<Student> { $0.points >= 50 }",
         "try [Student(name: \"a\", points: 40), Student(name: \"b\", points: 60)].filter(passed).map(\\.name)"], '["b"]'),
    "an expression macro": (
        ["import Foundation", "let plus = #Expression<Int, Int> { $0 + 1 }", "try plus.evaluate(2)"], "3"),
    "places in the source": (["\"\\(#line) \\(#function)\".hasPrefix(\"1\")"], "true"),
    "an option set": (
        ["struct Sides: OptionSet { let rawValue: Int; static let left = Sides(rawValue: 1), right = Sides(rawValue: 2) }",
         "let sides: Sides = [.left, .right]", "sides.rawValue"], "3"),
    "a lazily made global": (
        ["nonisolated(unsafe) var made = 0", "enum Once { static let value: Int = { made += 1; return 4 }() }",
         "await withTaskGroup(of: Int.self) { g in for _ in 0..<8 { g.addTask { Once.value } }; return await g.reduce(0, +) } + made"],
        "33"),
    "sendable closures": (
        ["let job: @Sendable (Int) async -> Int = { $0 + 1 }", "await job(1)"], "2"),
    "a sending parameter": (
        ["final class Parcel { var n = 3 }", "func post(_ parcel: sending Parcel) async -> Int { await Task { parcel.n }.value }",
         "await post(Parcel())"], "3"),
    "typed throws in a task": (
        ["enum Fault: Error { case one }", "func risky() async throws(Fault) -> Int { throw .one }",
         "do { _ = try await risky() } catch { print(error == .one) }", "1"], "1"),
    "the library in a task": (
        ["import Generative", "await Task.detached { matmul(Tensor.ones([64, 64]), Tensor.ones([64, 64])).sum().scalar }.value"],
        "262144.0"),
    "a task's text": (
        ["await Task.detached { print(\"from a task\") }.value", "1"], "1"),
}


@pytest.mark.parametrize("kind", CELLS)
def test_concurrent_code_gives_the_same_results_across_cells(client, kind):
    cells, expected = CELLS[kind]
    for cell in cells:
        request = client.execute(cell)
        try:
            run = client.finish(request, timeout=HANGS_AFTER)
        except TimeoutError:
            # The kernel is shared: whatever hangs must not take the other rows along.
            client.interrupt()
            client.idle(request)
            raise
        assert run.status == "ok", f"{cell}\n{run.reply['content'].get('evalue')}"
    assert run.result == expected

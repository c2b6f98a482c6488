# SPDX-License-Identifier: MIT
"""What a session has to survive: traps of every kind, and interrupts at random moments of every kind of work."""

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field

TRAPS = {
    "index": "let list = [1]\nlet i = 5\nprint(list[i])",
    "nil": "let none: Int? = nil\nprint(none!)",
    "overflow": "var big = Int.max\nbig += 1",
    "fatalError": 'fatalError("told so")',
    "precondition": 'precondition(1 > 2, "must grow")',
    "assertion": 'assertionFailure("asserted")\nfatalError("asserted")',
    "division": 'let zero = Int("0")!\nprint(1 / zero)',
    "try!": "struct Bad: Error {}\nfunc f() throws { throw Bad() }\ntry! f()",
    "cast": "let any: Any = 1\nprint(any as! String)",
    "exclusivity": "var shared = 1\nfunc both(_ a: inout Int) { shared += 1; a += 1 }\nboth(&shared)",
    "null pointer": "print(UnsafePointer<Int>(bitPattern: 8)!.pointee)",
    "wild pointer": "print(UnsafePointer<Int>(bitPattern: 0x1234_5678_9abc)!.pointee)",
    "null object": "final class Node { var next: Node? }\n"
    "let ghost = unsafeBitCast(0, to: Optional<Node>.self)\nprint(ghost!.next as Any)",
    "double free": "import Glibc\nlet block = malloc(64)\nfree(block)\nfree(block)",
    "abort": "import Glibc\nabort()",
    "exit": "import Glibc\nexit(3)",
    "recursion": "func down(_ n: Int) -> Int { n + down(n + 1) }\nprint(down(0))",
    "in a task": 'await Task.detached { () -> Int in fatalError("in a task") }.value',
    "in a group": "await withTaskGroup(of: Int.self) { group in\n"
    "  for i in 0..<4 { group.addTask { [1, 2][i] } }\n  for await n in group { _ = n }\n}",
    "in a description": "struct Rude: CustomStringConvertible {\n"
    "  var description: String { Int?.none!.description }\n}\nprint(Rude())",
    "on the main actor": '@MainActor func fails() -> Int { fatalError("main") }\nawait fails()',
    "uncaught": "struct Late: Error {}\ntry await Task.sleep(for: .milliseconds(1))\nthrow Late()",
}

# Work that does not end by itself.
WORK = {
    "compute": "var x = 0.0\nwhile x >= 0 { x += 1e-9 }",
    "print flood": 'var n = 0\nwhile true { n += 1; print("line", n) }',
    "arrays": "while true { _ = (0..<1000).map { Array(repeating: $0, count: 9) } }",
    "dictionaries": "while true {\n  var table: [String: [Int]] = [:]\n"
    '  for i in 0..<2000 { table["key\\(i % 300)", default: []].append(i) }\n}',
    "strings": 'while true {\n  var text = ""\n  for i in 0..<2000 { text += "word\\(i) " }\n  _ = text.split(separator: " ")\n}',
    "matrix product": "import Generative\nvar rng = PCG32(seed: 1)\n"
    "let a = Tensor.normal([700, 700], using: &rng)\nwhile true { _ = matmul(a, a) }",
    "training": "import Generative\nvar rng = PCG32(seed: 1)\nlet x = Tensor.uniform([256, 64], using: &rng)\n"
    "let model = VAE(imageSize: 64, hiddenSizes: [64], using: &rng)\n"
    "let training = Training(model, on: x, batchSize: 32, optimizer: Adam(learningRate: 1e-3), seed: 7)\n"
    "for _ in training {}",
    "a long epoch": "import Generative\nvar rng = PCG32(seed: 1)\n"
    "let x = Tensor.uniform([200_000, 16], using: &rng)\n"
    "let model = VAE(imageSize: 16, hiddenSizes: [32], latentSize: 2, using: &rng)\n"
    "let training = Training(model, on: x, batchSize: 4, optimizer: Adam(learningRate: 1e-3), seed: 7)\n"
    "for _ in training {}",
    "a long call": "import Generative\nvar rng = PCG32(seed: 1)\nlet model = NADE(size: 784, hiddenSize: 64, using: &rng)\n"
    "_ = model.sample(20_000, using: &rng)",
    "huge product": "import Generative\n_ = matmul(Tensor.ones([9000, 9000]), Tensor.ones([9000, 9000]))",
    "BLAS": "import Generative\nimport COpenBLAS\nlet n: Int32 = 600\nlet a = [Double](repeating: 1, count: 360_000)\n"
    "var c = a\nwhile true {\n  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, a, n, 0, &c, n)\n}",
    "sleep": "import Glibc\nwhile true { sleep(100) }",
    "sleep of a thread": "import Foundation\nThread.sleep(forTimeInterval: 100)",
    "files": "import Foundation\nlet file = NSTemporaryDirectory() + \"/lectern-\\(getpid()).txt\"\n"
    "defer { try? FileManager.default.removeItem(atPath: file) }\nwhile true {\n"
    '  try String(repeating: "text ", count: 20_000).write(toFile: file, atomically: true, encoding: .utf8)\n'
    "  _ = try String(contentsOfFile: file, encoding: .utf8).count\n}",
    "standard files": "import Glibc\nwhile true {\n  let file = tmpfile()!\n"
    '  for i in 0..<2000 { fputs("line \\(i)\\n", file) }\n  rewind(file)\n  while fgetc(file) != EOF {}\n  fclose(file)\n}',
    "regular expressions": 'let text = String(repeating: "some words and 1234 numbers ", count: 200)\n'
    "while true { _ = text.matches(of: /([a-z]+) ([0-9]+)/).count }",
    "sorting": "var rng = SystemRandomNumberGenerator()\n"
    "while true { _ = (0..<50_000).shuffled(using: &rng).sorted() }",
    "await": "while true { await Task.yield() }",
    "asynchronous sleep": "while true { try await Task.sleep(for: .milliseconds(1)) }",
    "task groups": "while true {\n  _ = await withTaskGroup(of: Int.self) { group in\n"
    "    for i in 0..<50 { group.addTask { (0..<500).reduce(i, +) } }\n    return await group.reduce(0, +)\n  }\n}",
    "actors": "actor Tally { var n = 0; func add() { n += 1 } }\nlet tally = Tally()\nwhile true { await tally.add() }",
    "input": 'while true { _ = readLine() }',
    "dispatch": "import Dispatch\nlet queue = DispatchQueue(label: \"work\", attributes: .concurrent)\n"
    "let group = DispatchGroup()\nwhile true {\n"
    "  for i in 0..<20 { queue.async(group: group) { _ = (0..<1000).reduce(i, +) } }\n  group.wait()\n}",
    "parallel loop": "import Dispatch\n"
    "while true { DispatchQueue.concurrentPerform(iterations: 8) { i in _ = (0..<10_000).map { $0 + i } } }",
    "locks": "import Foundation\nlet lock = NSLock()\nvar held = 0\nwhile true { lock.lock(); held += 1; lock.unlock() }",
    "static initializers": "enum Slow { static let value: Int = { while true {} }() }\nprint(Slow.value)",
    "malloc": "import Glibc\nwhile true {\n  let blocks = (1..<200).map { malloc($0 * 37) }\n  blocks.forEach { free($0) }\n}",
    "displays": 'var n = 0\nwhile true { n += 1; display(HTML("<b>\\(n)</b>")) }',
    "figures": "import Generative\nwhile true { _ = Plot { Line((0..<200).map { Float($0 % 17) }) }.svg() }",
    "programs": 'import Foundation\nwhile true {\n  let process = Process()\n'
    '  process.executableURL = URL(fileURLWithPath: "/bin/true")\n  try process.run()\n  process.waitUntilExit()\n}',
}

# What must still work afterwards: whatever lock a stopped thread took along stays closed for this cell.
PROOF = """
control += 1
print("printed")
let proofFile = NSTemporaryDirectory() + "/lectern-proof-\\(getpid())"
try "written".write(toFile: proofFile, atomically: true, encoding: .utf8)
let proofText = try String(contentsOfFile: proofFile, encoding: .utf8)
try FileManager.default.removeItem(atPath: proofFile)
let proofProduct = matmul(Tensor.ones([200, 200]), Tensor.ones([200, 200])).sum().scalar
let proofWords = Dictionary(grouping: (0..<1000).map { "word\\($0)" }, by: \\.count).count
let proofTasks = await withTaskGroup(of: Int.self) { group in
  for i in 0..<8 { group.addTask { i } }
  return await group.reduce(0, +)
}
"\\(control) \\(proofText) \\(Int(proofProduct)) \\(proofWords) \\(proofTasks)"
"""
START = "import Foundation\nimport Generative\nvar control = 0"


def proof(count):
    """The value of a sound session's proof, run for that time."""
    return f'"{count} written 8000000 3 28"'


@dataclass
class Survival:
    """How a session took what was done to it."""

    seconds: list = field(default_factory=list)
    ends: Counter = field(default_factory=Counter)
    mistakes: list = field(default_factory=list)


class Subject:
    """A kernel whose session is disturbed, and the count that its control variable must have."""

    def __init__(self, client):
        self.client = client
        self.count = 0
        self.begin()

    def begin(self):
        self.count = 0
        assert self.client.run(START).status == "ok"

    def check(self, what, survival):
        """Runs the proof; whatever does not work is noted."""
        self.forget_messages()
        try:
            run = self.client.run(PROOF, timeout=30)
        except TimeoutError as error:
            survival.mistakes.append((what, f"the next cell hangs: {error}"))
            self.client.finish(self.client.interrupt(), "control")
            self.client.settle(3000)
            raise
        self.count += 1
        if run.status == "ok" and run.result == proof(self.count) and run.stdout == "printed\n":
            return
        survival.mistakes.append((what, run.result, run.stdout, run.reply["content"]))
        self.begin()

    def forget_messages(self):
        for messages in self.client.received.values():
            messages.clear()

    def trap(self, kind, survival):
        """Runs a cell that traps."""
        run = self.client.run(TRAPS[kind])
        name = run.reply["content"].get("ename", "none")
        survival.ends[name] += 1
        if run.status != "error" or name == "SessionDied":
            survival.mistakes.append((kind, run.reply["content"]))
        self.check(kind, survival)

    def interrupt(self, kind, delay, survival, early=False):
        """Runs endless work and interrupts it after a while, or early: perhaps while it is being compiled."""
        request = self.client.execute(f'print("begun")\n{WORK[kind]}', allow_stdin=True)
        if early:
            self.client.wait_until_running(request)
        else:
            self.client.wait_for_output(request, "begun")
        end = time.perf_counter() + delay
        while (left := end - time.perf_counter()) > 0:
            self.client.pump(min(left * 1e3, 20))
        start = time.perf_counter()
        self.client.interrupt()
        run = self.client.finish(request, timeout=30)
        survival.seconds.append(time.perf_counter() - start)
        content = run.reply["content"]
        survival.ends[content.get("ename", content["status"])] += 1
        if content.get("ename") != "Interrupted":
            text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(content.get("traceback", [])))
            survival.mistakes.append((kind, text))
            if content.get("ename") == "SessionDied":
                return self.begin()
        self.check(kind, survival)


def trap_at_random(subject, count, seed=11):
    """Traps of all kinds in random order, each at least once where the count allows."""
    rng, survival = random.Random(seed), Survival()
    kinds = list(TRAPS) + rng.choices(list(TRAPS), k=max(0, count - len(TRAPS)))
    rng.shuffle(kinds)
    for kind in kinds[:count]:
        subject.trap(kind, survival)
    return survival


def interrupt_at_random(subject, kind, count, seed=12, longest=0.25):
    """Interrupts of one kind of work, at moments from before it has been compiled until well into it."""
    rng, survival = random.Random(f"{kind}{seed}"), Survival()
    for number in range(count):
        subject.interrupt(kind, rng.uniform(0, longest), survival, early=number % 4 == 3)
    return survival

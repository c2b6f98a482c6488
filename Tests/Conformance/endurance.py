# SPDX-License-Identifier: MIT
"""Long sessions: the cells of one, and what its processes weigh while they run."""

import os
import random
import statistics
import time
from dataclasses import dataclass, field

import psutil

# What students write, again and again; `{n}` is the cell's number, `{k}` one of a few that return.
CELLS = [
    "let value{n} = {n}\nvar total{k} = value{n} + 1\ntotal{k}",
    "func step{k}(_ x: Int) -> Int {{ x + {n} }}\nstep{k}(1)",
    "struct Model{k}: CustomStringConvertible {{\n  var size = {n}\n"
    '  var description: String {{ "model of \\(size)" }}\n}}\nModel{k}()',
    "extension Int {{ var scaled{k}: Int {{ self * {n} }} }}\n2.scaled{k}",
    'for i in 0..<20 {{ print("line", i, {n}) }}',
    'display(HTML("<b>{n}</b>"))',
    "final class Node{k} {{ var next: Node{k}?; let id = {n} }}\nlet node{k} = Node{k}()\nnode{k}.id",
    'let words{k} = (0..<50).map {{ "word\\($0)" }}\nwords{k}.filter {{ $0.hasSuffix("{k}") }}.count',
    "enum Fault{k}: Error {{ case number(Int) }}\nthrow Fault{k}.number({n})",
    "let wrong{n}: Int = \"{n}\"",
    "control += 1",
    "let later{k} = await Task {{ {n} * 2 }}.value\nlater{k}",
]
FAILING = {8, 9}


def cell(number):
    return CELLS[number % len(CELLS)].format(n=number, k=number // len(CELLS) % 7)


def fails(number):
    return number % len(CELLS) in FAILING


@dataclass
class Weights:
    """What a kernel's processes hold in memory, in bytes."""

    kernel: int
    compiler: int
    session: int
    files: int


def weigh(kernel):
    """The resident memory of each process, and the size of the session's files."""

    def resident(part):
        return sum(child.memory_info().rss for child in kernel.children(part))

    compilers = kernel.children("lectern-compiler")
    files = 0
    for compiler in compilers:
        words = compiler.cmdline()
        files += size_of(words[words.index("--scratch") + 1])
    return Weights(
        psutil.Process(kernel.pid).memory_info().rss,
        resident("lectern-compiler"),
        resident("lectern-session"),
        files,
    )


def size_of(folder):
    """What the files below a folder take, in whole blocks."""
    return sum(
        os.lstat(os.path.join(path, name)).st_blocks * 512
        for path, _, names in os.walk(folder)
        for name in names
    )


@dataclass
class LongSession:
    """What was measured in one session of many cells."""

    latencies: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    def growth(self, window=100):
        """How much longer the last cells took than the first, as a ratio of medians."""
        first, last = self.latencies[:window], self.latencies[-window:]
        return statistics.median(last) / statistics.median(first)


def run_long_session(client, count, every=100):
    """Runs mixed cells; each must end as it should, and the control variable must stay."""
    session = LongSession()
    client.run("var control = 0")
    for number in range(count):
        start = time.perf_counter()
        run = client.run(cell(number))
        session.latencies.append(time.perf_counter() - start)
        if run.status != ("error" if fails(number) else "ok"):
            session.wrong.append((cell(number), run.reply["content"]))
        for messages in client.received.values():
            messages.clear()
        if number % every == every - 1:
            session.weights.append((number + 1, weigh(client.kernel)))
    if client.run("control").result != str(sum(number % len(CELLS) == 10 for number in range(count))):
        session.wrong.append(("control", None))
    return session

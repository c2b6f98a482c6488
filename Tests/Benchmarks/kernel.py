# SPDX-License-Identifier: MIT
"""What a user of the kernel waits for, measured beside ipykernel in one run.

    python Tests/Benchmarks/kernel.py [--kernel swift] [--reference python3] [--rounds 40] [--json FILE]

Absolute times change from machine to machine and from minute to minute, so both kernels take turns and each
row's goal is a ratio. A row that compares the kernel with itself says so. What brings tensors and figures is compared
with what brings them there: NumPy and Matplotlib. The exit code is 1 when a goal is missed.
"""

import argparse
import json
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Conformance"))

from client import Client  # noqa: E402
from kernel_process import KernelProcess  # noqa: E402

STARTS = 5

SWIFT = {
    "one": "1 + 1",
    "twenty": "struct Point{n} {{\n  var x = 0.0\n  var y = 0.0\n  func scaled(by k: Double) -> Point{n} {{\n"
    "    Point{n}(x: k * x, y: k * y)\n  }}\n}}\nvar points{n}: [Point{n}] = []\nfor i in 0..<100 {{\n"
    "  points{n}.append(Point{n}(x: Double(i), y: Double(i * i)))\n}}\nlet scaled{n} = points{n}.map {{ $0.scaled(by: 0.5) }}\n"
    "let sum{n} = scaled{n}.reduce(0) {{ $0 + $1.x + $1.y }}\nlet mean{n} = sum{n} / Double(scaled{n}.count)\n"
    "let big{n} = scaled{n}.filter {{ $0.y > mean{n} }}\nlet count{n} = big{n}.count\n"
    'let text{n} = "\\(count{n}) of \\(points{n}.count)"\nprint(text{n})\nmean{n}',
    "standard": "import Foundation",
    "library": "import Generative",
    "define": "func f{n}(_ x: Int) -> Int {{ x * {n} }}\nf{n}(2)",
    "print": 'for i in 0..<10_000 { print("line", i) }',
    "spin": "while true {}",
    "images": "import Foundation\nvar images: [Float] = []\nfor k in 0..<100 { for i in 0..<28 { for j in 0..<28 {\n"
    "  let a = Double(i) - 14 - 5 * sin(Double(k)), b = Double(j) - 14 - 5 * cos(Double(k))\n"
    "  images.append(Float(exp(-(a * a + b * b) / 20)))\n} } }",
    "figure": "ImageGrid(images, count: 100, height: 28, width: 28, columns: 10)",
}

PYTHON = {
    "one": "1 + 1",
    "twenty": "class Point{n}:\n  def __init__(self, x=0.0, y=0.0):\n    self.x = x\n    self.y = y\n\n"
    "  def scaled(self, k):\n    return Point{n}(k * self.x, k * self.y)\n\npoints{n} = []\nfor i in range(100):\n"
    "  points{n}.append(Point{n}(float(i), float(i * i)))\nscaled{n} = [p.scaled(0.5) for p in points{n}]\n"
    "sum{n} = 0\nfor p in scaled{n}:\n  sum{n} += p.x + p.y\nmean{n} = sum{n} / len(scaled{n})\n"
    "big{n} = [p for p in scaled{n} if p.y > mean{n}]\ncount{n} = len(big{n})\n"
    'text{n} = f"{{count{n}}} of {{len(points{n})}}"\nprint(text{n})\nmean{n}',
    "standard": "import json, datetime, re, pathlib, decimal",
    "library": "import numpy, matplotlib.pyplot",
    "define": "def f{n}(x):\n    return x * {n}\nf{n}(2)",
    "print": "for i in range(10_000): print('line', i)",
    "spin": "while True: pass",
    "images": "%matplotlib inline\nimport numpy as np, matplotlib.pyplot as plt\nk = np.arange(100)[:, None, None]\n"
    "i, j = np.arange(28)[None, :, None], np.arange(28)[None, None, :]\n"
    "images = np.exp(-((i - 14 - 5 * np.sin(k))**2 + (j - 14 - 5 * np.cos(k))**2) / 20)\n"
    "grid = images.reshape(10, 10, 28, 28).swapaxes(1, 2).reshape(280, 280)",
    "figure": "plt.imshow(grid, cmap='gray'); plt.show()",
}


class AtMost(float):
    """A goal in the row's own unit, where a ratio to an interpreter says little."""


# What is measured, the unit, the key, and the largest ratio to ipykernel that is good enough.
# A compiler stands behind every cell: tens of milliseconds are the aim there, not ipykernel's few.
ROWS = [
    ("start to ready", "ms", "start", 1.0),
    ("1 + 1, median", "ms", "one_p50", 10.0),
    ("1 + 1, 95th percentile", "ms", "one_p95", 10.0),
    ("cell of 20 lines", "ms", "twenty", AtMost(70)),
    ("cell that imports the standard library", "ms", "standard", 10.0),
    ("cell that imports the course's library", "ms", "library", 1.0),
    ("10,000 printed lines", "ms", "print", 0.5),
    ("10 × 10 images shown (imshow of the grid)", "ms", "figure", 0.2),
    ("interrupt to idle", "ms", "interrupt", 0.5),
    ("idle memory, shared pages counted once (PSS)", "MB", "pss", AtMost(250)),
    ("idle memory, each process in full (RSS)", "MB", "rss", AtMost(250)),
]


def milliseconds(action):
    """How long an action takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1e3


class Subject:
    """One kernel under measurement, with its cells and what was measured."""

    def __init__(self, name):
        self.name = name
        self.cells = SWIFT if KernelProcess.specification(name).language == "swift" else PYTHON
        self.times = {}
        self.kernel = self.client = None

    def start(self):
        """Starts a kernel and waits until it answers; the one before it ends."""
        self.stop()

        def until_ready():
            self.kernel = KernelProcess(self.name)
            self.client = Client(self.kernel)

        self.note("start", milliseconds(until_ready))

    def stop(self):
        if self.kernel:
            self.client.close()
            self.kernel.stop()
            self.kernel = None

    def note(self, key, value):
        self.times.setdefault(key, []).append(value)

    def run(self, cell, key=None):
        """Runs a cell to idle and notes the time under a key."""
        code = self.cells.get(cell, cell)

        def until_idle():
            run = self.client.run(code)
            if run.status != "ok":
                sys.exit(f"{self.name}: {code}\n{run.reply['content'].get('evalue')}")

        taken = milliseconds(until_idle)
        if key:
            self.note(key, taken)
        return taken

    def numbered(self, cell, number, key=None):
        return self.run(self.cells[cell].format(n=number), key)

    def interrupt(self):
        running = self.client.execute(self.cells["spin"])
        self.client.wait_until_running(running)
        self.client.pump(300)
        self.client.pump(300)

        def until_idle():
            self.client.interrupt()
            self.client.finish(running)

        self.note("interrupt", milliseconds(until_idle))

    def weigh(self):
        memory = [process.memory_full_info() for process in self.kernel.family()]
        self.note("pss", sum(one.pss for one in memory) / 1e6)
        self.note("rss", sum(one.rss for one in memory) / 1e6)

    def value(self, key):
        if key == "one_p50":
            return statistics.median(self.times["one"])
        if key == "one_p95":
            return statistics.quantiles(self.times["one"], n=20)[-1]
        return statistics.median(self.times[key])


def measure(subjects, rounds):
    """Measures the subjects in turns, so that a slow minute hits them alike."""
    for subject in subjects:
        subject.start()
        subject.run("one")
        subject.stop()
        subject.times.clear()
    for _ in range(STARTS):
        for subject in subjects:
            subject.start()
            subject.run("one", "first")
            subject.run("standard", "standard")
            subject.run("library", "library")
    for subject in subjects:
        subject.start()
        time.sleep(1)
        subject.weigh()
        for _ in range(5):
            subject.run("one")
    for number in range(rounds):
        for subject in subjects:
            subject.run("one", "one")
            subject.numbered("twenty", number, "twenty")
    for subject in subjects:
        subject.run("library")
        subject.run("images")
        subject.run("figure")
    for _ in range(5):
        for subject in subjects:
            subject.run("print", "print")
            subject.run("figure", "figure")
            subject.interrupt()


def scaling(name):
    """The median times of cells around the 200th of a session and around the 5th of another, taken in turns."""
    old, young = Subject(name), Subject(name)
    try:
        for subject, cells in ((old, 196), (young, 1)):
            subject.start()
            for number in range(cells):
                subject.numbered("define", number)
        for step in range(9):
            old.numbered("define", 196 + step, "cell")
            young.numbered("define", 1 + step, "cell")
        return old.value("cell"), young.value("cell")
    finally:
        old.stop()
        young.stop()


def row(title, unit, own, other, goal):
    ratio = own / other
    is_absolute = isinstance(goal, AtMost)
    return {
        "what": title,
        "unit": unit,
        "kernel": round(own, 2),
        "reference": round(other, 2),
        "ratio": round(ratio, 3),
        "goal": f"{goal:g} {unit}" if is_absolute else goal,
        "ok": (own if is_absolute else ratio) <= goal,
    }


def table(rows, names):
    lines = [f"{'':48}{names[0]:>12}{names[1]:>12}{'ratio':>8}{'goal':>8}"]
    for one in rows:
        lines.append(
            f"{one['what']:48}{one['kernel']:>9} {one['unit']}{one['reference']:>9} {one['unit']}"
            f"{one['ratio']:>8.2f}{one['goal']!s:>8}  {'ok' if one['ok'] else 'MISS'}"
        )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernel", default="swift")
    parser.add_argument("--reference", default="python3")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    subjects = [Subject(options.kernel), Subject(options.reference)]
    try:
        measure(subjects, options.rounds)
        own, other = subjects
        for subject in subjects:
            subject.stop()
        rows = [
            row(title, unit, own.value(key), other.value(key), goal)
            for title, unit, key, goal in ROWS
        ]
        rows.append(row("cell 200 beside cell 5 of the same kernel", "ms", *scaling(own.name), 1.2))
    finally:
        for subject in subjects:
            subject.stop()
    print(table(rows, [options.kernel, options.reference]))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    return 0 if all(one["ok"] for one in rows) else 1


if __name__ == "__main__":
    sys.exit(main())

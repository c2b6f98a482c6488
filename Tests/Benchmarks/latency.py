# SPDX-License-Identifier: MIT
"""How long completion, inspection and is_complete take, measured beside ipykernel in one run.

    python Tests/Benchmarks/latency.py [--kernel swift] [--reference python3] [--rounds 40] [--cells 200] [--json FILE]

Columns: cold is the first question of a fresh kernel; warm is in a session that imports the library; long is after as
many cells as `--cells` says; busy is while a cell computes. Each row gives the median and the 95th percentile in
milliseconds. Every question differs from the one before, so that no answer comes from a cache. The exit code is 1 when
an answer is missing or a goal is missed: 50 ms at the 95th percentile warm, 500 ms cold.
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

GOALS = {"cold": 500, "warm": 50}

SWIFT = {
    "first": "[1, 2].so",
    "import": "import Generative",
    "setup": [
        "let t = Tensor([1, 2, 3])",
        "/// Doubles.\nfunc doubled(_ number: Int) -> Int { 2 * number }",
    ],
    "cell": "struct P{n} {{ var a = {n} }}\nfunc f{n}(_ p: P{n}) -> Int {{ p.a }}\nvar v{n} = f{n}(P{n}())",
    "busy": 'print("running")\nwhile true {}',
    "members": "let a{n} = {n}\nt.",
    "names": "let a{n} = {n}\nlet b = dou",
    "labels": "let a{n} = {n}\nAdam(",
    "inspect": "let a{n} = {n}\ndoubled",
    "inspect library": "let a{n} = {n}\nTensor",
    "signature": "let a{n} = {n}\nVAE(",
    "is_complete": "let a{n} = {n}\nfor i in 0..<3 {{",
}

PYTHON = {
    "first": "sorte",
    "import": "import numpy as np",
    "setup": [
        "t = np.array([1, 2, 3])",
        "def doubled(number):\n    '''Doubles.'''\n    return 2 * number",
    ],
    "cell": "class P{n}:\n    a = {n}\ndef f{n}(p):\n    return p.a\nv{n} = f{n}(P{n}())",
    "busy": "print('running', flush=True)\nwhile True: pass",
    "members": "a{n} = {n}\nt.",
    "names": "a{n} = {n}\nb = dou",
    "labels": "a{n} = {n}\nnp.zeros(",
    "inspect": "a{n} = {n}\ndoubled",
    "inspect library": "a{n} = {n}\nnp.array",
    "signature": "a{n} = {n}\nnp.linspace(",
    "is_complete": "a{n} = {n}\nfor i in range(3):",
}

COMPLETIONS = ("members", "names", "labels")
INSPECTIONS = ("inspect", "inspect library", "signature")
ROWS = (*COMPLETIONS, *INSPECTIONS, "is_complete")
# A front end has long given up after so many seconds; a kernel that answers only when it is idle never does.
BUSY_PATIENCE = 5


class Missing(Exception):
    """An answer that did not come or was empty."""


def ask(client, row, code, timeout=60):
    """Asks one question and returns the milliseconds until its reply."""
    if row == "is_complete":
        kind, content = "is_complete_request", {"code": code}
    elif row in INSPECTIONS:
        kind = "inspect_request"
        content = {"code": code, "cursor_pos": len(code), "detail_level": 0}
    else:
        kind, content = "complete_request", {"code": code, "cursor_pos": len(code)}
    start = time.perf_counter()
    request = client.send("shell", kind, content)
    try:
        reply = client.reply(request, timeout=timeout)["content"]
    except TimeoutError:
        raise Missing(f"no reply to {code!r} within {timeout} s") from None
    milliseconds = 1000 * (time.perf_counter() - start)
    if not (reply.get("matches") or reply.get("found") or row == "is_complete"):
        raise Missing(f"nothing known of {code!r}")
    return milliseconds


class Bench:
    """One kernel and its measurements: for each row and column the times of all rounds."""

    def __init__(self, name, texts):
        self.texts = texts
        self.question = 0
        self.times = {row: {} for row in ROWS}
        self.kernel = KernelProcess(name)
        self.client = Client(self.kernel)

    def cold(self):
        self.note("members", "cold", ask(self.client, "members", self.texts["first"]))

    def prepare(self):
        for code in [self.texts["import"], *self.texts["setup"]]:
            self.run(code)

    def run(self, code):
        result = self.client.run(code)
        if result.status != "ok":
            raise Missing(f"{code!r}: {result.reply['content'].get('evalue')}")

    def lengthen(self, count):
        for number in range(count):
            self.run(self.texts["cell"].format(n=number))

    def round(self, column, timeout=60):
        for row in ROWS:
            self.question += 1
            code = self.texts[row].format(n=self.question)
            self.note(row, column, ask(self.client, row, code, timeout))

    def note(self, row, column, milliseconds):
        self.times[row].setdefault(column, []).append(milliseconds)

    def busy(self, rounds):
        request = self.client.execute(self.texts["busy"])
        self.client.wait_for_output(request, "running")
        try:
            for _ in range(rounds):
                self.round("busy", timeout=BUSY_PATIENCE)
        except Missing:
            pass  # it answers when it is idle: the column stays empty
        finally:
            self.client.interrupt()
            self.client.idle(request)

    def close(self):
        self.client.close()
        self.kernel.stop()


def percentile(times, share):
    """The value that a share of the times does not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(times):
    return {
        row: {
            column: {"p50": statistics.median(values), "p95": percentile(values, 0.95)}
            for column, values in columns.items()
        }
        for row, columns in times.items()
    }


def measure(arguments):
    """Measures both kernels, which take turns, so that a busy minute of the machine hits both."""
    benches = {
        arguments.kernel: Bench(arguments.kernel, SWIFT),
        arguments.reference: Bench(arguments.reference, PYTHON),
    }
    try:
        for bench in benches.values():
            bench.cold()
            bench.prepare()
        for _ in range(arguments.rounds):
            for bench in benches.values():
                bench.round("warm")
        for bench in benches.values():
            bench.busy(arguments.rounds // 4 + 1)
        for bench in benches.values():
            bench.lengthen(arguments.cells)
        for _ in range(arguments.rounds // 2 + 1):
            for bench in benches.values():
                bench.round("long")
        return {name: summary(bench.times) for name, bench in benches.items()}
    finally:
        for bench in benches.values():
            bench.close()


def table(results):
    columns = ("cold", "warm", "long", "busy")
    lines = [f"{'p50 / p95 in ms':28}" + "".join(f"{column:>16}" for column in columns)]
    for name, rows in results.items():
        for row, values in rows.items():
            cells = [
                f"{values[c]['p50']:.0f} / {values[c]['p95']:.0f}" if c in values else "–"
                for c in columns
            ]
            lines.append(f"{name + ' ' + row:28}" + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)


def missed(rows):
    """The goals that a kernel's rows miss, in words."""
    return [
        f"{row} {column}: {values[column]['p95']:.0f} ms, goal {goal} ms"
        for row, values in rows.items()
        for column, goal in GOALS.items()
        if column in values and values[column]["p95"] > goal
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kernel", default="swift")
    parser.add_argument("--reference", default="python3")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    try:
        results = measure(arguments)
    except Missing as problem:
        sys.exit(f"latency.py: {problem}")
    print(table(results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")
    misses = missed(results[arguments.kernel])
    for miss in misses:
        print("missed:", miss)
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())

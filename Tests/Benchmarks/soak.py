# SPDX-License-Identifier: MIT
"""What a session survives, in numbers: long sessions, traps, interrupts, and many kernels at once.

    python Tests/Benchmarks/soak.py [--cells 2000] [--traps 200] [--interrupts 100] [--kernels 50] [--json FILE]

0 leaves a part out. The exit code is 1 when anything went wrong or grew more than it may.
"""

import argparse
import json
import pathlib
import statistics
import sys
import tempfile
import time
from collections import Counter

import psutil

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Conformance"))

from client import Client  # noqa: E402
from disturbances import WORK, Subject, interrupt_at_random, trap_at_random  # noqa: E402
from endurance import run_long_session, weigh  # noqa: E402
from kernel_process import KernelProcess  # noqa: E402

LIBRARY = "import Generative\nTensor.ones([3]).sum().scalar"
GROWTH = 1.3
SESSION_BYTES_PER_CELL = 60e3


class Kernel:
    """A running kernel with a client, for a `with` statement."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.process = KernelProcess(self.name)
        self.client = Client(self.process)
        return self

    def __exit__(self, *_):
        self.client.close()
        self.process.stop()


class Table:
    """Rows of a Markdown table, printed as they come, and whether all of them are good."""

    def __init__(self):
        self.rows, self.is_good = [], True
        print("| what | figures |\n|---|---|")

    def add(self, what, figures, is_good=True, mistakes=()):
        self.rows.append({"what": what, "figures": figures, "is_good": is_good})
        self.is_good &= is_good
        print(f"| {what} | {figures}{'' if is_good else ' **missed**'} |", flush=True)
        for mistake in list(mistakes)[:3]:
            print(f"    {str(mistake)[:500]}", flush=True)


def long_session(name, count, table):
    with Kernel(name) as kernel:
        session = run_long_session(kernel.client, count)
    (early, first), (late, last) = session.weights[0], session.weights[-1]

    def per_cell(part):
        return (getattr(last, part) - getattr(first, part)) / (late - early)

    window = min(100, count // 2)
    first_ms = 1e3 * statistics.median(session.latencies[:window])
    last_ms = 1e3 * statistics.median(session.latencies[-window:])
    table.add(
        f"{count:,} mixed cells in one session",
        f"{len(session.wrong)} wrong; median latency {first_ms:.0f} ms (first {window}) → {last_ms:.0f} ms "
        f"(last {window}), × {last_ms / first_ms:.2f}",
        not session.wrong and last_ms / first_ms <= GROWTH,
        session.wrong,
    )
    table.add(
        "memory per cell",
        ", ".join(f"{part} {per_cell(part) / 1e3:.1f} KB" for part in ("session", "compiler", "kernel", "files"))
        + f"; compiler {first.compiler / 1e6:.0f} → {last.compiler / 1e6:.0f} MB",
        per_cell("session") <= SESSION_BYTES_PER_CELL,
    )


def traps(name, count, table):
    with Kernel(name) as kernel:
        subject = Subject(kernel.client)
        before = weigh(kernel.process).session
        survival = trap_at_random(subject, count)
        grown = weigh(kernel.process).session - before
    table.add(
        f"{count} traps of all kinds",
        f"{len(survival.mistakes)} lost; {grown / count / 1e3:.0f} KB of memory each with the cell that checks",
        not survival.mistakes,
        survival.mistakes,
    )


def interrupts(name, count, table):
    ends, seconds = Counter(), []
    kernel = Kernel(name)
    kernel.__enter__()
    for kind in WORK:
        try:
            survival = interrupt_at_random(Subject(kernel.client), kind, count)
        except TimeoutError as error:
            table.add(f"interrupts: {kind}", "hangs", False, [error])
            kernel.__exit__()
            kernel.__enter__()
            continue
        times = sorted(survival.seconds)
        ends += survival.ends
        seconds += times
        table.add(
            f"{count} interrupts: {kind}",
            f"{len(survival.mistakes)} lost; to idle {1e3 * statistics.median(times):.0f} ms median, "
            f"{1e3 * times[-1]:.0f} ms at most",
            not survival.mistakes,
            survival.mistakes,
        )
    kernel.__exit__()
    table.add(
        f"all {len(seconds):,} interrupts",
        ", ".join(f"{name} {number}" for name, number in ends.most_common())
        + f"; at most {max(seconds):.1f} s",
        set(ends) <= {"Interrupted"},
    )


def many_kernels(name, count, table):
    """Starts all kernels at one moment; memory is what is shared counted once."""
    with tempfile.TemporaryDirectory(prefix="cold-") as cache:
        start = time.perf_counter()
        kernels = [KernelProcess(name, environment={"LECTERN_CACHE": cache}) for _ in range(count)]
        clients = [Client(kernel, nudge=False) for kernel in kernels]
        try:
            answers = all_answers(clients)
            seconds = time.perf_counter() - start
            memory = sum(pss(process) for kernel in kernels for process in kernel.family())
        finally:
            for client, kernel in zip(clients, kernels):
                client.close()
                kernel.stop()
    broken = sum(answer != "3.0" for answer in answers)
    table.add(
        f"{count} kernels started at once on one cold cache",
        f"{broken} broken; all have run `import Generative` and a cell after {seconds:.0f} s; "
        f"{memory / count / 1e6:.0f} MB each, shared pages counted once",
        not broken,
        [answer for answer in answers if answer != "3.0"],
    )


def all_answers(clients):
    patience = 20.0 * len(clients) + 60
    requests = []
    for client in clients:
        client.nudge()
        requests.append(client.execute(LIBRARY))
    runs = [client.finish(request, timeout=patience) for client, request in zip(clients, requests)]
    return [run.result or str(run.reply["content"]) for run in runs]


def pss(process):
    try:
        return process.memory_full_info().pss
    except psutil.NoSuchProcess:
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernel", default="swift")
    parser.add_argument("--cells", type=int, default=2000)
    parser.add_argument("--traps", type=int, default=200)
    parser.add_argument("--interrupts", type=int, default=100)
    parser.add_argument("--kernels", type=int, default=50)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    table = Table()
    parts = [
        (long_session, options.cells),
        (traps, options.traps),
        (interrupts, options.interrupts),
        (many_kernels, options.kernels),
    ]
    for part, count in parts:
        if count:
            part(options.kernel, count, table)
    if options.json:
        options.json.write_text(json.dumps(table.rows, indent=2))
    sys.exit(not table.is_good)


if __name__ == "__main__":
    main()

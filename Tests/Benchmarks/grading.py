# SPDX-License-Identifier: MIT
"""Grades many submissions with `lectern grade`, and runs as many cells of Python with nbconvert beside it.

    .venv/bin/python Tests/Benchmarks/grading.py [--count 500] [--twins 20] [--jobs 2]

Prints the cost of one submission in seconds of wall time and of processor time, and the ratios. The submissions
are good, partial, empty, trapping, looping, killing and greedy ones of the small assignment of the conformance
tests; the twin is the same assignment in Python, with the same number of cells, solved, and run by
`jupyter nbconvert --execute` with ipykernel, as a grader runs it.
"""

import argparse
import collections
import csv
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import nbformat

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Conformance"))
import hand_ins
from kernel_process import KernelProcess

#: Of a hundred students so many hand in such a notebook.
CLASS = {
    "good": 60,
    "partial": 12,
    "visible-only": 8,
    "empty": 8,
    "trapping": 5,
    "wrong-types": 3,
    "looping": 2,
    "killing": 1,
    "greedy": 1,
}
GREEDY = "var hoard: [[Double]] = []\nwhile true { hoard.append(Array(repeating: 1, count: 1 << 22)) }"

TWIN = [
    "import math",
    "def double(x):\n    return 2 * x",
    "assert double(2) == 4\nassert double(5) == 10",
    "def half(x):\n    return x / 2",
    "(1.0 if half(2) == 1 else 0.0) + (2.0 if half(-4) == -2 else 0.0)",
    "assert math.isclose(half(double(3)), 3)",
]


def measured(command):
    """Seconds of wall and processor time of a command and all its descendants, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, processor, result


def write_class(folder, count):
    """Writes submissions, the kinds spread evenly over the class."""
    notebooks = {name: notebook for name, (notebook, _) in hand_ins.HONEST.items()}
    notebooks |= {name: notebook for name, (notebook, _) in hand_ins.COSTLY.items()}
    notebooks["greedy"] = hand_ins.submission(attack=GREEDY)
    order = sorted(
        (place / size, name) for name, size in CLASS.items() for place in range(1, size + 1)
    )
    for number in range(count):
        name = order[number % len(order)][1]
        hand_ins.write(folder, {f"{number:04}-{name}": notebooks[name]})


def grade_class(folder, count, jobs):
    lectern = KernelProcess.specification("swift").argv[0]
    write_class(folder / "submissions", count)
    hand_ins.write(folder, {"rubric": hand_ins.assignment()})
    table = folder / "grades.csv"
    options = ["--jobs", jobs, "--cell-timeout", 10, "--memory", "2G", "--csv", table]
    command = [lectern, "grade", folder / "submissions", "--rubric", folder / "rubric.ipynb"]
    wall, _, result = measured(command + options)
    print(result.stderr.strip())
    print(result.stdout.strip().split("\n")[-1])
    rows = list(csv.DictReader(table.open(newline="")))
    wrong = [row for row in rows if not is_right(row)]
    for row in wrong:
        print("WRONG", row)
    print(f"rows: {len(rows)} of {count}; wrong grades: {len(wrong)}; exit code {result.returncode}")
    print("states:", dict(collections.Counter(row["status"] for row in rows)))
    return wall, sum(float(row["cpu_seconds"]) for row in rows), rows


def is_right(row):
    name = row["student"].split("-", 1)[1]
    points = float(row["points"] or -1)
    if name == "greedy":
        # Its answers are right: what it earns tells only whether its cell failed or its whole session was ended.
        return points in (0, 6)
    return points == sum((hand_ins.HONEST | hand_ins.COSTLY)[name][1])


def run_twins(folder, count):
    twin = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"display_name": "Python", "language": "python", "name": "python3"}},
        cells=[nbformat.v4.new_code_cell(text) for text in TWIN],
    )
    for number in range(count):
        hand_ins.write(folder / "twins", {f"{number:04}": twin})
    costs = []
    for path in sorted((folder / "twins").iterdir()):
        command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute"]
        wall, processor, result = measured([*command, "--allow-errors", "--inplace", path])
        assert result.returncode == 0, result.stderr
        costs.append((wall, processor))
    return [sum(column) / count for column in zip(*costs)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--twins", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        wall, processor, rows = grade_class(folder, options.count, options.jobs)
        good = [row for row in rows if row["student"].endswith("-good")]
        good_wall = sum(float(row["seconds"]) for row in good) / len(good)
        good_processor = sum(float(row["cpu_seconds"]) for row in good) / len(good)
        memory = max(int(row["peak_memory_mb"]) for row in good)
        twin_wall, twin_processor = run_twins(folder, options.twins)
    count = options.count
    print(f"{count} submissions, {options.jobs} at a time: {wall:.0f} s, {wall / count:.2f} s each")
    print(f"processor time: {processor:.0f} s, {processor / count:.2f} s each")
    print(f"a good one: {good_wall:.2f} s, {good_processor:.2f} s of processor time, {memory} MB")
    print(f"its twin in Python by nbconvert ({options.twins} run, one at a time): ", end="")
    print(f"{twin_wall:.2f} s, {twin_processor:.2f} s of processor time")
    print(f"ratio to the twin: {good_wall / twin_wall:.2f} wall, ", end="")
    print(f"{good_processor / twin_processor:.2f} processor")


if __name__ == "__main__":
    main()

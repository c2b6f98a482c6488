# SPDX-License-Identifier: MIT
"""Time of a step in blocks of whole steps, taken when another program asks for one.

The counterpart of `Benchmarks WORKLOAD --on-demand`: after a warm-up the word `ready`, then for each line on the input a
block and its milliseconds per step on a line of its own, and at the end a line of JSON.
"""

import json
import os
import resource
import statistics
import sys
import time

WARM_UP_SECONDS = 1.0


def per_step(step, count):
    """The mean seconds of some steps."""
    start = time.perf_counter()
    for _ in range(count):
        step()
    return (time.perf_counter() - start) / count


def warm_up(step):
    """Runs steps for a while, three at least unless they are long, and returns the seconds of one."""
    start = time.perf_counter()
    count = 0
    while (count < 3 or time.perf_counter() - start < WARM_UP_SECONDS) and count < 2000:
        step()
        count += 1
        if time.perf_counter() - start > 10:
            break
    seconds = (time.perf_counter() - start) / count
    return seconds if seconds > 1 else per_step(step, max(1, min(200, int(0.1 / seconds))))


def serve(step, block_seconds, report):
    """Takes blocks on demand; the report is completed with the times."""
    seconds = warm_up(step)
    count = max(1, round(block_seconds / seconds))
    print("ready", flush=True)
    times = []
    for _ in sys.stdin:
        times.append(per_step(step, count) * 1e3)
        print(times[-1], flush=True)
    if times:
        report.update(
            ms=round(statistics.median(times), 4),
            ms_min=round(min(times), 4),
            ms_max=round(max(times), 4),
            samples_per_s=round(report["batch"] / statistics.median(times) * 1e3, 1),
            blocks=len(times),
            steps_per_block=count,
        )
    finish(report)


def finish(report):
    """Prints the line of JSON."""
    report["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report["load1"] = round(os.getloadavg()[0], 2)
    print(json.dumps(report), flush=True)

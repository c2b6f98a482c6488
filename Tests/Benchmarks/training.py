# SPDX-License-Identifier: MIT
"""What a step of training takes, measured beside PyTorch, scikit-learn and SciPy in one run.

    python Tests/Benchmarks/training.py [WORKLOAD…] [--threads 2] [--rounds 7] [--block-seconds 0.4] [--json FILE]
    python Tests/Benchmarks/training.py --quick

Both programs run at once and take turns in blocks of whole steps, so that a slow minute hits both; the ratio is the
median of the rounds' ratios. The goals hold for the best of several peers, of which only one runs here: the column
`best` divides by what the best of them took of this one's time when all were measured (`BEST_PEER`). `--quick` runs
a few steps of each workload and measures nothing. The program `Benchmarks` must have been built for release, or lie
where `--benchmarks` says.
"""

import argparse
import importlib.util
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# What the fastest of PyTorch (eager, fused, compiled) and JAX (jit) took of the time of the peer that runs here.
BEST_PEER = {
    "rbm_cd1": 3.78 / 4.85,
    "vae_mlp": 4.07 / 5.46,
    "pixelcnn": 50.1 / 54.0,
    "made": 4.71 / 6.7,
    "realnvp_2d": 5.98 / 9.5,
    "maf": 3.13 / 5.13,
    "glow_small": 14.3 / 20.4,
    "ddpm_small": 275 / 309,
    "nade": 94 / 121,
    "pixelcnn_sample": 6900 / 15600,
}
# The largest ratio to the best peer that is good enough; for the others 1.
GOALS = {"nade": 0.3, "gmm_em_full": 0.2, "kde": 0.3, "pixelcnn_sample": 0.05}
# Multiplications and additions of matrix products and convolutions in a step, in GFLOP; useful ones where masks cut some.
OPERATIONS = {
    "rbm_cd1": 0.392, "vae_mlp": 0.420, "gan_mlp": 1.580, "dcgan": 11.218, "conv_vae": 2.710,
    "pixelcnn": 7.098, "made": 0.502, "realnvp_2d": 0.412, "maf": 0.124, "glow_small": 0.417,
    "ddpm_small": 36.311,
}  # fmt: skip
TRAINING = [
    "rbm_cd1", "vae_mlp", "gan_mlp", "dcgan", "conv_vae", "pixelcnn", "made", "nade", "realnvp_2d",
    "maf", "glow_small", "ddpm_small", "pixelcnn_sample", "gmm_em_diag", "gmm_em_full", "kde",
]  # fmt: skip
DENSITIES = ("gmm_em_diag", "gmm_em_full", "kde")
FIRST_STEP = "first_step"
FIRST_STEP_GOAL = 0.2


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workloads", nargs="*")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--block-seconds", type=float, default=0.4)
    parser.add_argument("--benchmarks", type=pathlib.Path, default=ROOT / ".build/release/Benchmarks")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if not options.benchmarks.exists():
        sys.exit(f"{options.benchmarks} is missing: swift build -c release --product Benchmarks")
    return options


def require_peers(workloads):
    """Ends with what to install where a peer is missing."""
    needs = {"torch": "torch", "sklearn": "scikit-learn", "scipy": "scipy"}
    wanted = {"sklearn", "scipy"} if all(one in DENSITIES for one in workloads) else set(needs)
    missing = [needs[name] for name in sorted(wanted) if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(
            "the peers are measured in the same run; install them first:\n  "
            f"{sys.executable} -m pip install {' '.join(missing)} "
            "--extra-index-url https://download.pytorch.org/whl/cpu"
        )


class Runner:
    """A program that takes a block of steps when it is asked."""

    def __init__(self, name, command, threads):
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), LECTERN_THREADS=str(threads))
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.expect("ready")

    def line(self):
        text = self.process.stdout.readline()
        if not text:
            sys.exit(f"{self.name} ended with status {self.process.wait()}")
        return text

    def expect(self, word):
        text = self.line()
        if text.strip() != word:
            sys.exit(f"{self.name} said {text!r}, not {word}")

    def block(self):
        """The milliseconds per step of one block."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.line())

    def finish(self):
        """The report, after which the program ends."""
        self.process.stdin.close()
        report = json.loads(self.line())
        self.process.wait()
        return report


def commands(workload, options):
    own = [options.benchmarks, workload, "--on-demand"]
    twin = "density_twins.py" if workload in DENSITIES else "torch_twins.py"
    common = ["--threads", options.threads, "--block-seconds", options.block_seconds]
    peer = [sys.executable, HERE / twin, workload]
    return [str(part) for part in own + common], [str(part) for part in peer + common]


def compare(workload, options):
    """Both reports, and the ratio of the times."""
    own_command, peer_command = commands(workload, options)
    own = Runner("Benchmarks", own_command, options.threads)
    peer = Runner("the twin", peer_command, options.threads)
    ratios = []
    # A peer that needs many seconds for a step is not asked as often.
    rounds = options.rounds
    while len(ratios) < rounds:
        times = []
        for runner in (own, peer) if len(ratios) % 2 == 0 else (peer, own):
            times.append((runner is peer, runner.block()))
            time.sleep(0.2)  # threads that wait busily fall asleep
        taken = dict(times)
        ratios.append(taken[False] / taken[True])
        if taken[True] > 5000:
            rounds = min(rounds, 2)
    reports = own.finish(), peer.finish()
    if reports[0]["params"] != reports[1]["params"]:
        sys.exit(f"{workload}: {reports[0]['params']} parameters, the twin has {reports[1]['params']}")
    return *reports, statistics.median(ratios)


def first_step(options):
    """Seconds from the start of the process to the end of the first step."""
    own = [str(options.benchmarks), "vae_mlp", "--steps", "1", "--threads", str(options.threads)]
    peer = [sys.executable, str(HERE / "first_step_twin.py")]
    environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads))
    seconds = {False: [], True: []}
    for _ in range(options.rounds):
        for is_peer, command in ((False, own), (True, peer)):
            start = time.time()
            output = subprocess.run(
                command, capture_output=True, text=True, check=True, env=environment
            ).stdout
            end = float(output) if is_peer else json.loads(output)["first_step_at"]
            seconds[is_peer].append(end - start)
    return tuple(statistics.median(seconds[is_peer]) for is_peer in (False, True))


def row(workload, own, peer, ratio, peak):
    to_best = ratio / BEST_PEER.get(workload, 1)
    goal = GOALS.get(workload, 1)
    operations = OPERATIONS.get(workload)
    return {
        "workload": workload,
        "ms": own["ms"],
        "peer": peer["framework"],
        "peer_ms": peer["ms"],
        "ratio": round(ratio, 3),
        "ratio_to_best": round(to_best, 3),
        "goal": goal,
        "ok": to_best <= goal,
        "samples_per_s": own["samples_per_s"],
        "peak_rss_mb": own["peak_rss_mb"],
        "peer_peak_rss_mb": peer["peak_rss_mb"],
        "roofline": round(own["ms"] * peak / operations / 1e3, 2) if operations else None,
        "allocations_per_step": own["allocations_per_step"],
        "tape_records_per_step": own["tape_records_per_step"],
        "report": own,
        "peer_report": peer,
    }


HEADER = (
    f"{'workload':18}{'Lectern':>10}{'peer':>10}{'ratio':>8}{'best':>7}{'goal':>6}      "
    f"{'samples/s':>11}{'MB':>6}{'peer':>6}{'roofline':>9}"
)


def text(one):
    roofline = f"{one['roofline']:.1f}×" if one["roofline"] else ""
    return (
        f"{one['workload']:18}{one['ms']:>8.2f}ms{one['peer_ms']:>8.1f}ms{one['ratio']:>8.3f}"
        f"{one['ratio_to_best']:>7.3f}{one['goal']:>6}  {'ok' if one['ok'] else 'MISS':4}"
        f"{one['samples_per_s']:>11,.0f}{one['peak_rss_mb']:>6}{one['peer_peak_rss_mb']:>6}"
        f"{roofline:>9}"
    )


def geometric_mean(values):
    return math.exp(statistics.mean(math.log(value) for value in values))


def measure(options):
    workloads = options.workloads or [*TRAINING, FIRST_STEP]
    unknown = [one for one in workloads if one not in TRAINING and one != FIRST_STEP]
    if unknown:
        sys.exit(f"there is no workload named {unknown[0]}: {' '.join([*TRAINING, FIRST_STEP])}")
    require_peers(workloads)
    command = [options.benchmarks, "gemm_1024", "--blocks", "3", "--threads", options.threads]
    peak_report = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=True
    ).stdout
    peak = json.loads(peak_report)["gflops"]
    print(f"matrix product 1024³: {peak:.0f} GFLOP/s on {options.threads} threads\n{HEADER}")
    rows = []
    for workload in workloads:
        if workload != FIRST_STEP:
            rows.append(row(workload, *compare(workload, options), peak))
            print(text(rows[-1]), flush=True)
    result = {"gemm_gflops": peak, "rows": rows}
    is_good = all(one["ok"] for one in rows)
    if rows:
        result["geometric_mean"] = geometric_mean(one["ratio"] for one in rows)
        result["geometric_mean_to_best"] = geometric_mean(one["ratio_to_best"] for one in rows)
        print(
            f"geometric mean {result['geometric_mean']:.3f}, "
            f"to the best peer {result['geometric_mean_to_best']:.3f} (goal 0.5)"
        )
    if FIRST_STEP in workloads:
        own, peer = first_step(options)
        result["first_step_s"], result["peer_first_step_s"] = own, peer
        is_good = is_good and own / peer <= FIRST_STEP_GOAL
        print(
            f"process start to first step: {own:.3f} s, PyTorch {peer:.3f} s, "
            f"ratio {own / peer:.3f} (goal {FIRST_STEP_GOAL})"
        )
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")
    return 0 if is_good else 1


def quick(options):
    """Runs a few steps of each workload, and says what is wrong with the losses."""
    for workload in options.workloads or TRAINING:
        # With what is counted afterwards nine steps: the first and the last see the same of the eight batches.
        command = [str(options.benchmarks), workload, "--steps", "4"]
        report = json.loads(
            subprocess.run(command, capture_output=True, text=True, check=True).stdout
        )
        print(json.dumps(report), flush=True)
        losses = report.get("loss", [1, 0])
        # The density at the same points stays as it is.
        is_fixed = workload == "kde"
        if not all(math.isfinite(loss) for loss in losses) or not (is_fixed or losses[1] < losses[0]):
            sys.exit(f"{workload}: the loss went from {losses[0]} to {losses[1]}")
    return 0


if __name__ == "__main__":
    options = arguments()
    sys.exit(quick(options) if options.quick else measure(options))

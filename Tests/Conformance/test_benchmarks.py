# SPDX-License-Identifier: MIT
"""Each workload of the benchmarks trains: its parameters are as many as stated, its loss falls, it takes no memory per step."""

import json
import math
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

PARAMETERS = {
    "rbm_cd1": 393_284,
    "vae_mlp": 652_824,
    "gan_mlp": 1_083_921,
    "dcgan": 898_370,
    "conv_vae": 220_385,
    "pixelcnn": 47_873,
    "made": 785_284,
    "nade": 785_284,
    "realnvp_2d": 136_208,
    "maf": 82_710,
    "glow_small": 11_376,
    "ddpm_small": 528_545,
    "pixelcnn_sample": 47_873,
    "gmm_em_diag": 1_289,
    "gmm_em_full": 21_449,
    "kde": 0,
}


@pytest.fixture(scope="session")
def program():
    """The release build of the benchmarks, made now if there is none."""
    named = os.environ.get("LECTERN_BENCHMARKS")
    path = pathlib.Path(named) if named else ROOT / ".build/release/Benchmarks"
    if not path.exists():
        command = ["swift", "build", "-c", "release", "--product", "Benchmarks"]
        subprocess.run(command, cwd=ROOT, check=True)
    return path


def run(program, *arguments):
    return subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="session")
def report(program):
    """The report of a workload after nine steps; the first and the last see the same of the eight batches."""
    known = {}

    def of(workload):
        if workload not in known:
            result = run(program, workload, "--steps", "4")
            assert result.returncode == 0, result.stderr
            known[workload] = json.loads(result.stdout)
        return known[workload]

    return of


def test_all_workloads_are_listed(program):
    listed = run(program, "--list").stdout.split()
    assert set(PARAMETERS) == {name for name in listed if not name.startswith("gemm_")}


@pytest.mark.parametrize("workload", PARAMETERS)
def test_parameters_are_as_many_as_stated(report, workload):
    assert report(workload)["params"] == PARAMETERS[workload]


@pytest.mark.parametrize("workload", [one for one in PARAMETERS if one != "pixelcnn_sample"])
def test_loss_falls(report, workload):
    first, last = report(workload)["loss"]
    assert math.isfinite(first) and math.isfinite(last)
    # The density of the same points stays as it is.
    assert last == first if workload == "kde" else last < first


@pytest.mark.parametrize("workload", ["rbm_cd1", "vae_mlp", "gan_mlp", "nade", "made", "realnvp_2d"])
def test_a_later_step_takes_no_memory_from_the_system(report, workload):
    assert report(workload)["allocations_per_step"] == 0


def test_the_loss_does_not_depend_on_the_number_of_threads(program):
    losses = [
        json.loads(run(program, "vae_mlp", "--steps", "4", "--threads", threads).stdout)["loss"]
        for threads in ("1", "2", "3")
    ]
    assert losses[0] == losses[1] == losses[2]


@pytest.mark.parametrize(
    "arguments", [["nothing"], [], ["vae_mlp", "--threads"], ["vae_mlp", "--blocks", "-1"]]
)
def test_a_mistake_in_the_command_is_said(program, arguments):
    result = run(program, *arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("Benchmarks: ")

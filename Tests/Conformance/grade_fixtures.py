# SPDX-License-Identifier: MIT
"""What tests of `lectern grade` share: the program, a rubric, and a way to run it."""

import json
import os
import subprocess

import hand_ins
import pytest
from kernel_process import KernelProcess

EXERCISES = ["check-double", "check-half", "check-both"]


@pytest.fixture(scope="module")
def lectern():
    """The program of the installed kernel."""
    name = os.environ.get("LECTERN_TEST_KERNEL", "swift")
    return KernelProcess.specification(name).argv[0]


@pytest.fixture(scope="module")
def rubric(tmp_path_factory):
    folder = tmp_path_factory.mktemp("source") / "ps1"
    hand_ins.write(folder, {"ps1": hand_ins.assignment()})
    return folder / "ps1.ipynb"


@pytest.fixture(scope="module")
def grade(lectern, rubric):
    """Runs `lectern grade` and returns the finished process, with the JSON that it wrote as `grades`."""

    def run(*arguments, rubric=rubric, **options):
        command = [lectern, "grade", *map(str, arguments), "--rubric", str(rubric)]
        command += [] if "--json" in arguments else ["--json", "-"]
        result = subprocess.run(command, capture_output=True, text=True, timeout=300, **options)
        last = result.stdout.strip().split("\n")[-1]
        found = json.loads(last)["submissions"] if last.startswith("{") else []
        result.grades = {grade["student"]: grade for grade in found}
        return result

    return run


def points(grade):
    found = {exercise["id"]: exercise["points"] for exercise in grade["exercises"]}
    return tuple(found[name] for name in EXERCISES)

# SPDX-License-Identifier: MIT
"""`lectern grade` and code that nobody trusts: what a submission can reach, and what it can use up."""

import os
import pathlib
import socket
import subprocess
import time

import hand_ins
import nbformat
import pytest
from grade_fixtures import grade, lectern, points, rubric  # noqa: F401 (fixtures)
from hand_ins import EXCESSES, attacks, submission

pytestmark = [pytest.mark.swift, pytest.mark.slow]


@pytest.fixture(scope="module")
def hostile(lectern, grade, rubric, tmp_path_factory):
    """A run over all attacks, with a server that would notice a connection."""
    root = tmp_path_factory.mktemp("hostile")
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0)
    outside = [root / "evil", rubric.parent / "evil", "/usr/evil", "/evil", "/dev/evil", "/cache/evil"]
    secrets = [rubric, root / "s/network.ipynb", "/etc/shadow", pathlib.Path(__file__)]
    cells = EXCESSES | attacks(server.getsockname()[1], secrets, outside)
    folder = hand_ins.write(
        root / "s", {name: submission(attack=text) for name, text in cells.items()}
    )
    limits = ["--cell-timeout", 8, "--memory", "700M", "--disk", "128M", "--processes", 200]
    result = grade(folder, "--jobs", 2, "--output", root / "out", *limits)
    if "Sandbox: bubblewrap" not in result.stderr:
        server.close()
        pytest.skip(f"no sandbox on this machine: {result.stderr}")
    result.connections = 0
    try:
        server.accept()[0].close()
        result.connections = 1
    except BlockingIOError:
        pass
    server.close()
    result.outside = outside

    def printed(name):
        notebook = nbformat.read(root / "out" / name / f"{name}.ipynb", 4)
        outputs = hand_ins.cell(notebook, "attack").outputs
        return "".join(output.get("text", "") for output in outputs)

    result.printed = printed
    return result


def test_the_network_cannot_be_reached(hostile):
    assert hostile.connections == 0 and hostile.printed("network") == "refused\n"


@pytest.mark.parametrize("name", ["reading", "writing", "spying"])
def test_nothing_of_the_machine_can_be_read_or_written(hostile, name):
    assert points(hostile.grades[name]) == (2, 3, 1), hostile.grades[name]
    assert hostile.printed(name) == ""
    assert not any(pathlib.Path(path).exists() for path in hostile.outside)


def test_who_is_ended_earns_nothing_from_then_on(hostile):
    assert hostile.grades["sharing"]["status"] == "memory", hostile.grades["sharing"]
    assert points(hostile.grades["sharing"]) == (0, 0, 0)


def test_nobody_can_end_what_grades_it(hostile):
    assert hostile.grades["parricide"]["status"] == "graded", hostile.grades["parricide"]
    assert points(hostile.grades["parricide"]) == (2, 3, 1)


def test_memory_and_processes_are_bounded(hostile):
    assert hostile.grades["hoarding"]["peak_memory_bytes"] < 2 << 30
    # The system itself holds other accounts than root back, whose cell then ends by its time.
    states = {"processes"} if os.geteuid() == 0 else {"processes", "graded", "died", "timeout"}
    assert hostile.grades["forking"]["status"] in states


def test_the_disk_of_a_submission_is_bounded(hostile):
    assert 0 < int(hostile.printed("filling") or 1) <= 128 << 20


def test_a_stopped_session_and_an_endless_print_cost_no_more_than_their_time(hostile):
    assert points(hostile.grades["stopping"]) == (0, 0, 0)
    assert points(hostile.grades["flooding"]) == (2, 3, 1)
    assert hostile.grades["flooding"]["peak_memory_bytes"] < 700 << 20


def test_a_printed_result_is_only_text(hostile):
    assert points(hostile.grades["boasting"]) == (2, 3, 1)
    assert hostile.printed("boasting").startswith('{"cell"')


def test_nothing_is_left_running(hostile):
    time.sleep(0.5)
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "lectern work --place /tmp" not in running

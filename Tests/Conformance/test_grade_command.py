# SPDX-License-Identifier: MIT
"""`lectern grade`: points by nbgrader's rule, many submissions, other engines, wrong use."""

import copy
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess

import hand_ins
import nbformat
import pytest
from grade_fixtures import EXERCISES, grade, lectern, points, rubric  # noqa: F401 (fixtures)
from hand_ins import COSTLY, HONEST, submission

pytestmark = [pytest.mark.swift, pytest.mark.slow]


# One submission


def test_a_table_tells_points_reasons_and_cost(grade, tmp_path):
    notebook = submission(half="func half(_ x: Double) -> Double { abs(x) / 2 }")
    folder = hand_ins.write(tmp_path, {"ann": notebook})
    result = grade(folder / "ann.ipynb")
    assert result.returncode == 1
    lines = [line.split() for line in result.stdout.splitlines()]
    for row in (["check-double", "2", "2"], ["check-half", "1", "3"], ["check-both", "1", "1"]):
        assert row in lines
    assert ["think", "–", "2", "by", "hand"] in lines
    assert any(line[:3] == ["total", "4", "6"] for line in lines)
    assert result.stderr.startswith("Sandbox: ") and result.stderr.count("\n") == 1


@pytest.mark.parametrize(("share", "code"), [("1", 1), ("0.7", 1), ("0.6", 0), ("0", 0)])
def test_the_exit_code_tells_whether_enough_points_were_earned(grade, state, share, code):
    # All are kept from the run of all submissions: nothing is run again.
    result = grade(state.folder / "partial.ipynb", "--pass", share, *state.options)
    assert result.grades["partial"]["points"] == 4
    assert result.returncode == code


# Many submissions


class State:
    """A finished run over all honest submissions: its folders, options and grades."""


@pytest.fixture(scope="module")
def state(grade, tmp_path_factory):
    state = State()
    root = tmp_path_factory.mktemp("many")
    notebooks = {name: notebook for name, (notebook, _) in (HONEST | COSTLY).items()}
    state.folder = hand_ins.write(root / "all", notebooks)
    (state.folder / "torn.ipynb").write_text('{"cells": [')
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    hand_ins.write(state.folder, {"other": other, "hollow": nbformat.v4.new_notebook()})
    state.executed = root / "executed"
    state.options = ["--cell-timeout", 4, "--state", root / "state"]
    state.csv = root / "grades.csv"
    state.result = grade(
        state.folder, "--jobs", 2, "--csv", state.csv, "--output", state.executed, *state.options
    )
    state.grades = state.result.grades
    return state


@pytest.mark.parametrize("name", HONEST | COSTLY)
def test_points_are_what_the_rule_says(state, name):
    assert points(state.grades[name]) == (HONEST | COSTLY)[name][1], state.grades[name]
    assert state.grades[name]["status"] == "graded"


def test_changed_and_deleted_cells_are_put_back_and_named(state):
    assert state.grades["tampered"]["tampered"] == ["check-double"]
    assert state.grades["lost-setup"]["tampered"] == ["setup"]
    assert state.grades["deleted-test"]["missing"] == ["check-half"]
    assert state.grades["good"]["tampered"] == state.grades["good"]["missing"] == []


def test_a_file_that_is_no_submission_has_its_row_and_stops_nothing(state):
    assert state.result.returncode == 3
    words = {"torn": "line 1", "other": "another", "hollow": "empty"}
    for name, word in words.items():
        assert state.grades[name]["status"] == "unreadable"
        assert word in state.grades[name]["message"]


def test_the_table_of_all_has_a_row_each_and_a_column_for_each_exercise(state):
    rows = {row["student"]: row for row in csv.DictReader(state.csv.open(newline=""))}
    assert set(rows) == set(HONEST) | set(COSTLY) | {"torn", "other", "hollow"}
    assert [rows["partial"][name] for name in EXERCISES] == ["2", "1", "1"]
    assert rows["partial"]["points"] == "4" and rows["partial"]["max_points"] == "6"
    assert float(rows["good"]["cpu_seconds"]) > 0 and int(rows["good"]["peak_memory_mb"]) > 0
    assert rows["good"]["sandbox"] in ("bubblewrap", "unshare", "none")
    assert rows["torn"]["points"] == "" and rows["torn"]["status"] == "unreadable"


def test_a_line_for_each_tells_its_cost_and_the_last_one_sums_up(state):
    lines = state.result.stdout.splitlines()[:-1]
    for name in HONEST | COSTLY:
        assert sum(line.startswith(f"{name}  ") and "s CPU" in line for line in lines) == 1
    assert lines[-1].startswith(f"{len(state.grades)} submissions in")


def test_nbgraders_own_rule_gives_the_same_points_on_the_executed_notebooks(state):
    utils = pytest.importorskip("nbgrader.utils")
    for name in HONEST | COSTLY:
        notebook = nbformat.read(state.executed / name / f"{name}.ipynb", 4)
        nbformat.validate(notebook)
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
        found = tuple(utils.determine_grade(cells[exercise])[0] for exercise in EXERCISES)
        assert found == points(state.grades[name]), name


def test_nbgrader_itself_gives_the_same_points(state, tmp_path):
    nbgrader_api = pytest.importorskip("nbgrader.api")
    root = pathlib.Path(__file__).resolve().parents[2] / "notebooks/course"
    shutil.copy(root / "nbgrader_config.py", tmp_path)
    hand_ins.write(tmp_path / "source/ps1", {"ps1": hand_ins.assignment()})
    names = ["good", "partial", "empty", "printing-errors", "tampered"]
    for name in names:
        hand_ins.write(tmp_path / "submitted" / name / "ps1", {"ps1": HONEST[name][0]})
    options = ["--IncludeHeaderFooter.header=", "--Execute.timeout=10"]
    for command in (["generate_assignment", "ps1", "--create"], ["autograde", "ps1", "--create"]):
        result = subprocess.run(
            ["nbgrader", *command, *options], cwd=tmp_path, capture_output=True, text=True
        )
        assert result.returncode == 0, result.stderr
    with nbgrader_api.Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        for name in names:
            notebook = book.find_submission_notebook("ps1", "ps1", name)
            scores = {score.name: score.auto_score for score in notebook.grades}
            assert tuple(scores[exercise] for exercise in EXERCISES) == points(state.grades[name])


# What is kept


def test_what_has_not_changed_is_not_graded_again(grade, state, tmp_path):
    folder = pathlib.Path(shutil.copytree(state.options[-1], tmp_path / "state"))
    options = ["--cell-timeout", 4, "--state", folder]
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = grade(state.folder, *options)
    assert again.returncode == 3
    for name in HONEST | COSTLY:
        assert again.grades[name] == state.grades[name]
    kept = {path for path in folder.iterdir() if before.get(path) == path.stat().st_mtime_ns}
    assert len(kept) >= len(HONEST | COSTLY)
    # Under other limits the grades may be others.
    other = grade(state.folder / "good.ipynb", "--cell-timeout", 5, "--state", folder)
    assert other.grades["good"]["seconds"] != state.grades["good"]["seconds"]


def test_a_run_that_is_interrupted_goes_on_where_it_was(lectern, rubric, grade, tmp_path):
    names = [f"s{number}" for number in range(6)]
    folder = hand_ins.write(tmp_path / "s", {name: submission() for name in names})
    state = tmp_path / "state"
    command = [lectern, "grade", folder, "--rubric", rubric, "--state", state, "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("s0")
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) == -signal.SIGINT
    process.stdout.close()
    assert 1 <= len(list(state.iterdir())) < len(names)
    first = json.loads(next(state.glob("s0*")).read_text())["grade"]
    result = grade(folder, "--state", state, "--jobs", 2)
    assert result.returncode == 0 and sorted(result.grades) == names
    assert result.grades["s0"] == first


# nbgrader's folders


def test_the_folders_of_nbgrader_are_found_with_the_files_that_stand_in_them(grade, rubric, tmp_path):
    reading = 'import Foundation\nprint(try String(contentsOfFile: "data.txt", encoding: .utf8))'
    for student in ("ann", "bob"):
        folder = hand_ins.write(
            tmp_path / "submitted" / student / "ps1", {"ps1": submission(attack=reading)}
        )
        (folder / "data.txt").write_text(f"data of {student}")
    (tmp_path / "submitted/cy/ps1").mkdir(parents=True)
    result = grade(tmp_path / "submitted", "--output", tmp_path / "out")
    assert result.returncode == 3 and sorted(result.grades) == ["ann", "bob", "cy"]
    assert result.grades["cy"]["status"] == "unreadable"
    for student in ("ann", "bob"):
        assert points(result.grades[student]) == (2, 3, 1)
        notebook = nbformat.read(tmp_path / "out" / student / "ps1.ipynb", 4)
        output = hand_ins.cell(notebook, "attack").outputs[0].text
        assert output == f"data of {student}\n"


# Notebooks that were executed before


def test_points_are_read_off_the_outputs_of_an_executed_notebook(lectern, grade, state, tmp_path):
    executed = {}
    for name in ("good", "partial", "trapping"):
        executed[name] = nbformat.read(state.executed / name / f"{name}.ipynb", 4)
    forged = submission(change=hand_ins.replace("check-double", "print(1)"))
    for cell in forged.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
    folder = hand_ins.write(tmp_path, executed | {"forged": forged, "never-run": submission()})
    result = grade(folder, "--executed")
    assert result.returncode == 1
    for name in executed:
        assert points(result.grades[name]) == HONEST[name][1]
    assert points(result.grades["forged"])[0] == 0
    assert points(result.grades["never-run"]) == (0, 0, 0)


# Other engines


def merged(grade, folder, state):
    """The grades that the tasks left behind; whatever they left out would have to be graded now."""
    before = {path.name: path.stat().st_mtime_ns for path in state.glob("*.json")}
    result = grade(folder, "--state", state)
    after = {path.name: path.stat().st_mtime_ns for path in state.glob("*.json")}
    assert before == after and len(before) == len(result.grades)
    return result


@pytest.fixture
def crowd(tmp_path):
    """A few submissions, and a list of them."""
    names = ["good", "partial", "trapping", "empty"]
    folder = hand_ins.write(tmp_path / "s", {name: HONEST[name][0] for name in names})
    (tmp_path / "list").write_text("".join(f"{path}\n" for path in sorted(folder.iterdir())))
    return folder


SCALE = pathlib.Path(__file__).resolve().parents[2] / "notebooks/course/scale"


@pytest.mark.skipif(not shutil.which("parallel"), reason="GNU parallel is not installed")
def test_gnu_parallel_grades_with_the_shipped_script(grade, lectern, rubric, crowd, tmp_path):
    state = tmp_path / "state"
    command = [SCALE / "grade-parallel.sh", tmp_path / "list", rubric, state, "--jobs", "2"]
    environment = dict(os.environ, LECTERN=lectern)
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    grades = merged(grade, crowd, state).grades
    assert {name: points(grades[name]) for name in grades} == {n: HONEST[n][1] for n in grades}


@pytest.mark.skipif(not shutil.which("slurmctld"), reason="Slurm is not installed")
def test_a_slurm_array_grades_with_the_shipped_script(grade, lectern, rubric, crowd, tmp_path):
    from slurm import Cluster

    state = tmp_path / "state"
    with Cluster(tmp_path / "slurm") as cluster:
        command = ["--array=0-1", f"--export=ALL,LECTERN={lectern}", SCALE / "grade-array.sbatch"]
        cluster.submit(*command, tmp_path / "list", rubric, state)
    grades = merged(grade, crowd, state).grades
    assert {name: points(grades[name]) for name in grades} == {n: HONEST[n][1] for n in grades}


# Wrong use


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        ([], 2, "needs a SUBMISSION"),
        (["nowhere.ipynb"], 2, "no file or folder 'nowhere.ipynb'"),
        (["{empty}"], 2, "no submission"),
        (["{good}", "--jobs", "0"], 2, "--jobs takes a number"),
        (["{good}", "--memory", "lots"], 2, "--memory takes a size"),
        (["{good}", "--memory", "1M"], 2, "at least 256M"),
        (["{good}", "--pass", "2"], 2, "--pass takes a number from 0 to 1"),
        (["{good}", "--sandbox", "sand"], 2, "bubblewrap"),
        (["{good}", "--files", "nowhere"], 2, "no folder"),
        (["{good}", "--frobnicate"], 2, "no option"),
        (["{good}", "--executed", "--json", "/nowhere/x.json"], 1, "cannot be written"),
        (["{good}", "--executed", "--state", "/proc/state"], 1, "--state"),
    ],
)
def test_a_wrong_command_line_is_explained(grade, state, tmp_path, arguments, code, word):
    places = {"good": state.folder / "good.ipynb", "empty": tmp_path}
    result = grade(*[argument.format(**places) for argument in arguments])
    assert result.returncode == code and word in result.stderr, result.stderr
    assert "Fatal" not in result.stderr


def test_a_notebook_that_is_no_rubric_is_explained(grade, state, tmp_path):
    plain = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    twice = hand_ins.assignment()
    twice.cells.append(copy.deepcopy(hand_ins.cell(twice, "check-double")))
    twice.cells[-1]["id"] = "again"
    python = hand_ins.assignment()
    python.metadata["kernelspec"]["language"] = "python"
    folder = hand_ins.write(tmp_path, {"plain": plain, "twice": twice, "python": python})
    words = {"plain": "no cell with points", "twice": "'check-double'", "python": "python"}
    for name, word in words.items():
        result = grade(state.folder / "good.ipynb", rubric=folder / f"{name}.ipynb")
        assert result.returncode == 2 and word in result.stderr
    result = grade(state.folder / "good.ipynb", rubric=tmp_path / "nowhere.ipynb")
    assert result.returncode == 2 and "cannot be read" in result.stderr

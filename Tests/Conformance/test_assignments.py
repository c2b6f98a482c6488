# SPDX-License-Identifier: MIT
"""The assignments: one source for lab, release and solutions, and tests that tell right from wrong."""

import functools
import importlib.util
import os
import re

import nbformat
import pytest
from assignments import COURSE, SOURCES, WRONG_ANSWERS, Player, exercises, role, source
from conftest import ROOT
from nbgrader.apps import NbGraderAPI
from notebooks import METADATA
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

pytestmark = pytest.mark.swift

NAMES = sorted(WRONG_ANSWERS)
# These train networks, some of them once for each answer.
SLOW = {
    "01-two-ways-to-model-data",
    "06-pca-and-probabilistic-pca",
    "08-restricted-boltzmann-machines",
    "10-autoencoders",
    "11-autoregressive-models",
    "12-masked-autoregressive-models",
    "14-gan",
}
SECRET = re.compile(r"BEGIN (?:SOLUTION|HIDDEN TESTS)[^\n]*\n(.*?)\n[^\n]*END ", re.DOTALL)
every_assignment = pytest.mark.parametrize("name", NAMES)
every_played_assignment = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in NAMES]
)


def marked(book):
    """The cells that nbgrader knows: all but the teacher's."""
    return [cell for cell in book.cells if role(cell) != "teacher"]


def tool():
    spec = importlib.util.spec_from_file_location("exercises", ROOT / "kernelspec" / "exercises.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def nbgrader(folder, config):
    """nbgrader at work in a folder, with the sources of the course."""
    config.CourseDirectory.update(root=str(folder), source_directory=str(SOURCES))
    return NbGraderAPI(config=config)


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The folder of the releases that nbgrader makes by the course's settings, and what it said."""
    folder = tmp_path_factory.mktemp("course")
    config = PyFileConfigLoader("nbgrader_config.py", path=str(COURSE)).load_config()
    config.IncludeHeaderFooter.header = str(SOURCES / "header.ipynb")
    api = nbgrader(folder, config)
    return folder / "release", {name: api.generate_assignment(name) for name in NAMES}


def released(release, name):
    return nbformat.read(release[0] / name / f"{name}.ipynb", as_version=4)


@functools.cache
def played(name, open_answers):
    """How each exercise was graded, and what failed that must not."""
    before, found = exercises(source(name))
    player = Player(name)
    try:
        for cell in before:
            player.need(cell)
        stubs = dict(open_answers)
        outcomes = {one.answer.id: player.play(one, stubs[one.answer.id]) for one in found}
    finally:
        player.stop()
    is_missing = any(" is not here: " in said for _, said in player.errors)
    if is_missing and not os.environ.get("LECTERN_DATA"):
        pytest.skip("a data set is not here, and there is no network to fetch it from")
    return outcomes, player.errors


@pytest.fixture
def outcome(release, name):
    answers = [cell for cell in released(release, name).cells if role(cell) == "answer"]
    return played(name, tuple((cell.id, cell.source) for cell in answers))


def test_every_lab_has_an_assignment():
    labs = {path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    assert labs == set(NAMES) == set(tool().labs())


@every_assignment
def test_a_lab_has_the_exercises_of_its_source(name):
    assert tool().refresh(name)[1] == []


def test_a_changed_source_is_carried_to_its_lab(tmp_path, monkeypatch, capsys):
    name, exercises_tool = "00-tensors-and-gradients", tool()
    monkeypatch.setattr(exercises_tool, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(exercises_tool, "SOURCES", tmp_path / "source")
    lab, origin = tmp_path / f"{name}.ipynb", tmp_path / "source" / name / f"{name}.ipynb"
    origin.parent.mkdir(parents=True)
    before = nbformat.read(ROOT / "notebooks" / lab.name, as_version=4)
    nbformat.write(before, lab)
    book = source(name)
    next(cell for cell in book.cells if cell.id == "check-distances").source += "\nprint(1)"
    nbformat.write(book, origin)

    assert exercises_tool.main(["labs", "--check"]) == 1
    assert nbformat.read(lab, as_version=4) == before
    assert exercises_tool.main(["labs", name]) == 0
    assert exercises_tool.main(["labs", "--check"]) == 0
    changed = [new for new, old in zip(nbformat.read(lab, as_version=4).cells, before.cells) if new != old]
    assert [cell.id for cell in changed] == ["check-distances"]
    assert changed[0].source.endswith("\nprint(1)") and changed[0].outputs == []
    assert "HIDDEN" not in changed[0].source

    assert exercises_tool.main(["labs", "no-such-lab"]) == 2
    assert "Sources: 00-tensors-and-gradients." in capsys.readouterr().err


@every_assignment
def test_a_source_is_worth_ten_points_and_has_no_outputs(name):
    book = source(name)
    nbformat.validate(book)
    assert METADATA["swift"]["kernelspec"].items() <= book.metadata.kernelspec.items()
    assert METADATA["swift"]["language_info"].items() <= book.metadata.language_info.items()
    marks = [cell.metadata.nbgrader for cell in marked(book)]
    assert sum(mark.points for mark in marks if mark.grade) == 10
    assert all(cell.metadata.nbgrader.grade_id == cell.id for cell in marked(book))
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in book.cells)


@every_assignment
def test_students_are_told_the_points_of_each_exercise(name):
    book = source(name)
    _, found = exercises(book)
    points = [sum(cell.metadata.nbgrader.points for cell in one.tests) for one in found]
    names = [f"({letter})" for letter, _ in zip("abcdef", found)] if len(found) > 1 else ["the exercise"]
    told = [f"{exercise} {count}" for exercise, count in zip(names, points)]
    told += [f"*think first* {c.metadata.nbgrader.points}" for c in book.cells if role(c) == "written"]
    assert f"Ten points: {', '.join(told)}." in book.cells[0].source


@every_assignment
def test_every_exercise_has_hidden_tests_and_wrong_answers(name):
    _, found = exercises(source(name))
    assert [one.answer.id for one in found] == list(WRONG_ANSWERS[name])
    for one in found:
        assert any("// BEGIN HIDDEN TESTS" in cell.source for cell in one.tests), one.answer.id
        for wrong in WRONG_ANSWERS[name][one.answer.id]:
            assert one.answer.source.count(wrong["replace"]) == 1, wrong


@every_assignment
def test_a_release_is_generated_without_a_warning(release, name):
    said = release[1][name]
    assert said["success"], said
    assert not re.search("WARNING|ERROR", said["log"]), said["log"]


def test_other_settings_do_not_let_the_teachers_cells_out(tmp_path):
    stub = {"swift": "notImplemented()"}
    other = nbgrader(tmp_path, Config({"ClearSolutions": {"code_stub": stub}}))
    said = other.generate_assignment("00-tensors-and-gradients")
    assert not said["success"] and "Solution region detected in a non-solution cell" in said["log"]
    assert not list(tmp_path.glob("release/**/*.ipynb"))


@every_assignment
def test_a_release_holds_no_solution_and_no_hidden_test(release, name):
    text = "\n".join(cell.source for cell in released(release, name).cells)
    assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN)", text)
    for cell in source(name).cells:
        for secret in SECRET.findall(cell.source):
            assert secret not in text


@every_assignment
def test_a_release_keeps_what_students_need(release, name):
    kept = [cell.metadata.nbgrader.grade_id for cell in marked(released(release, name))]
    assert kept == [cell.id for cell in marked(source(name))]


@every_assignment
def test_solutions_have_everything_but_the_hidden_tests(name):
    book = tool().solved(name)
    nbformat.validate(book)
    assert book.cells[0].source.splitlines()[0].endswith(": solutions")
    text = "\n".join(cell.source for cell in book.cells)
    assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN)", text)
    assert not any("nbgrader" in cell.metadata for cell in book.cells)
    assert [cell.id for cell in book.cells] == [cell.id for cell in source(name).cells]


@every_played_assignment
def test_the_solutions_get_full_points_and_nothing_fails(outcome):
    outcomes, errors = outcome
    assert errors == []
    assert {key: one.solved_points for key, one in outcomes.items()} == {
        key: one.maximum for key, one in outcomes.items()
    }


@every_played_assignment
def test_open_answers_get_no_points(outcome):
    assert {key: one.open_points for key, one in outcome[0].items()} == dict.fromkeys(outcome[0], 0)


@every_played_assignment
def test_wrong_answers_get_less_than_full_points(outcome):
    for key, one in outcome[0].items():
        for mistake, _, points in one.wrong:
            assert points < one.maximum, f"{key}: {mistake}"


@every_played_assignment
def test_hidden_tests_find_what_the_visible_ones_let_pass(outcome):
    for key, one in outcome[0].items():
        assert any(passed for _, passed, _ in one.wrong), key

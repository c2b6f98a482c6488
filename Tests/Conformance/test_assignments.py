# SPDX-License-Identifier: MIT
"""The assignments: one source for lab, release and solutions, whose tests tell right answers from wrong ones."""

import functools
import importlib.util
import os
import re

import nbformat
import pytest
from assignments import COURSE, SOURCES, WRONG_ANSWERS, Player, error, exercises, role, source
from conftest import ROOT
from notebooks import METADATA
from traitlets.config import Config

pytestmark = pytest.mark.swift

NAMES = sorted(WRONG_ANSWERS)
# These train networks, some of them once for each answer.
SLOW = {
    "06-pca-and-probabilistic-pca", "08-restricted-boltzmann-machines", "10-autoencoders",
    "11-autoregressive-models", "12-masked-autoregressive-models", "14-gan", "16-variational-autoencoders",
}  # fmt: skip
every_assignment = pytest.mark.parametrize("name", NAMES)
every_played_assignment = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in NAMES]
)


def tool():
    spec = importlib.util.spec_from_file_location("exercises", ROOT / "kernelspec" / "exercises.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The folder of the releases that nbgrader makes by the course's configuration, and what it logged."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import PyFileConfigLoader

    folder = tmp_path_factory.mktemp("course")
    config = PyFileConfigLoader("nbgrader_config.py", path=str(COURSE)).load_config()
    config.merge(Config({"CourseDirectory": {"root": str(folder), "source_directory": str(SOURCES)}}))
    api, said = NbGraderAPI(config=config), {}
    for name in NAMES:
        said[name] = api.generate_assignment(name)
    return folder / "release", said


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
        if not os.environ.get("LECTERN_DATA") and any(" is not here: " in said for _, said in player.errors):
            pytest.skip("a data set is not here, and there is no network to fetch it from")
        stubs = dict(open_answers)
        outcomes = {one.answer.id: player.play(one, stubs[one.answer.id]) for one in found}
    finally:
        player.stop()
    return outcomes, player.errors


@pytest.fixture
def outcome(release, name):
    stubs = [(cell.id, cell.source) for cell in released(release, name).cells if role(cell) == "answer"]
    return played(name, tuple(stubs))


def test_every_lab_has_an_assignment():
    labs = {path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    assert labs == set(NAMES) == set(tool().labs())


@every_assignment
def test_a_lab_has_the_exercises_of_its_source(name):
    assert tool().refresh(name)[1] == []


@every_assignment
def test_a_source_is_worth_ten_points_and_has_no_outputs(name):
    book = source(name)
    nbformat.validate(book)
    assert METADATA["swift"]["kernelspec"].items() <= book.metadata.kernelspec.items()
    assert METADATA["swift"]["language_info"].items() <= book.metadata.language_info.items()
    marks = [cell.metadata.nbgrader for cell in book.cells if role(cell) != "teacher"]
    assert sum(mark.points for mark in marks if mark.grade) == 10
    assert all(mark.grade_id == cell.id for mark, cell in zip(marks, filter(lambda c: role(c) != "teacher", book.cells)))
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in book.cells)


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


@every_assignment
def test_a_release_holds_no_solution_and_no_hidden_test(release, name):
    text = "\n".join(cell.source for cell in released(release, name).cells)
    assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN)", text)
    for cell in source(name).cells:
        for secret in re.findall(r"BEGIN (?:SOLUTION|HIDDEN TESTS).*?\n(.*?)\n[^\n]*END ", cell.source, re.DOTALL):
            assert secret not in text


@every_assignment
def test_a_release_keeps_what_students_need(release, name):
    kept = {cell.metadata.nbgrader.grade_id for cell in released(release, name).cells if role(cell) != "teacher"}
    assert kept >= {cell.id for cell in source(name).cells if role(cell) != "teacher"}


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

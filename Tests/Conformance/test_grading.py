# SPDX-License-Identifier: MIT
"""The example course goes all the way through nbgrader, with submissions of every kind."""

import csv
import json
import os
import re
import shutil

import pytest
from conftest import ROOT
from nbgrader_commands import nbgrader
from submissions import CELLS, FULL, SUBMISSIONS, submitted

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.swift]

ASSIGNMENT = "normal-distributions"
COURSE = ROOT / "notebooks" / "course"
# The one that travels through the exchange; the others lie where a teacher puts what came by mail.
FETCHED = "good"
SETTINGS = """
c.Exchange.root = {exchange!r}
c.Execute.timeout = 8
"""


class Course:
    """The folders of a course, its teacher's and one student's."""

    def __init__(self, folder):
        self.teacher, self.student = folder / "course", folder / "student"
        exchange = folder / "exchange"
        shutil.copytree(COURSE, self.teacher)
        self.student.mkdir()
        exchange.mkdir()
        exchange.chmod(0o777)
        config = self.teacher / "nbgrader_config.py"
        config.write_text(config.read_text() + SETTINGS.format(exchange=str(exchange)))
        shutil.copy(config, self.student)
        # Nothing of the user's own settings, and a grader that many run beside each other.
        self.environment = dict(os.environ, HOME=str(folder), LECTERN_MEMORY_LIMIT="800M")
        self.environment.pop("LECTERN_PROFILE", None)

    def teach(self, *commands):
        return nbgrader(self.teacher, self.environment, *commands)

    def study(self, *commands):
        return nbgrader(self.student, self.environment, *commands)

    def book(self, *path):
        return self.teacher.joinpath(*path, ASSIGNMENT, f"{ASSIGNMENT}.ipynb")

    def read(self, *path):
        return read(self.book(*path))


def read(path):
    book = json.loads(path.read_text())
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"])
    return book


def source(book, name):
    return next(cell["source"] for cell in book["cells"] if cell["id"] == name)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course after its assignment was released, answered, collected and graded."""
    course = Course(tmp_path_factory.mktemp("grading"))
    course.log = course.teach(
        f"generate_assignment {ASSIGNMENT}", f"release_assignment {ASSIGNMENT}", "list"
    )
    release = course.read("release")
    solutions = {cell["id"]: cell["source"] for cell in course.read("source")["cells"]}
    books = {
        name: submitted(submission, release, solutions) for name, submission in SUBMISSIONS.items()
    }
    course.log += course.study(f"fetch_assignment {ASSIGNMENT}")
    own = course.student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    course.unsolved = course.study(f"validate {ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    own.write_text(json.dumps(books[FETCHED]))
    course.solved = course.study(
        f"validate {ASSIGNMENT}/{ASSIGNMENT}.ipynb",
        f"submit {ASSIGNMENT} --CourseDirectory.student_id={FETCHED}",
    )
    for name, book in books.items():
        if name != FETCHED:
            course.book("submitted", name).parent.mkdir(parents=True)
            course.book("submitted", name).write_text(json.dumps(book))
    course.log += course.teach(
        f"collect {ASSIGNMENT}",
        f"autograde {ASSIGNMENT}",
        f"generate_feedback {ASSIGNMENT}",
        f"release_feedback {ASSIGNMENT} --CourseDirectory.student_id={FETCHED}",
        "export --to grades.csv",
    )
    return course


@pytest.fixture(scope="module")
def grades(course):
    """For each student the points of each test cell, as the gradebook has them."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.teacher / 'gradebook.db'}") as gradebook:
        return {
            book.student.id: {grade.name: grade.auto_score for grade in book.grades}
            for book in gradebook.notebook_submissions(ASSIGNMENT, ASSIGNMENT)
        }


def test_a_release_has_stubs_in_place_of_solutions_and_no_hidden_tests(course):
    release = course.read("release")
    text = json.dumps(release)
    assert "SOLUTION" not in text and "HIDDEN" not in text and "Marking" not in text
    for cell in release["cells"]:
        if cell["id"].startswith("answer-"):
            assert cell["source"].endswith("// YOUR CODE HERE\n  notImplemented()\n}"), cell["id"]
    assert source(release, "think-prior") == "*Your answer here.*"
    assert "another mean" not in source(release, "check-density")


def test_validation_says_what_is_open_and_then_that_all_is_well(course):
    assert "VALIDATION FAILED ON 5 CELL(S)" in course.unsolved
    assert course.unsolved.count("NotAnswered: write your answer") == 4
    assert "Call stack" not in course.unsolved
    # The written answer is still the release's.
    assert "VALIDATION FAILED ON 1 CELL(S)" in course.solved


def test_no_submission_is_dropped(course, grades):
    assert sorted(grades) == sorted(SUBMISSIONS)
    with open(course.teacher / "grades.csv", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert sorted(rows) == sorted(SUBMISSIONS)
    for name, submission in SUBMISSIONS.items():
        assert float(rows[name]["score"]) == sum(submission.points), name
        assert float(rows[name]["max_score"]) == sum(FULL) + 1


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_each_submission_gets_its_grade(grades, name):
    expected = dict(zip(CELLS, SUBMISSIONS[name].points))
    assert {cell: grades[name][cell] for cell in CELLS} == expected


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("partial", "check-density", "is too (large|small). Standardize x"),
        ("partial", "check-sampling", "coordinate 1: the spread is too large"),
        ("looping", "check-sampling", "CellTimeoutError"),
        ("trapping", "check-divergence", "Index out of range"),
        ("exiting", "check-sampling", r"exit\(0\)"),
        ("killing", "check-sampling", "SessionDied"),
        ("killing", "check-picture", "a graded run ends with it"),
        ("greedy", "check-sampling", "OutOfMemory.*800M"),
        ("shadowing", "answer-density", "`check` belongs to the grader"),
        ("forging", "answer-sampling", "`LecternCell` belongs to the kernel"),
        ("fabricating", "check-picture", "highest at the mean"),
        ("networking", "check-sampling", "no network"),
    ],
)
def test_the_graded_notebook_says_why(course, name, cell, said):
    book = course.read("autograded", name)
    outputs = next(one["outputs"] for one in book["cells"] if one["id"] == cell)
    assert re.search(said, re.sub(r"\\u001b\[[0-9;]*m", "", json.dumps(outputs, ensure_ascii=False)))


def test_feedback_reaches_students_and_shows_points_and_reasons(course):
    released = list((course.student.parent / "exchange").glob("*/feedback/*.html"))
    assert len(released) == 1
    pages = {name: course.teacher / "feedback" / name / ASSIGNMENT for name in SUBMISSIONS}
    for name, folder in pages.items():
        page = (folder / f"{ASSIGNMENT}.html").read_text()
        assert re.search(rf"Score: {sum(SUBMISSIONS[name].points):.1f} */ *10", page), name
    page = (pages["partial"] / f"{ASSIGNMENT}.html").read_text()
    assert "the spread is too large" in page

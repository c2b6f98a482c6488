# SPDX-License-Identifier: MIT
"""Assignments in one session: each exercise open, answered wrongly and rightly, graded as nbgrader does."""

import json
import logging
import re
from dataclasses import dataclass, field

import nbformat
from client import Client
from conftest import ROOT
from kernel_process import KernelProcess
from nbformat.v4 import new_code_cell, output_from_msg
from nbgrader.utils import determine_grade

COURSE = ROOT / "notebooks" / "course"
SOURCES = COURSE / "source"
# Per assignment and answer: what is wrong, and the piece of the solution that is replaced.
WRONG_ANSWERS = json.loads((ROOT / "Tests" / "Conformance" / "wrong_answers.json").read_text())
OUTPUTS = ("stream", "display_data", "execute_result", "error")
HIDDEN = re.compile(r"^// BEGIN HIDDEN TESTS\n(.*?)^// END HIDDEN TESTS$", re.MULTILINE | re.DOTALL)
LOG = logging.getLogger(__name__)


def source(name):
    return nbformat.read(SOURCES / name / f"{name}.ipynb", as_version=4)


def role(cell):
    """What the cell is to nbgrader; `teacher` where it is not released."""
    mark = cell.metadata.get("nbgrader")
    if mark is None:
        return "teacher"
    if cell.cell_type == "markdown":
        return "written" if mark.solution else "text"
    return "answer" if mark.solution else "test" if mark.grade else "given"


def is_given(cell):
    return role(cell) == "given"


@dataclass
class Exercise:
    """An answer, the cells given for its tests, the tests, and what only the teacher sees."""

    answer: dict
    rest: list = field(default_factory=list)

    @property
    def tests(self):
        return [cell for cell in self.rest if role(cell) == "test"]


def exercises(book):
    """The code cells before the first answer, and the exercises."""
    before, found = [], []
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        if role(cell) == "answer":
            found.append(Exercise(cell))
        else:
            (found[-1].rest if found else before).append(cell)
    return before, found


@dataclass
class Outcome:
    """How an exercise was graded."""

    open_points: float
    solved_points: float
    maximum: float
    # What is wrong, whether the visible tests passed, and the points.
    wrong: list = field(default_factory=list)


class Player:
    """Runs the cells of one assignment in a graded session."""

    def __init__(self, name):
        environment = {"NBGRADER_EXECUTION": "autograde", "LECTERN_PROFILE": "quick"}
        self.kernel = KernelProcess("swift", environment=environment)
        self.client = Client(self.kernel)
        self.name = name
        self.errors = []

    def stop(self):
        self.client.close()
        self.kernel.stop()

    def outputs(self, code):
        ran = self.client.run(code)
        return [output_from_msg(message) for message in ran.of_type(*OUTPUTS)]

    def need(self, cell):
        """Runs a cell that must not fail."""
        outputs = self.outputs(cell.source)
        self.errors += [(cell.id, error(one)) for one in outputs if error(one)]

    def points(self, cell, code=None):
        return points(cell, self.outputs(cell.source if code is None else code))

    def wrong_points(self, tests):
        """Whether the visible tests passed, and the points of all tests together."""
        visible_passed, total = True, 0.0
        for cell in tests:
            outputs = self.outputs(HIDDEN.sub("", cell.source))
            passed = not any(error(one) for one in outputs)
            visible_passed = visible_passed and passed
            hidden = HIDDEN.search(cell.source)
            if passed and hidden:
                outputs = self.outputs(hidden[1])
            total += points(cell, outputs)
        return visible_passed, total

    def play(self, exercise, open_answer):
        """Plays an exercise with every answer that there is; the right one comes last and stays."""
        answer, tests = exercise.answer, exercise.tests
        first = exercise.rest.index(tests[0])
        before, after = exercise.rest[:first], exercise.rest[first:]
        for cell in filter(is_given, before):
            self.need(cell)
        self.outputs(open_answer)
        maximum = sum(cell.metadata.nbgrader.points for cell in tests)
        outcome = Outcome(sum(map(self.points, tests)), 0, maximum)
        for wrong in WRONG_ANSWERS[self.name][answer.id]:
            text = answer.source.replace(wrong["replace"], wrong["by"])
            self.need(new_code_cell(text, id=answer.id))
            outcome.wrong.append((wrong["mistake"], *self.wrong_points(tests)))
        self.need(answer)
        for cell in (cell for cell in before if not is_given(cell)):
            self.need(cell)
        for cell in after:
            if role(cell) == "test":
                outcome.solved_points += self.points(cell)
            else:
                self.need(cell)
        return outcome


def error(output):
    """What an output has to say that costs points, or None."""
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    return output.text if output.get("name") == "stderr" else None


def points(cell, outputs):
    graded = new_code_cell(cell.source, metadata=cell.metadata, outputs=outputs)
    return determine_grade(graded, LOG)[0]

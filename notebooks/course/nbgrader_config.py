# SPDX-License-Identifier: MIT
"""nbgrader's settings for notebooks in Swift; nbgrader reads this file in the folder where it is started.

What a course changes is its name and, on a server, the folder of the exchange. README.md has the commands.
"""

from nbconvert.preprocessors import TagRemovePreprocessor
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)

c = get_config()  # noqa: F821 (defined by nbgrader)

# The course, and the folder through which releases and submissions travel. All must be able to write
# there: mkdir -p /srv/nbgrader/exchange && chmod a+rwx /srv/nbgrader/exchange
c.CourseDirectory.course_id = "generative-models"
# c.Exchange.root = "/srv/nbgrader/exchange"

# Stands at the top of every release.
c.IncludeHeaderFooter.header = "source/header.ipynb"

# What stands in place of a solution: it compiles in a function of any type, and the test that comes there
# says that there is no answer. (Update() has no effect here: nbgrader wants the whole dictionary.)
c.ClearSolutions.code_stub = {
    "swift": "// YOUR CODE HERE\nnotImplemented()",
    "python": "# YOUR CODE HERE\nraise NotImplementedError()",
}
c.ClearSolutions.text_stub = "*Your answer here.*"

# Cells with this tag are the teacher's: words on why, and figures that need solved answers.
c.GenerateAssignment.preprocessors = [
    TagRemovePreprocessor,
    *GenerateAssignment.preprocessors.default(),
]
c.TagRemovePreprocessor.enabled = True
c.TagRemovePreprocessor.remove_cell_tags = {"solution"}

# Seconds for one cell. A cell that takes longer is interrupted and earns nothing; the next one runs.
c.Execute.timeout = 120
c.Execute.startup_timeout = 120
c.Execute.error_on_timeout = {
    "ename": "CellTimeoutError",
    "evalue": "the cell took too long",
    "traceback": ["\x1b[1;31mCellTimeoutError\x1b[0m: the cell took too long and was stopped."],
}

# A submission holds a notebook, not data sets: 10 MB in KB.
c.CourseDirectory.max_file_size = 10_000

# A test that a student deleted comes back before grading. nbgrader announces it in a comment of Python.
class RestoreCells(OverwriteCells):
    def missing_cell_transform(self, source_cell, *arguments, **options):
        cell = super().missing_cell_transform(source_cell, *arguments, **options)
        if cell.cell_type == "code":
            cell.source = "//" + cell.source.removeprefix("#")
        return cell


c.OverwriteCells.add_missing_cells = True
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    RestoreCells,
    CheckCellMetadata,
]

# Output of an endless print does not swell the feedback.
c.LimitOutput.max_lines = 1_000
c.LimitOutput.max_traceback = 40

# Only for tests that nbgrader generates (### AUTOTEST).
c.InstantiateTests.comment_strs = {"swift": "//"}
c.InstantiateTests.sanitizers = {"swift": lambda text: text.strip('"')}

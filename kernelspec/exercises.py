# SPDX-License-Identifier: MIT
"""Carries the labs' exercises from their sources to whoever reads them.

    python exercises.py labs [--check] [LAB…]           the exercise cells of the labs
    python exercises.py solutions --output DIR [LAB…]   notebooks with solutions and visible tests

The source of a lab's exercises is `notebooks/course/source/LAB/LAB.ipynb`, the only file to edit. nbgrader
makes the release for students from it. A lab's cell is replaced by the source's cell of the same id where
that one has the tag `exercise` or `check`. With `--check` nothing is written; the exit code is 1 where a lab
differs from its source. The exit code is 2 where there is no such lab or source.
"""

import argparse
import pathlib
import re
import sys

import nbformat

NOTEBOOKS = pathlib.Path(__file__).resolve().parent.parent / "notebooks"
SOURCES = NOTEBOOKS / "course" / "source"
# A lab runs from top to bottom before it is solved: an answer that is nil is open, and no error.
OPEN_ANSWER = "nil  // replace this line by your answer"
SHARED_TAGS = {"exercise", "check"}


class SourceError(Exception):
    """A source or a lab that cannot be carried over; the message says what to mend."""


def without_region(text, name, stand_in=None):
    """The text with each region `BEGIN name` … `END name` left out, or replaced by an indented line."""
    kept, inside = [], False
    for line in text.split("\n"):
        if f"BEGIN {name}" in line:
            inside = True
            if stand_in is not None:
                kept.append(re.match(r"\s*", line)[0] + stand_in)
        elif f"END {name}" in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def without_markers(text, name):
    """The text without the lines that begin and end a region; what is between them stays."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if not re.search(rf"(BEGIN|END) {name}", line))


def source_path(lab):
    path = SOURCES / lab / f"{lab}.ipynb"
    if not path.is_file():
        names = ", ".join(labs())
        raise SourceError(f"There is no source for '{lab}' ({path}). Sources: {names}.")
    return path


def lab_path(lab):
    path = NOTEBOOKS / f"{lab}.ipynb"
    if not path.is_file():
        raise SourceError(f"There is no lab '{lab}' ({path}); its source has nowhere to go.")
    return path


def labs():
    """The names of the labs that have exercises."""
    sources = SOURCES.glob("*/*.ipynb")
    return sorted(path.stem for path in sources if (NOTEBOOKS / path.name).is_file())


def read(path):
    return nbformat.read(path, as_version=4)


def tags(cell):
    return set(cell.metadata.get("tags", []))


def lab_text(cell, present):
    """What a shared cell of the source says in the lab, where `present` stands now."""
    if cell.cell_type == "markdown":
        # The lab numbers its sections.
        number = re.match(r"## \d+ ", present)
        return re.sub(r"^## ", number[0], cell.source) if number else cell.source
    return without_region(without_region(cell.source, "SOLUTION", OPEN_ANSWER), "HIDDEN TESTS")


def refresh(lab):
    """The lab with the exercise cells of its source, and the ids of the cells that differed."""
    cells = [cell for cell in read(source_path(lab)).cells if tags(cell) & SHARED_TAGS]
    book, changed = read(lab_path(lab)), []
    places = {cell.id: cell for cell in book.cells}
    for cell in cells:
        if cell.id not in places:
            raise SourceError(f"{lab}.ipynb has no cell '{cell.id}'; add an empty one of that id.")
        place = places[cell.id]
        text = lab_text(cell, place.source)
        if place.source == text:
            continue
        place.source = text
        changed.append(cell.id)
        if place.cell_type == "code":
            place.outputs, place.execution_count = [], None
    return book, changed


def solved(lab):
    """The page that students read after the deadline: text, words on why, solutions and visible tests."""
    book = read(source_path(lab))
    for cell in book.cells:
        cell.source = without_markers(without_region(cell.source, "HIDDEN TESTS"), "SOLUTION")
        cell.metadata.pop("nbgrader", None)
        if "solution" in tags(cell):
            cell.metadata.tags.remove("solution")
    title = book.cells[0]
    title.source = title.source.replace(": exercises", ": solutions", 1)
    return book


def write_labs(names, only_check):
    """Writes or compares the labs; returns whether all of them agreed with their sources."""
    agreed = True
    for lab in names:
        book, changed = refresh(lab)
        if not changed:
            continue
        agreed = False
        print(f"{lab}.ipynb: {', '.join(changed)} {'differ' if only_check else 'written'}")
        if not only_check:
            nbformat.write(book, NOTEBOOKS / f"{lab}.ipynb")
    return agreed


def write_solutions(names, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for lab in names:
        path = folder / f"{lab}-solutions.ipynb"
        nbformat.write(solved(lab), path)
        print(path)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    to_labs = commands.add_parser("labs", help="write the exercise cells of the labs")
    to_labs.add_argument("--check", action="store_true", help="write nothing, only compare")
    to_solutions = commands.add_parser("solutions", help="write the notebooks with solutions")
    to_solutions.add_argument("--output", type=pathlib.Path, required=True, metavar="DIR")
    for command in (to_labs, to_solutions):
        command.add_argument("names", nargs="*", metavar="LAB", help="such as 04-mixtures-and-em")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    names = [name.removesuffix(".ipynb") for name in options.names] or labs()
    try:
        if options.command == "solutions":
            write_solutions(names, options.output)
            return 0
        agreed = write_labs(names, options.check)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    if options.check and not agreed:
        print("Write the labs from their sources: exercises.py labs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

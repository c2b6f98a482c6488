# SPDX-License-Identifier: MIT
"""The course's notebooks: they run from top to bottom, and what they hold is fit for readers and graders."""

import functools
import os
import re
import shutil
import subprocess
import sys

import nbclient
import nbformat
import pytest
from conftest import ROOT

from curriculum import LABS
from notebooks import METADATA

pytestmark = pytest.mark.swift

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIGURES = {"image/png", "image/svg+xml", "application/pdf"}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@functools.cache
def executed(path):
    """The notebook after a run from top to bottom."""
    book = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(
        book, timeout=600, kernel_name="swift", allow_errors=True, resources=resources
    ).execute()
    if not os.environ.get("LECTERN_DATA") and lacks_data(book):
        pytest.skip("a data set is not here, and there is no network to fetch it from")
    return book


def lacks_data(book):
    """Whether a cell ended because a data set was neither found nor downloaded."""
    return any(
        output.output_type == "error" and " is not here: " in output.evalue
        for output in outputs(book)
    )


def outputs(book):
    return [output for cell in book.cells for output in cell.get("outputs", [])]


def verified(book):
    """The rows of the course's plan that a lab's last cell reports as verified."""
    text = "".join(output.get("text", "") for output in outputs(book))
    return set(re.findall(r"^PASS ([A-Z]+\d?-\d+\w?) ", text, re.MULTILINE)), text


@pytest.mark.parametrize("name", LABS)
def test_a_lab_verifies_every_row_of_its_share(name):
    found, text = verified(executed(ROOT / "notebooks" / f"{name}.ipynb"))
    assert "FAIL " not in text
    assert sorted(LABS[name] - found) == []


@pytest.mark.parametrize("name", LABS)
def test_a_lab_is_published_with_the_outputs_of_its_full_profile(name):
    book = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    found, text = verified(book)
    assert "FAIL " not in text
    assert sorted(LABS[name] - found) == []
    assert not [output for output in outputs(book) if output.output_type == "error"]


def test_there_are_notebooks():
    assert NOTEBOOKS


@every_notebook
def test_a_notebook_runs_without_errors_and_without_stderr(path):
    for output in outputs(executed(path)):
        assert output.output_type != "error", "\n".join(output.traceback)
        assert output.get("name") != "stderr", output.text


@every_notebook
def test_every_figure_has_all_formats_and_a_name_of_its_own(path):
    figures = [o for o in outputs(executed(path)) if "image/png" in o.get("data", {})]
    assert figures
    for figure in figures:
        assert FIGURES <= figure.data.keys() and figure.data["text/plain"]
    names = [figure.metadata.get("filename") for figure in figures]
    assert all(names) and len(set(names)) == len(names)


def export(path, kind, folder):
    """Exports an executed notebook; returns what nbconvert had to say."""
    nbformat.write(executed(path), folder / path.name)
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", kind, path.name]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


def assert_no_warning(said):
    assert not [line for line in said.splitlines() if "WARN" in line or "Error" in line], said


GALLERY = ROOT / "notebooks" / "gallery.ipynb"


@pytest.mark.parametrize("kind", ["html", "slides", "markdown"])
def test_the_gallery_is_exported_without_a_warning(tmp_path, kind):
    assert_no_warning(export(GALLERY, kind, tmp_path))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xelatex"), reason="xelatex is not installed")
def test_the_gallery_becomes_a_pdf_without_a_warning(tmp_path):
    assert_no_warning(export(GALLERY, "pdf", tmp_path))
    assert (tmp_path / "gallery.pdf").read_bytes().startswith(b"%PDF")


def test_a_web_page_describes_every_figure(tmp_path):
    export(GALLERY, "html", tmp_path)
    images = re.findall(r"<img[^>]*>", (tmp_path / "gallery.html").read_text())
    words = [re.search(r'alt="([^"]*)"', image) for image in images]
    assert images and all(words)
    assert not {"", "No description has been provided for this image"} & {w[1] for w in words}


@every_notebook
def test_a_notebook_is_valid_and_says_that_it_is_swift(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert METADATA["swift"]["kernelspec"].items() <= book.metadata.kernelspec.items()
    assert METADATA["swift"]["language_info"].items() <= book.metadata.language_info.items()
    assert book.cells[0].cell_type == "markdown"


@every_notebook
def test_cells_are_short(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert max(len(cell.source.splitlines()) for cell in cells) <= 25

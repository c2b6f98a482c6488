# SPDX-License-Identifier: MIT
"""Clients that people and graders use, run as they run them."""

import os
import shutil
import subprocess
import sys

import nbclient
import nbformat
import pexpect
import pytest

from notebooks import METADATA, notebook, outputs, write

CELLS = ("# A heading", "hello", "print_and_result", "display")


@pytest.fixture
def small(tmp_path, code):
    """A notebook with text, a stream, a value and a display."""
    cells = [cell if cell.startswith("# ") else getattr(code, cell) for cell in CELLS]
    return write(tmp_path / "small.ipynb", code.name, *cells)


def jupyter(folder, *words, ok=True):
    """Runs a Jupyter command in a folder and returns what it printed."""
    ended = subprocess.run(
        [sys.executable, "-m", "jupyter", *map(str, words)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    assert (ended.returncode == 0) is ok, ended.stderr
    return ended.stdout + ended.stderr


def executed(code, *cells, **options):
    book = notebook(code.name, *cells)
    nbclient.NotebookClient(book, timeout=120, **options).execute()
    return book


def test_nbclient_executes_a_notebook(code):
    book = executed(code, code.hello, code.one)
    assert book.cells[0].outputs[0].text == "hello, world\n"
    assert book.cells[1].outputs[0].data["text/plain"] == "2"


def test_nbclient_reports_a_failing_cell_and_can_go_on(code):
    with pytest.raises(nbclient.exceptions.CellExecutionError) as failure:
        executed(code, code.error, code.one)
    assert failure.value.ename == code.error_name and code.error_name in str(failure.value)
    book = executed(code, code.error, code.one, allow_errors=True)
    assert book.cells[0].outputs[0].ename == code.error_name
    assert len(book.cells[0].outputs) == 1
    assert book.cells[1].outputs[0].data["text/plain"] == "2"


def test_a_cell_that_never_ends_is_stopped_and_the_next_ones_run(code):
    """The way of graders: a time limit, an interrupt, four seconds for the kernel to become idle."""
    book = notebook(code.name, code.assign("kept", 3), code.spin, "kept")
    client = nbclient.NotebookClient(book, timeout=3, interrupt_on_timeout=True, allow_errors=True)
    client.execute()
    errors = [output for output in book.cells[1].outputs if output.output_type == "error"]
    assert errors
    assert book.cells[2].outputs[0].data["text/plain"] == "3"


def test_input_fails_at_once_where_nobody_can_answer(code):
    with pytest.raises(nbclient.exceptions.CellExecutionError):
        executed(code, code.read)


def test_nbconvert_executes_and_writes_html(tmp_path, small):
    jupyter(tmp_path, "nbconvert", "--to", "html", "--execute", small.name)
    page = (tmp_path / "small.html").read_text()
    assert "hello, world" in page and "<b>bold</b>" in page and "42" in page


def test_nbconvert_writes_notebook_markdown_and_script(tmp_path, small, code):
    jupyter(tmp_path, "nbconvert", "--to", "notebook", "--execute", "--inplace", small.name)
    assert len(outputs(small)) == 4
    # An executed notebook says what it is, whatever it said before.
    assert nbformat.read(small, as_version=4).metadata.language_info.name == code.name
    jupyter(tmp_path, "nbconvert", "--to", "markdown", small.name)
    text = (tmp_path / "small.md").read_text()
    assert f"```{code.name}" in text and "hello, world" in text
    jupyter(tmp_path, "nbconvert", "--to", "script", small.name)
    suffix = {"swift": ".swift", "python": ".py"}[code.name]
    assert code.hello in (tmp_path / f"small{suffix}").read_text()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xelatex"), reason="xelatex is not installed")
def test_nbconvert_writes_pdf(tmp_path, small):
    jupyter(tmp_path, "nbconvert", "--to", "pdf", "--execute", small.name)
    assert (tmp_path / "small.pdf").read_bytes().startswith(b"%PDF")


def test_nbconvert_fails_with_the_whole_error(tmp_path, code):
    write(tmp_path / "failing.ipynb", code.name, code.error)
    text = jupyter(
        tmp_path, "nbconvert", "--to", "notebook", "--execute", "failing.ipynb", ok=False
    )
    assert code.error_name in text and "CellExecutionError" in text


def test_jupyter_run_prints_what_a_file_prints(tmp_path, kernel_name, code):
    file = tmp_path / "program"
    file.write_text(code.hello)
    assert "hello, world" in jupyter(tmp_path, "run", "--kernel", kernel_name, file)


@pytest.fixture
def console(kernel_name, tmp_path):
    # A plain prompt: escape codes would only hide what is looked for.
    child = pexpect.spawn(
        sys.executable,
        ["-m", "jupyter", "console", "--kernel", kernel_name, "--simple-prompt"],
        cwd=str(tmp_path),
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "TERM": "dumb"},
        dimensions=(50, 200),
    )
    child.expect(r"In \[\d+\]: ")
    yield child
    child.close(force=True)


def test_the_console_runs_cells_and_shows_errors(console, code):
    child = console
    child.sendline(code.assign("n", 20))
    child.expect(r"In \[\d+\]: ")
    child.sendline("n + 22")
    child.expect(r"Out\[\d+\]: 42")
    child.expect(r"In \[\d+\]: ")
    child.sendline(code.unknown_name)
    child.expect(code.unknown_name + "[^\r\n]*\r\n")
    child.expect(code.unknown_name)
    child.expect(r"In \[\d+\]: ")
    child.sendeof()
    child.expect("really want to exit")
    child.sendline("y")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_nbval_finds_stored_outputs_again(tmp_path, small, kernel_name):
    jupyter(tmp_path, "nbconvert", "--to", "notebook", "--execute", "--inplace", small.name)
    words = [
        "-m",
        "pytest",
        "--nbval",
        "--nbval-kernel-name",
        kernel_name,
        "-p",
        "no:cacheprovider",
        small.name,
    ]
    ended = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout
    assert "3 passed" in ended.stdout


def test_papermill_runs_a_notebook(tmp_path, small, kernel_name):
    words = ["-m", "papermill", "-k", kernel_name, small.name, "out.ipynb"]
    ended = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    assert len(outputs(tmp_path / "out.ipynb")) == 4


@pytest.mark.swift
def test_a_committed_notebook_s_metadata_is_what_the_kernel_writes(tmp_path, small):
    jupyter(tmp_path, "nbconvert", "--to", "notebook", "--execute", "--inplace", small.name)
    metadata = nbformat.read(small, as_version=4).metadata
    assert METADATA["swift"]["kernelspec"]["language"] == metadata.kernelspec.language
    assert METADATA["swift"]["language_info"].items() <= metadata.language_info.items()

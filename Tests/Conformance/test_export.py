# SPDX-License-Identifier: MIT
"""What comes out of notebooks: figures, pages, print, scripts, and runs with other parameters."""

import base64
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys

import nbclient
import nbformat
import pytest
from conftest import ROOT
from kernel_process import KernelProcess

from notebooks import notebook, outputs, write

pytestmark = pytest.mark.swift

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HANDOUT = ROOT / "notebooks/course/handout/handout.tex"
needs_latex = pytest.mark.skipif(not shutil.which("xelatex"), reason="xelatex is not installed")

FIGURE_CELLS = [
    'import Generative\nlet squares = (1...4).map { Float($0 * $0) }\nprint("squares:", squares)',
    'Plot { Line(squares) }.title("Squares").axes(x: "n", y: "n²").named("squares")',
    "squares.count",
    "let squares = squares.reduce(0, +)",
    'display(Animation(over: 1...3) { n in Plot { Line([0, Float(n)]) } }.named("growth"))',
    "squares",
]


def run(*words, folder=None, environment=None, **options):
    return subprocess.run(
        list(map(str, words)),
        capture_output=True,
        text=True,
        timeout=900,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        **options,
    )


def lectern(*words, **options):
    return run(KernelProcess.specification("swift").argv[0], *words, **options)


def nbconvert(kind, folder, *notebooks):
    command = [sys.executable, "-m", "nbconvert", "--log-level=WARN", "--to", kind]
    return run(*command, "--output-dir", folder, *notebooks)


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A small notebook with two figures, executed."""
    path = tmp_path_factory.mktemp("executed") / "small.ipynb"
    book = notebook("swift", *FIGURE_CELLS)
    nbclient.NotebookClient(book, kernel_name="swift").execute()
    nbformat.write(book, path)
    return path


# --- Figures ---------------------------------------------------------------------------------------


def test_every_figure_is_written_under_its_name_as_the_notebook_holds_it(executed, tmp_path):
    ended = lectern("export", executed, "--figures", tmp_path / "new/folder")
    assert ended.returncode == 0 and ended.stdout.endswith(f"2 figures in {tmp_path}/new/folder/\n")
    figure = outputs(executed, "execute_result")[0]
    base = tmp_path / "new/folder/squares"
    assert base.with_suffix(".svg").read_text() == figure.data["image/svg+xml"]
    for kind, suffix in {"image/png": ".png", "application/pdf": ".pdf"}.items():
        assert base.with_suffix(suffix).read_bytes() == base64.b64decode(figure.data[kind])
    assert json.loads(base.with_suffix(".json").read_text()) == figure.metadata["lectern"]
    names = {path.name for path in base.parent.iterdir()}
    assert names == {f"{n}.{s}" for n in ("squares", "growth") for s in ("svg", "pdf", "png", "json")}


def test_an_animation_is_also_a_moving_picture_and_a_page(executed, tmp_path):
    ended = lectern("export", executed, "--figures", tmp_path, "--format", "apng,html")
    assert ended.returncode == 0, ended.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "growth.apng",
        "growth.html",
        "growth.json",
    }
    assert b"acTL" in (tmp_path / "growth.apng").read_bytes()
    page = (tmp_path / "growth.html").read_text()
    assert page.startswith("<!doctype html>") and "&quot;" not in page and "<script>" in page


def test_figures_are_listed_with_formats_and_words(executed):
    lines = lectern("export", executed, "--list").stdout.splitlines()
    assert re.fullmatch(r"squares +svg,pdf,png +cell 2 +Plot “Squares”.*", lines[0])
    assert re.fullmatch(r"growth +svg,pdf,png,apng,html +cell 5 +Animation of 3 figures.*", lines[1])


def test_several_notebooks_have_a_folder_each(executed, tmp_path):
    other = shutil.copy(executed, tmp_path / "other.ipynb")
    ended = lectern("export", executed, other, "--figures", tmp_path / "all", "--format", "svg")
    assert ended.returncode == 0
    written = {str(p.relative_to(tmp_path / "all")) for p in (tmp_path / "all").rglob("*.svg")}
    assert written == {f"{n}/{f}.svg" for n in ("small", "other") for f in ("squares", "growth")}


def changed(path, folder, change):
    """A copy of an executed notebook with a change made to each output that is a figure."""
    book = nbformat.read(path, as_version=4)
    for output in (output for cell in book.cells for output in cell.get("outputs", [])):
        if "image/png" in output.get("data", {}):
            change(output)
    nbformat.write(book, folder / "changed.ipynb")
    return folder / "changed.ipynb"


def test_formats_that_a_slimmed_notebook_lost_are_missed_and_the_others_written(executed, tmp_path):
    path = changed(executed, tmp_path, lambda output: output.data.pop("application/pdf"))
    assert lectern("export", path, "--figures", tmp_path / "a").returncode == 0
    ended = lectern("export", path, "--figures", tmp_path / "b", "--format", "pdf,svg")
    assert ended.returncode == 1 and "2 of 2 figures without pdf" in ended.stderr
    assert "execute it again" in ended.stderr and (tmp_path / "b/squares.svg").exists()


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("same", "cells 2 and 5 are both named 'same'"), ("../up", "no name of a file")],
)
def test_names_that_cannot_be_files_are_refused(executed, tmp_path, name, complaint):
    path = changed(executed, tmp_path, lambda output: output.metadata.update(filename=name))
    ended = lectern("export", path, "--figures", tmp_path / "out")
    assert ended.returncode == 1 and complaint in ended.stderr and ".named(…)" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_notebooks_without_figures_say_why(tmp_path):
    fresh = write(tmp_path / "fresh.ipynb", "swift", "1 + 1")
    ended = lectern("export", fresh, "--list")
    assert ended.returncode == 1 and "was not executed" in ended.stderr
    assert "jupyter nbconvert" in ended.stderr
    broken = tmp_path / "broken.ipynb"
    broken.write_text("no JSON")
    missing = tmp_path / "missing.ipynb"
    ended = lectern("export", broken, missing, fresh, "--figures", tmp_path / "out")
    assert ended.returncode == 1 and ended.stderr.count("lectern: ") == 3


def test_a_folder_that_cannot_be_written_is_named(executed, tmp_path):
    (tmp_path / "file").write_text("")
    ended = lectern("export", executed, "--figures", tmp_path / "file")
    assert ended.returncode == 1 and f"{tmp_path}/file" in ended.stderr
    assert "POSIX" not in ended.stderr


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("a.ipynb",),
        ("a.ipynb", "--list", "--figures", "x"),
        ("a.ipynb", "--figures", "x", "--format", "tiff"),
        ("a.ipynb", "--list", "--format", "svg"),
        ("a.ipynb", "b.ipynb", "--script", "x.swift"),
        ("a.ipynb", "--nonsense"),
    ],
)
def test_a_wrong_export_command_gets_a_hint(words):
    ended = lectern("export", *words)
    assert ended.returncode == 2 and "see `lectern --help`" in ended.stderr and not ended.stdout


# --- Scripts ---------------------------------------------------------------------------------------


def test_a_script_prints_and_draws_what_the_notebook_did(executed, tmp_path):
    ended = nbconvert("script", tmp_path, executed)
    assert ended.returncode == 0 and not ended.stderr, ended.stderr
    script = tmp_path / "small.swift"
    assert "let squares_1 = " in script.read_text() and "display(squares)" in script.read_text()
    compiled = lectern("compile", script, "-o", tmp_path / "small")
    assert compiled.returncode == 0, compiled.stderr
    ended = run(tmp_path / "small", environment={"LECTERN_FIGURES": str(tmp_path / "figures")})
    texts = [
        output.text if "text" in output else output.data["text/plain"] + "\n"
        for output in outputs(executed)
    ]
    assert ended.stdout == "".join(texts)
    assert lectern("export", executed, "--figures", tmp_path / "exported").returncode == 0
    for path in (tmp_path / "exported").glob("*.[sp][vn]g"):
        assert path.read_bytes() == (tmp_path / "figures" / path.name).read_bytes()


def test_the_printed_command_is_the_one_that_compiles(executed, tmp_path):
    script = tmp_path / "a b.swift"
    script.write_text("import Generative\nprint(Tensor([1, 2]).sum().scalar)\n")
    command = lectern("compile", script, "-o", tmp_path / "program", "--print").stdout
    assert run("sh", "-c", command).returncode == 0
    assert run(tmp_path / "program").stdout == "3.0\n"


def test_a_notebook_in_another_language_becomes_no_swift_script(tmp_path):
    path = write(tmp_path / "python.ipynb", "python", "1 + 1")
    ended = lectern("export", path, "--script", "-")
    assert ended.returncode == 1 and "written in python" in ended.stderr


@pytest.mark.slow
def test_every_notebook_becomes_a_script_that_the_compiler_takes(tmp_path):
    def refusal(path):
        script = tmp_path / f"{path.stem}.swift"
        lectern("export", path, "--script", script)
        return lectern("compile", script, "--", "-typecheck", "-suppress-warnings").stderr

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        refusals = list(pool.map(refusal, NOTEBOOKS))
    assert not any(refusals), "\n".join(refusals)


# --- Pages and print -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """All notebooks, as they are committed, in each format: the folder, and what nbconvert had to say."""

    def export(kind):
        folder = tmp_path_factory.mktemp(kind)
        return folder, nbconvert(kind, folder, *NOTEBOOKS)

    kinds = ["latex", "html", "slides", "markdown"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip(kinds, pool.map(export, kinds)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("html", ".html"), ("slides", ".slides.html"), ("latex", ".tex"), ("markdown", ".md")],
)
def test_every_notebook_is_exported_without_a_warning(exports, kind, suffix):
    folder, ended = exports[kind]
    assert ended.returncode == 0 and not ended.stderr, ended.stderr
    names = {path.name.removesuffix(suffix) for path in folder.glob(f"*{suffix}")}
    assert names == {path.stem for path in NOTEBOOKS}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["html", "slides"])
def test_pages_describe_all_pictures_and_highlight_all_code(exports, kind):
    for path in exports[kind][0].glob("*.html"):
        page = path.read_text()
        images = re.findall(r"<img[^>]*>", page)
        assert all(re.search(r'alt="[^"]+"', image) for image in images), path
        assert "No description has been provided" not in page
        assert 'class="highlight hl-swift"' in page and 'class="kd">import' in page
        # An ellipsis stands for code that is left out.
        wrong = set(re.findall(r'class="err">([^<]*)<', page)) - {"…"}
        assert not wrong, (path, wrong)


@pytest.mark.slow
@needs_latex
def test_print_has_every_letter_and_every_figure_as_vectors(exports):
    folder = exports["latex"][0]
    for stem in ("11-autoregressive-models", "05-variational-inference"):
        command = ("xelatex", "-interaction=nonstopmode", "-halt-on-error", f"{stem}.tex")
        ended = run(*command, folder=folder)
        assert ended.returncode == 0, ended.stdout[-2000:]
        log = (folder / f"{stem}.log").read_text(errors="replace")
        assert "Missing character" not in log
        figures = re.findall(r"<(?:use|\S*_files/)[^>]*>|File: \S*_files/(\S+)", log)
        assert figures and (not shutil.which("rsvg-convert") or any(".pdf" in f for f in figures))


@needs_latex
def test_the_handout_includes_the_figures_by_name(tmp_path):
    lab = ROOT / "notebooks/00-looking-at-data.ipynb"
    book = nbformat.read(lab, as_version=4)
    nbclient.NotebookClient(book, kernel_name="swift", timeout=300).execute()
    nbformat.write(book, tmp_path / "lab.ipynb")
    exported = lectern(
        "export", tmp_path / "lab.ipynb", "--figures", tmp_path / "figures", "--format", "pdf"
    )
    assert exported.returncode == 0, exported.stderr
    shutil.copy(HANDOUT, tmp_path)
    ended = run(
        "xelatex", "-interaction=nonstopmode", "-halt-on-error", "handout.tex", folder=tmp_path
    )
    assert ended.returncode == 0, ended.stdout[-2000:]
    log = (tmp_path / "handout.log").read_text(errors="replace")
    included = re.findall(r"File: figures/+(\w+)\.pdf", log)
    assert included == ["examples", "pixel_variance", "class_means", "class_frequencies"]
    assert not re.findall("Warning|Overfull|Missing character", log)


# --- Parameters ------------------------------------------------------------------------------------

PARAMETERS = """{list: [1, 2], flag: true, nothing: null, nested: {a: 1}, mixed: [1, a, null],
 empty: [], numbers: [1, 2.5, .nan], deep: {x: [1], y: {z: [a, null]}}, class: 7}"""


@pytest.fixture
def parametrised(tmp_path):
    defaults = 'let epochs = 10  // how often\nlet rate: Float = 0.1\nlet name = "x"'
    path = write(
        tmp_path / "in.ipynb",
        "swift",
        defaults,
        'print(epochs, rate, type(of: rate), name, separator: "|")',
    )
    book = nbformat.read(path, as_version=4)
    book.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(book, path)
    return path


def papermill(source, *words):
    return run(
        sys.executable, "-m", "papermill", source, source.with_name("out.ipynb"), *words
    )


def test_papermill_sets_parameters_in_the_types_of_their_defaults(parametrised):
    name = 'ä "q" \\(epochs)\n\t☃'
    ended = papermill(parametrised, "-p", "epochs", "3", "-p", "rate", "1", "-p", "name", name)
    assert ended.returncode == 0, ended.stderr
    texts = outputs(parametrised.with_name("out.ipynb"), "stream")
    assert texts[0].text == f"3|1.0|Float|{name}\n"


def test_papermill_passes_every_kind_of_value(parametrised):
    book = nbformat.read(parametrised, as_version=4)
    book.cells[1].source = (
        "print(list, flag, nothing as Any, nested, mixed, empty, numbers, `class`)\nprint(deep.count)"
    )
    nbformat.write(book, parametrised)
    ended = papermill(parametrised, "-y", PARAMETERS)
    assert ended.returncode == 0, ended.stderr
    assert outputs(parametrised.with_name("out.ipynb"), "stream")[0].text == (
        '[1, 2] true nil ["a": 1] [Optional(1), Optional("a"), nil] [] [1.0, 2.5, nan] 7\n2\n'
    )


def test_papermill_shows_the_parameters_of_a_notebook(parametrised):
    said = run(sys.executable, "-m", "papermill", "--help-notebook", parametrised).stdout
    assert re.search(r"rate: Float \(default 0.1\)", said) and "how often" in said


def test_a_name_that_is_none_in_swift_is_refused(parametrised):
    ended = papermill(parametrised, "-p", "learning-rate", "3")
    assert ended.returncode != 0 and "'learning-rate' is no name of a Swift variable" in ended.stderr


# --- Readers without a kernel ----------------------------------------------------------------------


def test_every_committed_notebook_is_valid_and_names_its_language():
    every = sorted((ROOT / "notebooks").rglob("*.ipynb"))
    assert len(every) > len(NOTEBOOKS)
    for path in every:
        book = nbformat.read(path, as_version=4)
        nbformat.validate(book)
        # What nbgrader, nbconvert, editors and code hosts each look at.
        assert book.metadata.kernelspec.language == book.metadata.language_info.name == "swift", path
        assert book.metadata.language_info.pygments_lexer == "swift", path
        identifiers = [cell.id for cell in book.cells]
        assert len(set(identifiers)) == len(identifiers), path

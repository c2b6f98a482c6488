# SPDX-License-Identifier: MIT
"""Directives: what a cell asks of its session in comments, which exported scripts keep."""

import os
import pathlib
import shutil
import subprocess
import time

import nbformat
import psutil
import pytest
from kernel_process import PATIENCE

pytestmark = pytest.mark.swift


@pytest.fixture
def notebook(tmp_path, monkeypatch, start, connect):
    """A client of a kernel that works in a folder of the test's own, with packages in a cache of its own."""
    monkeypatch.chdir(tmp_path)
    client = connect(start())
    client.folder = tmp_path
    return client


def ok(client, code):
    run = client.run(code)
    assert run.status == "ok", f"{code}\n{run.reply['content'].get('evalue')}"
    assert run.stderr == ""
    return run


def failure(client, code, name):
    content = client.run(code).reply["content"]
    assert content["status"] == "error", code
    assert content["ename"] == name, content
    return "\n".join([content["evalue"], *content["traceback"]])


def shown(run):
    return [data["text/plain"] for data in run.displays]


def rows(run):
    """The rows of the table that a run shows, each as its name and the rest."""
    lines = shown(run)[-1].split("\n")[2:]
    return {line.split()[0]: line for line in lines}


# --- The small ones


def test_time_is_one_line_beside_the_value_and_nothing_on_stderr(client):
    run = ok(client, "// why\n//% time\n(1...10).reduce(0, +)")
    assert run.result == "55"
    (line,) = shown(run)
    assert "compile" in line and "run" in line and "peak memory" in line and "\n" not in line


def test_time_is_told_of_a_cell_that_fails(client):
    run = client.run("//% time\nfatalError()")
    assert run.status == "error"
    assert "run" in shown(run)[0]


def test_help_is_a_table_of_all_directives(client):
    (data,) = ok(client, "//% help").displays
    assert "<table>" in data["text/html"]
    for name in ["time", "vars", "include", "package", "shell", "optimize", "reset", "help"]:
        assert f"//% {name}" in data["text/plain"]


def test_mistakes_name_the_line_and_what_to_write(client):
    assert "Did you mean `//% time`" in failure(client, "//% tiem\n1", "DirectiveError")
    text = failure(client, "let q = 1\n//% time", "DirectiveError")
    assert "above a cell's code" in text and ":2:1" in text
    assert failure(client, "q", "CompileError"), "nothing of the cell may have run"


def test_optimisation_can_be_asked_for_and_refused(client):
    # The compiler answers itself: true in code that is not optimised.
    question = "_isDebugAssertConfiguration()"
    assert ok(client, question).result == "true"
    assert ok(client, f"//% optimize\n{question}").result == "false"
    hot = f"for i in 0..<200_000 {{ _ = i }}\n{question}"
    assert ok(client, hot).result == "false"
    assert ok(client, f"//% optimize off\n{hot}").result == "true"


def test_directives_are_completed_and_explained(client):
    reply = client.ask("complete_request", {"code": "//% inc", "cursor_pos": 7})
    assert reply["matches"] == ["include"] and (reply["cursor_start"], reply["cursor_end"]) == (4, 7)
    reply = client.ask("inspect_request", {"code": "//% vars\n1", "cursor_pos": 6})
    assert "lists the session's variables" in reply["data"]["text/plain"]
    assert client.ask("is_complete_request", {"code": "//% vars"})["status"] == "complete"


def test_a_notebook_with_directives_is_a_script_that_compiles(tmp_path):
    from nbconvert.exporters import ScriptExporter

    cells = ["//% time\nlet x = 1", "//% shell ls\n//% reset", "// note\n//% optimize off\nprint(x)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.language_info = {"name": "swift", "file_extension": ".swift"}
    script, _ = ScriptExporter().from_notebook_node(notebook)
    file = tmp_path / "main.swift"
    file.write_text(script)
    subprocess.run(["swiftc", "-typecheck", file], check=True)


# --- Variables


def test_variables_are_listed_newest_first_and_only_those_in_force(fresh):
    ok(fresh, "let a = 1\nvar list = Array(1...1000), gone = 0")
    ok(fresh, 'func gone2() {}\nlet name = "é", a = 2.5')
    ok(fresh, "func gone() -> Int { 1 }")
    run = ok(fresh, "//% vars\nlet last: Int? = nil")
    table = rows(run)
    assert list(table) == ["last", "a", "name", "list"]
    assert "Int?" in table["last"] and "nil" in table["last"] and "In[4]" in table["last"]
    assert "Double" in table["a"] and "In[2]" in table["a"]
    assert "[Int]" in table["list"] and "1000 in all" in table["list"]
    assert "<table>" in run.displays[-1]["text/html"]
    swift = ok(fresh, 'variables.filter { $0.type == "Double" }.map(\\.value)')
    assert swift.result == '["2.5"]'


def test_a_list_of_variables_bears_what_descriptions_do(fresh):
    ok(
        fresh,
        "struct Bad: CustomStringConvertible { var description: String { fatalError() } }\n"
        "struct Slow: CustomStringConvertible { var description: String { while true {} } }\n"
        "struct Only: ~Copyable { var x = 1 }\n"
        "let first = 1, bad = Bad(), slow = Slow(), only = Only(), last = 2",
    )
    table = rows(ok(fresh, "//% vars"))
    assert "(its description fails)" in table["bad"]
    assert "(its description takes too long)" in table["slow"]
    assert "(cannot be copied)" in table["only"]
    assert table["first"].split() == ["first", "Int", "1", "In[1]"]
    assert table["last"].split() == ["last", "Int", "2", "In[1]"]
    assert ok(fresh, "first + last").result == "3"


def test_variables_of_a_failed_cell_reach_to_its_line(fresh):
    fresh.run("let above = 1\nlet bad = [0][3]\nlet below = 2")
    assert list(rows(ok(fresh, "//% vars"))) == ["above"]


def test_a_tensor_is_told_by_shape_and_range(fresh):
    ok(fresh, "import Generative\nlet t = Tensor([[1, 2, 3], [4, 5, 6]])")
    row = rows(ok(fresh, "//% vars"))["t"]
    assert "Tensor" in row and "[2, 3] · 1 … 6" in row


def test_the_cursor_shows_a_variable_s_value(fresh):
    ok(fresh, "let xs = [1, 2, 3]\nfunc twice(_ n: Int) -> Int { 2 * n }")
    def ask(code, channel="shell"):
        return fresh.ask("inspect_request", {"code": code, "cursor_pos": 1}, channel)

    assert "let xs: [Int] = [1, 2, 3]" in ask("xs")["data"]["text/plain"]
    assert " = " not in ask("twice(2)")["data"]["text/plain"]
    request = fresh.execute("while true {}")
    fresh.wait_until_running(request)
    # Values are never looked at while a cell runs.
    assert "[1, 2, 3]" not in str(ask("xs", "control"))
    fresh.interrupt()
    assert fresh.finish(request).status == "error"


# --- Shell and files


def test_a_command_runs_in_the_notebook_s_folder_before_the_code(notebook):
    run = ok(notebook, '//% shell echo "$PWD"; echo err >&2; cat; echo made > made.txt\nprint("code")')
    assert run.stdout == f"{notebook.folder}\nerr\ncode\n"
    assert (notebook.folder / "made.txt").read_text() == "made\n"


def test_a_command_that_fails_ends_the_cell(notebook):
    text = failure(notebook, '//% shell exit 3\nprint("never")', "ShellError")
    assert "exited with code 3" in text


def test_an_interrupt_ends_a_command_with_all_that_it_started(notebook):
    request = notebook.execute("//% shell sleep 600.25 & echo begun; sleep 600.5")
    notebook.wait_for_output(request, "begun")
    notebook.interrupt()
    reply = notebook.finish(request).reply["content"]
    assert reply["ename"] == "Interrupted"

    def alive():
        commands = [p.info["cmdline"] or [] for p in psutil.process_iter(["cmdline"])]
        return [c for c in commands if c[:1] == ["sleep"] and c[1:] in (["600.25"], ["600.5"])]

    notebook.until(lambda: not alive(), "end of the programs")
    assert ok(notebook, "1 + 1").result == "2"


def test_an_included_file_declares_for_the_session(notebook):
    file = notebook.folder / "helpers.swift"
    file.write_text("func twice(_ n: Int) -> Int { 2 * n }\nlet four = twice(2)\nfour\n")
    run = ok(notebook, "//% include helpers.swift\ntwice(four)")
    assert run.result == "8" and len(run.content("execute_result")) == 1
    file.write_text("func twice(_ n: Int) -> Int { n + n + 1 }\n")
    assert ok(notebook, "//% include helpers.swift\ntwice(four)").result == "9"


def test_messages_about_an_included_file_name_its_lines(notebook):
    file = notebook.folder / "helpers.swift"
    file.write_text('\n\nfunc f() -> Int { "a" }\n')
    assert "helpers.swift:3:19" in failure(notebook, "//% include helpers.swift", "CompileError")
    file.write_text("\nfunc g(_ i: Int) -> Int {\n  [1][i]\n}\n")
    ok(notebook, "//% include helpers.swift")
    assert "helpers.swift:3:" in failure(notebook, "g(5)", "Fatal error")
    text = failure(notebook, "//% include nowhere.swift", "IncludeError")
    assert str(notebook.folder) in text
    file.write_text("//% include helpers.swift\n")
    assert "includes itself" in failure(notebook, "//% include helpers.swift", "IncludeError")


# --- A fresh session


def test_a_reset_forgets_everything_and_says_so_once(fresh):
    ok(fresh, "let x = 1")
    run = ok(fresh, "//% reset\nlet y = 2\ny")
    assert run.result == "2" and len(shown(run)) == 1 and "reset" in shown(run)[0]
    text = failure(fresh, "x", "CompileError")
    assert "`x` was defined in In[1], whose session ended at In[2]" in text
    assert shown(ok(fresh, "y")) == []
    assert list(rows(ok(fresh, "//% vars"))) == ["y"]


def test_names_are_explained_across_expressions_of_front_ends(fresh):
    fresh.run("let x = 1", user_expressions={"twice": "x + x"})
    ok(fresh, "//% reset")
    assert "`x` was defined in In[1]" in failure(fresh, "x", "CompileError")


# --- Packages

MANIFEST = """// swift-tools-version: 5.9
import PackageDescription
let package = Package(
  name: "Knots", products: [.library(name: "Knots", targets: ["Knots"])],
  targets: [.target(name: "CRope"), .target(name: "Knots", dependencies: ["CRope"])])
"""
KNOT = """import CRope
public struct Knot: Equatable {
  public var turns: Int
  public init(turns: Int) { self.turns = turns }
  public var length: Int { Int(rope_length(Int32(turns))) }
}
public func spin() { while true {} }
"""


def git(folder, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A package with a C part, in a repository with the versions 1.0.0 and 1.1.0."""
    folder = tmp_path_factory.mktemp("packages") / "Knots"
    (folder / "Sources/Knots").mkdir(parents=True)
    (folder / "Sources/CRope/include").mkdir(parents=True)
    (folder / "Package.swift").write_text(MANIFEST)
    (folder / "Sources/CRope/include/rope.h").write_text("int rope_length(int knots);\n")
    (folder / "Sources/CRope/rope.c").write_text(
        '#include "rope.h"\nint rope_length(int knots) { return 3 * knots; }\n'
    )
    knot = folder / "Sources/Knots/Knot.swift"
    knot.write_text(KNOT)
    git(folder, "init", "-q")
    for version, more in [("1.0.0", ""), ("1.1.0", "public let edition = 2\n")]:
        knot.write_text(KNOT + more)
        git(folder, "add", ".")
        git(folder, "commit", "-qm", version, "--allow-empty")
        git(folder, "tag", version)
    return folder


@pytest.fixture
def builder(start, connect):
    """A client of a kernel; what it builds for good leaves the account's cache with the test."""
    default = pathlib.Path.home() / ".cache/lectern"
    packages = pathlib.Path(os.environ.get("LECTERN_CACHE", default)) / "packages"
    before = set(packages.glob("*"))
    yield connect(start())
    for entry in set(packages.glob("*Knots*")) - before:
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


@pytest.mark.slow
def test_a_package_is_built_once_and_imported_in_any_cell(builder, start, connect, repository):
    line = f"//% package file://{repository} 1.0.0"
    ok(builder, "let before = 1")
    run = ok(builder, f"{line}\nimport Knots\nlet k = Knot(turns: 4)\nk.length + before")
    assert run.result == "13"
    updates = [c["data"]["text/plain"] for c in run.content("update_display_data")]
    assert len(shown(run)) == 1, "progress is one output that changes"
    assert updates[-1].startswith("Knots 1.0.0: import Knots (built in")
    assert ok(builder, "Knot(turns: 4) == k").result == "true"
    assert "length" in str(
        builder.ask("complete_request", {"code": "Knot(turns: 1).le", "cursor_pos": 17})["matches"]
    )
    again = ok(builder, f"{line}\nk == Knot(turns: 4)")
    assert again.result == "true" and "from the cache" in shown(again)[0]

    other = connect(start())
    run = ok(other, f"{line}\nimport Knots\nKnot(turns: 2).length")
    assert run.result == "6" and "from the cache" in shown(run)[0]

    builder.run("import Glibc\nkill(getpid(), 9)")
    assert ok(builder, "import Knots\nKnot(turns: 3).length").result == "9"
    request = builder.execute("spin()")
    builder.wait_until_running(request)
    time.sleep(0.5)
    builder.interrupt()
    assert builder.finish(request).reply["content"]["ename"] == "Interrupted"
    text = failure(builder, f"//% package file://{repository} 1.1.0", "PackageError")
    assert "already loaded" in text and "//% reset" in text


@pytest.mark.slow
def test_a_folder_is_built_as_it_stands_and_its_errors_are_short(builder, repository, tmp_path):
    folder = tmp_path / "Knots"
    shutil.copytree(repository, folder)
    assert ok(builder, f"//% package {folder}\nimport Knots\nedition").result == "2"
    with (folder / "Sources/Knots/Knot.swift").open("a") as file:
        file.write('public let wrong: Int = "x"\n')
    text = failure(builder, f"//% reset\n//% package {folder}", "PackageError")
    assert "Knot.swift:9:25: cannot convert value of type 'String'" in text
    assert len(text.split("\n")) < 10
    assert ok(builder, "1 + 1").result == "2"


@pytest.mark.slow
def test_an_interrupt_ends_a_build_which_is_taken_up_again(builder, repository, tmp_path):
    folder = tmp_path / "Knots"
    shutil.copytree(repository, folder)
    (folder / "Sources/Knots/More.swift").write_text("let more = [1, 2].map { $0 + 1 }\n")
    request = builder.execute(f"//% package {folder}\n1")
    builder.until(
        lambda: any("compiling" in str(m["content"]) for m in builder.published(request)), "a step"
    )
    builder.interrupt()
    assert builder.finish(request).reply["content"]["ename"] == "Interrupted"
    builder.until(lambda: not builder.kernel.children("--package-path"), "end of the build")
    assert ok(builder, f"//% package {folder}\nimport Knots\nKnot(turns: 1).length").result == "3"


def test_a_version_that_does_not_exist_is_told_in_a_line(builder, repository):
    text = failure(builder, f"//% package file://{repository} 9.0.0", "PackageError")
    assert "9.0.0" in text and len(text.split("\n")) < 10
    assert "no Package.swift" in failure(builder, "//% package nowhere", "PackageError")


@pytest.mark.slow
def test_a_published_package_with_a_dependency(builder, tmp_path):
    url = "https://github.com/apple/swift-algorithms"
    probe = subprocess.run(["git", "ls-remote", url, "1.2.1"], capture_output=True, timeout=PATIENCE)
    if probe.returncode != 0:
        pytest.skip(f"{url} cannot be reached")
    code = f"//% package {url} 1.2.1\nimport Algorithms\n[1, 2, 3].adjacentPairs().map {{ $0 + $1 }}"
    assert builder.run(code, timeout=10 * PATIENCE).result == "[3, 5]"


@pytest.mark.parametrize("line", ["shell kill -9 $PPID", "reset", "package . 1.0.0"])
def test_a_graded_cell_starts_no_programs_and_ends_no_session(start, connect, line):
    client = connect(start(environment={"NBGRADER_EXECUTION": "autograde"}))
    client.run("let kept = 41")
    refused = client.run(f"//% {line}\nlet after = 1")
    assert refused.reply["content"]["ename"] == "DirectiveError"
    assert "graded run" in refused.reply["content"]["evalue"]
    assert client.run("kept + 1").result == "42"

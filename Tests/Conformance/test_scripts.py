# SPDX-License-Identifier: MIT
"""The entry scripts and the command line, as a person meets them."""

import json
import os
import re
import shutil
import subprocess

import pytest
from conftest import ROOT

from notebooks import outputs, write

pytestmark = pytest.mark.swift


def script(name, *words, environment=None):
    return subprocess.run(
        [ROOT / "kernelspec" / name, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=900,
        env={**os.environ, **(environment or {})},
    )


@pytest.mark.parametrize("name", ["lab", "test"])
def test_help_names_every_option(name):
    ended = script(name, "--help")
    assert ended.returncode == 0 and ended.stdout.startswith(f"Usage: ./kernelspec/{name}")
    cases = re.findall(
        r"^ {4}(--[a-z-]+)(?: \| -\w)?\)", (ROOT / "kernelspec" / name).read_text(), re.MULTILINE
    )
    assert cases and all(option in ended.stdout for option in cases)


@pytest.mark.parametrize(
    "words",
    [
        ("lab", "--nonsense"),
        ("lab", "word"),
        ("lab", "--execute"),
        ("lab", "--output"),
        ("test", "--nonsense"),
    ],
)
def test_a_wrong_command_line_gets_the_usage(words):
    ended = script(*words)
    assert ended.returncode == 2 and "Usage: " in ended.stderr and not ended.stdout


def test_a_missing_notebook_is_named():
    ended = script("lab", "--execute", "no-such-notebook.ipynb")
    assert ended.returncode == 1 and "There is no notebook 'no-such-notebook.ipynb'" in ended.stderr


def test_without_swift_the_script_says_how_to_get_it(tmp_path):
    for tool in ("bash", "env", "dirname", "sed", "head", "cat", "sha256sum", "id"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    ended = script("lab", "--setup-only", environment={"PATH": str(tmp_path)})
    assert ended.returncode == 1 and "https://www.swift.org/install" in ended.stderr


def test_setting_up_again_does_nothing_again():
    ended = script("lab", "--setup-only")
    assert ended.returncode == 0, ended.stderr
    assert not re.search("Installing|Making|Installed", ended.stdout)


def test_executing_leaves_notebook_page_and_figures(tmp_path):
    figure = 'Plot { Line([1, 4, 9]) }.title("squares").axes(x: "n", y: "n²").named("squares")'
    path = write(tmp_path / "one.ipynb", "swift", "import Generative", figure, 'print("done")')
    output = tmp_path / "results"
    ended = script("lab", "--execute", path, "--output", output)
    assert ended.returncode == 0, ended.stderr
    assert outputs(output / "one.ipynb", "stream")[0].text == "done\n"
    assert "done" in (output / "one.html").read_text()
    kinds = {"squares.png": b"\x89PNG", "squares.svg": b"<", "squares.pdf": b"%PDF"}
    for name, start in kinds.items():
        assert (output / "one_files" / name).read_bytes().startswith(start)
    manifest = json.loads((output / "one_files" / "squares.json").read_text())
    assert manifest["kind"] == "plot"
    # The source stays as it was.
    assert not outputs(path)


def test_a_failing_cell_fails_the_execution_and_keeps_what_ran(tmp_path):
    path = write(tmp_path / "bad.ipynb", "swift", 'print("first")', 'fatalError("stop here")')
    ended = script("lab", "--execute", path, "--output", tmp_path)
    assert ended.returncode == 1 and "stop here" in ended.stderr
    assert outputs(tmp_path / "bad.ipynb", "stream")[0].text == "first\n"


def lectern(kernel_name, *words):
    from kernel_process import KernelProcess

    program = KernelProcess.specification(kernel_name).argv[0]
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, timeout=300)


def test_an_installed_kernel_stands_alone_and_can_be_removed(kernel_name, tmp_path):
    installed = lectern(
        kernel_name, "install", "--prefix", tmp_path, "--name", "other", "--display-name", "Other"
    )
    assert installed.returncode == 0, installed.stderr
    folder = tmp_path / "share/jupyter/kernels/other"
    specification = json.loads((folder / "kernel.json").read_text())
    assert specification["display_name"] == "Other"
    assert specification["argv"][0].startswith(str(tmp_path)) and "@" not in json.dumps(
        specification
    )
    # The command is the only link, and leads to the copy.
    command = tmp_path / "bin/lectern-other"
    assert [path for path in tmp_path.rglob("*") if path.is_symlink()] == [command]
    assert command.resolve() == (tmp_path / "lib/lectern/other/lectern").resolve()
    assert (
        lectern(kernel_name, "uninstall", "--prefix", tmp_path, "--name", "other").returncode == 0
    )
    assert not folder.exists() and not command.is_symlink()


def test_the_doctor_finds_nothing(kernel_name):
    ended = lectern(kernel_name, "doctor")
    assert ended.returncode == 0, ended.stdout
    assert "FAIL" not in ended.stdout and "a trial cell" in ended.stdout


@pytest.mark.parametrize(
    "words", [("nonsense",), ("install", "--nonsense"), ("kernel",), ("install", "--name")]
)
def test_a_wrong_command_of_the_program_gets_a_hint(kernel_name, words):
    ended = lectern(kernel_name, *words)
    assert (
        ended.returncode == 2 and ended.stderr.startswith("lectern: ") and "--help" in ended.stderr
    )


def test_the_version_is_the_newest_of_the_changelog(kernel_name):
    version = lectern(kernel_name, "--version").stdout.split()[-1]
    newest = re.search(
        r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert newest and newest.group(1) == version


def test_every_command_of_the_readme_exists():
    readme = (ROOT / "README.md").read_text()
    commands = re.findall(
        r"^(\./\S+)",
        "\n".join(re.findall(r"```(?:sh|bash)\n(.*?)```", readme, re.DOTALL)),
        re.MULTILINE,
    )
    assert {"./kernelspec/lab", "./kernelspec/test"} <= set(commands)
    for command in commands:
        assert os.access(ROOT / command, os.X_OK), command


def test_the_swift_of_the_readme_runs(client):
    cells = re.findall(r"```swift\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(cells) == 2
    for cell in cells:
        # One epoch shows as well as ten that the lines run.
        run = client.run(cell.replace("prefix(10)", "prefix(1)"), timeout=120)
        assert run.status == "ok", run.reply["content"].get("evalue")
        assert "image/png" in run.content("execute_result")[0]["data"]


def test_every_link_of_the_readme_leads_somewhere():
    readme = (ROOT / "README.md").read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert links and all((ROOT / link).exists() for link in links)

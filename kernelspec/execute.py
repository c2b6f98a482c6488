# SPDX-License-Identifier: MIT
"""Executes notebooks with the Swift kernel and leaves notebook, HTML page and figures in a folder.

    python execute.py --output DIR NOTEBOOK…

`lectern export` writes the figures. The exit code is 1 when a cell failed; what ran before it is still written.
"""

import argparse
import pathlib
import subprocess
import sys
import time

import nbclient
import nbclient.exceptions
import nbformat
from lectern_jupyter.script import program


def run_cells(notebook, folder):
    """Runs all cells in place; returns the error of the first failing cell, or None."""
    client = nbclient.NotebookClient(
        notebook,
        timeout=None,
        kernel_name="swift",
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except (nbclient.exceptions.CellControlSignal, nbclient.exceptions.DeadKernelError) as error:
        return str(error).rstrip()
    return None


def export_figures(notebook, path):
    """Writes every figure of an executed notebook into a folder beside it; returns whether that succeeded."""
    data = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    if not any(kind.startswith("image/") for formats in data for kind in formats):
        return True
    folder = path.with_name(f"{path.stem}_files")
    command = [program("swift"), "export", path, "--figures", folder]
    return subprocess.run(command, check=False).returncode == 0


def execute(path, output):
    """Executes one notebook; returns whether all its cells succeeded."""
    print(f"{path.name}: running", flush=True)
    start = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    failure = run_cells(notebook, path.parent)
    nbformat.write(notebook, output / path.name)
    # The command, unlike its classes, reads the environment's settings for pages.
    page = [sys.executable, "-m", "nbconvert", "--log-level=WARN", "--to=html", output / path.name]
    subprocess.run(page, check=True)
    if failure:
        print(failure, file=sys.stderr)
    succeeded = export_figures(notebook, output / path.name) and not failure
    state = "done" if succeeded else "FAILED"
    print(f"{path.name}: {state} after {time.monotonic() - start:.1f} s", flush=True)
    return succeeded


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("notebooks", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    names = [path.name for path in options.notebooks]
    if len(set(names)) < len(names):
        parser.error("two notebooks have the same name and would overwrite each other")
    options.output.mkdir(parents=True, exist_ok=True)
    results = [execute(path.resolve(), options.output) for path in options.notebooks]
    print(f"Results are in {options.output}/")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

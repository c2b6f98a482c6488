# SPDX-License-Identifier: MIT
"""Executes notebooks with the Swift kernel and leaves notebook, HTML page and figures in a folder.

    python execute.py --output DIR NOTEBOOK…

Figures are named after `metadata.filename` of their output, else after notebook, cell and output.
The exit code is 1 when a cell failed; what ran before it is still written.
"""

import argparse
import base64
import json
import pathlib
import sys
import time

import nbclient
import nbclient.exceptions
import nbconvert
import nbformat

FIGURE_SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
}


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


def figures(notebook, stem):
    """Yields the name (without suffix), the data and the manifest of each output that holds a picture."""
    taken = set()
    for number, cell in enumerate(notebook.cells):
        for position, output in enumerate(cell.get("outputs", [])):
            data = output.get("data", {})
            if not FIGURE_SUFFIXES.keys() & data.keys():
                continue
            fallback = f"{stem}_{number}_{position}"
            metadata = output.get("metadata", {})
            name = metadata.get("filename") or fallback
            name = pathlib.PurePath(name).name
            if name in taken:
                name = f"{name}_{number}_{position}"
            taken.add(name)
            yield name, data, metadata.get("lectern")


def write_figures(notebook, folder, stem):
    """Writes every picture in every format that it has, and what it shows; returns how many there are."""
    count = 0
    for name, data, manifest in figures(notebook, stem):
        count += 1
        folder.mkdir(parents=True, exist_ok=True)
        if manifest:
            text = json.dumps(manifest, indent=2, ensure_ascii=False)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        for mime, suffix in FIGURE_SUFFIXES.items():
            if mime not in data:
                continue
            text = "".join(data[mime])
            content = text.encode() if suffix == ".svg" else base64.b64decode(text)
            (folder / f"{name}{suffix}").write_bytes(content)
    return count


def execute(path, output):
    """Executes one notebook; returns whether all its cells succeeded."""
    print(f"{path.name}: running", flush=True)
    start = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    failure = run_cells(notebook, path.parent)
    nbformat.write(notebook, output / path.name)
    page, _ = nbconvert.HTMLExporter(template_name="lectern").from_notebook_node(
        notebook, resources={"metadata": {"name": path.stem}}
    )
    (output / f"{path.stem}.html").write_text(page, encoding="utf-8")
    count = write_figures(notebook, output / f"{path.stem}_files", path.stem)
    if failure:
        print(failure, file=sys.stderr)
    state = "FAILED" if failure else "done"
    print(
        f"{path.name}: {state} after {time.monotonic() - start:.1f} s, {count} figures", flush=True
    )
    return not failure


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

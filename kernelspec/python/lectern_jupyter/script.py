# SPDX-License-Identifier: MIT
"""The exporter behind `jupyter nbconvert --to script` for notebooks in Swift."""

import shutil
import subprocess

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbconvert.exporters.exporter import Exporter
from traitlets import default


class SwiftExporter(Exporter):
    """Writes a notebook as one Swift file that `lectern compile` makes a program of."""

    output_mimetype = "text/x-swift"
    export_from_notebook = "Swift script"

    @default("file_extension")
    def _file_extension_default(self):
        return ".swift"

    def from_notebook_node(self, nb, resources=None, **kw):
        """The script's text; the kernel's own parser and compiler make it."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        name = notebook.metadata.get("kernelspec", {}).get("name", "swift")
        ended = subprocess.run(
            [program(name), "export", "-", "--script", "-"],
            input=nbformat.writes(notebook),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if ended.returncode:
            raise RuntimeError(ended.stderr.strip() or "lectern ended without a script")
        return ended.stdout, resources


def program(kernel):
    """The kernel's executable, as its kernelspec names it, else the one on the PATH."""
    try:
        return KernelSpecManager().get_kernel_spec(kernel).argv[0]
    except NoSuchKernel:
        found = shutil.which("lectern")
    if not found:
        raise RuntimeError(
            f"the kernel '{kernel}' is not installed here: run `lectern install`, then try again"
        )
    return found

# SPDX-License-Identifier: MIT
"""Packs lectern_jupyter, the nbconvert templates and their settings as a wheel, for pip.

A wheel is a zip archive with three lists in it: writing them here spares a build tool and its download.
"""

import base64
import hashlib
import pathlib
import zipfile

NAME, VERSION = "lectern_jupyter", "0.1.0"
WHEEL = f"{NAME}-{VERSION}-py3-none-any.whl"
INFO = f"{NAME}-{VERSION}.dist-info"
DATA = f"{NAME}-{VERSION}.data/data"
HERE = pathlib.Path(__file__).resolve().parent

LISTS = {
    "METADATA": f"Metadata-Version: 2.1\nName: lectern-jupyter\nVersion: {VERSION}\n"
    "Summary: Swift for papermill and nbconvert, as the Lectern kernel speaks it\n"
    "License: MIT\nRequires-Python: >=3.9\n"
    "Requires-Dist: nbconvert>=7.16\nRequires-Dist: latex2mathml>=3.77\n",
    "WHEEL": "Wheel-Version: 1.0\nGenerator: wheel_backend\nRoot-Is-Purelib: true\n"
    "Tag: py3-none-any\n",
    # papermill has no entry point for translators; it imports its engines at start, and this one registers ours.
    "entry_points.txt": "[papermill.engine]\nlectern = lectern_jupyter.parameters:Engine\n\n"
    "[nbconvert.exporters.script]\nswift = lectern_jupyter.script:SwiftExporter\n",
}


def contents():
    """The files of the wheel, by their path in it."""
    for path in sorted((HERE / NAME).glob("*.py")):
        yield f"{NAME}/{path.name}", path.read_bytes()
    templates = HERE.parent / "nbconvert"
    for path in sorted(templates.glob("*/*")):
        place = path.relative_to(templates)
        yield f"{DATA}/share/jupyter/nbconvert/templates/{place}", path.read_bytes()
    yield f"{DATA}/etc/jupyter/jupyter_nbconvert_config.py", (
        templates / "jupyter_nbconvert_config.py"
    ).read_bytes()
    for name, text in LISTS.items():
        yield f"{INFO}/{name}", text.encode()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Writes the wheel and returns its name, as pip wants it."""
    record = ""
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / WHEEL, "w") as wheel:
        for name, content in contents():
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            record += f"{name},sha256={digest.decode()},{len(content)}\n"
            wheel.writestr(name, content)
        wheel.writestr(f"{INFO}/RECORD", f"{record}{INFO}/RECORD,,\n")
    return WHEEL

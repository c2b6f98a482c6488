# SPDX-License-Identifier: MIT
"""Small notebooks for the tests of clients."""

import nbformat.v4

METADATA = {
    "swift": {
        "kernelspec": {"name": "swift", "display_name": "Swift", "language": "swift"},
        "language_info": {
            "name": "swift",
            "mimetype": "text/x-swift",
            "file_extension": ".swift",
            "pygments_lexer": "swift",
            "codemirror_mode": "swift",
        },
    },
    "python": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
}


def notebook(language, *cells):
    """A notebook of code cells; a cell that begins with `#` and a blank is Markdown."""
    new = nbformat.v4.new_notebook(metadata=METADATA[language])
    for cell in cells:
        make = nbformat.v4.new_markdown_cell if cell.startswith("# ") else nbformat.v4.new_code_cell
        new.cells.append(make(cell))
    return new


def write(path, language, *cells):
    nbformat.write(notebook(language, *cells), path)
    return path


def outputs(path, kind=None):
    """The outputs of a notebook's cells, in order."""
    cells = nbformat.read(path, as_version=4).cells
    found = [output for cell in cells for output in cell.get("outputs", [])]
    return [output for output in found if kind in (None, output.output_type)]

# SPDX-License-Identifier: MIT
"""How nbconvert shows notebooks of the course: every figure with its description, and as vectors in print."""

import shutil

from lectern_jupyter import formulas, highlighting

formulas.mend()
highlighting.mend()

c = get_config()  # noqa: F821

c.HTMLExporter.template_name = "lectern"
c.SlidesExporter.template_name = "lectern-slides"
c.LatexExporter.template_name = "lectern-latex"

# What stands for a widget is shown, rather than one that no kernel answers.
c.WidgetsDataTypeFilter.display_data_priority = [
    "application/javascript",
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "text/vnd.mermaid",
    "text/latex",
    "image/png",
    "image/jpeg",
    "text/plain",
    "application/vnd.jupyter.widget-view+json",
]

# BibTeX is asked only where something is cited.
c.PDFExporter.bib_command = [
    "sh",
    "-c",
    "! grep -q '\\\\citation' '{filename}.aux' || bibtex '{filename}'",
]

# A figure brings its PDF unless the notebook was slimmed for a repository. Then its SVG is converted,
# or, where nothing here can, LaTeX takes the PNG.
if shutil.which("rsvg-convert"):
    c.SVG2PDFPreprocessor.command = [
        "rsvg-convert",
        "--format=pdf",
        "--output={to_filename}",
        "{from_filename}",
    ]
elif not shutil.which("inkscape"):
    c.SVG2PDFPreprocessor.enabled = False

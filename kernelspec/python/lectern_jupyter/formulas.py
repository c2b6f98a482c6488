# SPDX-License-Identifier: MIT
"""Formulas of web pages that can be read without a network.

A page asks the network for MathJax, which sets its TeX. Each formula also brings MathML, which browsers set
by themselves; the page's style shows it where MathJax did not come.
"""

import re

from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer

# What the converter does not know or takes for something else, and its equal that it does.
EQUALS = [
    (re.compile(r"{aligned}"), "{align*}"),
    (re.compile(r"\\arg\b"), r"\\operatorname{arg}"),
    (re.compile(r"\\[lr]Vert\b"), r"\\Vert "),
    (re.compile(r"\\[lr]vert\b"), r"\\vert "),
    (re.compile(r"\\(mathbb|mathcal|mathbf|mathrm|boldsymbol)\s+([A-Za-z])"), r"\\\1{\2}"),
    # Between a function and its argument belongs a thin space.
    (re.compile(r"\\(log|ln|exp|sin|cos|det)\s+(?=[A-Za-z\\])"), r"\\\1\\,"),
]


def mathml(tex, display):
    """A formula as MathML, or nothing where it is none."""
    for pattern, equal in EQUALS:
        tex = pattern.sub(equal, tex)
    try:
        return convert(tex, display=display)
    except Exception:  # noqa: BLE001 - whatever the converter stumbles over, MathJax still has the TeX
        return ""


def mend():
    """Lets nbconvert's Markdown write each formula in both ways."""
    for name, display in {"inline_math": "inline", "block_math": "block"}.items():
        original = getattr(IPythonRenderer, name)
        if original.__module__ != __name__:
            setattr(IPythonRenderer, name, _both(original, display))


def _both(original, display):
    def render(renderer, body):
        tex = original(renderer, body)
        return f'<span class="formula"><span class="tex">{tex}</span>{mathml(body, display)}</span>'

    return render

# SPDX-License-Identifier: MIT
"""Parameters of papermill as Swift declarations."""

import re

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

from lectern_jupyter.swift_literals import swift_literal, swift_string, swift_type

DECLARATION = re.compile(
    r"^(?:let|var)\s+(?P<name>`?\w+`?)\s*(?::\s*(?P<type>[^=/]+?))?\s*=\s*(?P<value>.*?)"
    r"\s*(?://\s*(?P<help>.*))?$"
)
KEYWORDS = frozenset(
    "as associatedtype break case catch class continue default defer deinit do else enum extension "
    "fallthrough false fileprivate for func guard if import in init inout internal is let nil "
    "operator precedencegroup private protocol public repeat rethrows return self static struct "
    "subscript super switch throw throws true try typealias var where while".split()
)


class SwiftTranslator(Translator):
    """Writes the cell that papermill injects: one `let` for each parameter."""

    # Types that the cell tagged `parameters` gives its variables. papermill inspects that cell just
    # before it asks for the new one, and hands over nothing else: `let rate: Float = 0.1` would else
    # come back as a Double, which no Float takes.
    declared_types = {}

    @classmethod
    def translate_str(cls, val):
        return swift_string(val)

    @classmethod
    def translate(cls, val):
        return swift_literal(val)

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val}"

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        types, cls.declared_types = cls.declared_types, {}
        lines = [cls.comment(comment)]
        lines += [declaration(name, value, types.get(name)) for name, value in parameters.items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def inspect(cls, parameters_cell):
        found = [DECLARATION.match(line) for line in parameters_cell.source.splitlines()]
        found = [match for match in found if match]
        cls.declared_types = {m["name"].strip("`"): m["type"] for m in found if m["type"]}
        return [
            Parameter(m["name"].strip("`"), m["type"] or "None", m["value"], m["help"] or "")
            for m in found
        ]


def declaration(name, value, declared):
    """A declaration, with a type where the cell of defaults gives one or the literal has none of its own."""
    if not re.fullmatch(r"[^\W\d]\w*", name):
        raise ValueError(f"'{name}' is no name of a Swift variable: use letters, digits and '_'")
    own = swift_type(value)
    needed = declared or (own if "Any" in own or value in ([], {}) else None)
    written = f"`{name}`" if name in KEYWORDS else name
    annotation = f": {needed}" if needed else ""
    return f"let {written}{annotation} = {swift_literal(value)}"


class Engine(NBClientEngine):
    """papermill's own engine under a second name: loading it registers the translator."""


papermill_translators.register("swift", SwiftTranslator)

# SPDX-License-Identifier: MIT
"""Values of JSON and YAML as Swift writes them."""

import math

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def swift_string(text):
    """A string literal; only what Swift does not take as it is, is escaped."""
    return '"' + "".join(ESCAPES.get(c) or _visible(c) for c in text) + '"'


def _visible(character):
    return character if character.isprintable() else f"\\u{{{ord(character):X}}}"


def swift_number(value):
    """A literal of an integer or a floating-point number."""
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return "Double.nan"
    if math.isinf(value):
        return "Double.infinity" if value > 0 else "-Double.infinity"
    return repr(value)


def swift_type(value):
    """The type that a value has in Swift; `Any` where elements have nothing in common."""
    if value is None:
        return "Any?"
    if isinstance(value, bool):
        return "Bool"
    if isinstance(value, int):
        return "Int"
    if isinstance(value, float):
        return "Double"
    if isinstance(value, (list, tuple)):
        return f"[{_common_type(value)}]"
    if isinstance(value, dict):
        return f"[String: {_common_type(value.values())}]"
    return "String"


def _common_type(values):
    types = {swift_type(value) for value in values}
    has_nil = "Any?" in types
    types.discard("Any?")
    if types == {"Int", "Double"}:
        types = {"Double"}
    common = types.pop() if len(types) == 1 else "Any"
    return f"{common}?" if has_nil else common


def swift_literal(value, context=None):
    """A value as an expression; among elements of several types it says its own where no literal tells it."""
    own = swift_type(value)
    literal = _literal(value)
    is_unclear = "Any" in own and value is not None
    return f"{literal} as {own}" if is_unclear and context in ("Any", "Any?") else literal


def _literal(value):
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return swift_number(value)
    if isinstance(value, (list, tuple)):
        inner = _common_type(value)
        return "[" + ", ".join(swift_literal(element, inner) for element in value) + "]"
    if isinstance(value, dict):
        inner = _common_type(value.values())
        pairs = (f"{swift_string(str(k))}: {swift_literal(v, inner)}" for k, v in value.items())
        return "[" + (", ".join(pairs) or ":") + "]"
    return swift_string(str(value))

# SPDX-License-Identifier: MIT
"""Mends the highlighting of Swift where Pygments takes good code for an error."""

from pygments.lexers.objective import SwiftLexer
from pygments.token import Operator

# The backslash of a key path, `\.name`. Lexers read their rules when the first of them is made.
KEY_PATH = (r"\\(?=[.\w(\[])", Operator)


def mend():
    """Adds the missing rule, once."""
    rules = SwiftLexer.tokens["root"]
    if KEY_PATH not in rules:
        rules.insert(0, KEY_PATH)

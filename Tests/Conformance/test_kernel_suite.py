# SPDX-License-Identifier: MIT
"""The Jupyter project's own kernel test, with nothing left out."""

import os

import jupyter_kernel_test
import pytest

KERNEL = os.environ.get("LECTERN_TEST_KERNEL", "swift")


@pytest.mark.swift
class SwiftKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "swift"
    file_extension = ".swift"
    code_hello_world = 'print("hello, world")'
    code_stderr = 'import Glibc\nfputs("oops\\n", stderr)'
    completion_samples = [
        {"text": 'let fruit = "apple"; fruit.isEmp', "matches": {"isEmpty"}},
        {"text": "[1, 2].allSatis", "matches": {"allSatisfy"}},
        {"text": "enum Suit { case hearts, spades }; Suit.hea", "matches": {"hearts"}},
    ]
    complete_code_samples = [
        "1",
        "let x = 1",
        "func f() {\n}",
        "// a comment",
        'let s = """\n  text\n  """',
        "",
    ]
    incomplete_code_samples = [
        "func f() {",
        "let x = [1,",
        "print(",
        'let s = """',
        "/* open",
        "if true {",
        "let y =",
    ]
    invalid_code_samples = ["let = }", "func 1() {}", ")", "var x: = 3"]
    code_page_something = 'page("a long text")'
    code_generate_error = "let list: [Int] = []\nlist[1]"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"text"', "result": '"text"'},
        {"code": "[1, 2, 3].map { $0 * 2 }", "result": "[2, 4, 6]"},
        {"code": "let n = 3\nn + 1", "result": "4"},
        {"code": 'HTML("<b>bold</b>")', "result": "<b>bold</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>bold</b>"))', "mime": "text/html"},
        {"code": 'display(Markdown("*text*"))', "mime": "text/markdown"},
        {"code": 'display(LaTeX("x^2"))', "mime": "text/latex"},
        {
            "code": "display(SVG(\"<svg xmlns='http://www.w3.org/2000/svg'/>\"))",
            "mime": "image/svg+xml",
        },
        {"code": "display(3)", "mime": "text/plain"},
    ]
    code_history_pattern = "6 ?*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "print"
    code_clear_output = "clearOutput()"


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True

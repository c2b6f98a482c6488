# SPDX-License-Identifier: MIT
"""The same small cells in each language that the wire tests can be run with.

Swift is what is tested. Python is there because ipykernel, the reference kernel, shows that the harness itself is right.
"""


class Swift:
    name = "swift"
    one = "1 + 1"
    quiet = "let quiet = 1"
    hello = 'print("hello, world")'
    print_and_result = 'print("printed")\n6 * 7'
    stderr = 'import Glibc\nfputs("on stderr\\n", stderr)'
    error = "struct Wrong: Error {}\nthrow Wrong()"
    error_name = "Wrong"
    spin = "while true {}"
    unknown_name = "nowhereDefined"
    display = 'display(HTML("<b>bold</b>"))'
    read = 'let answer = try readLine(prompt: "name? ")\nprint("got", answer)'
    password = 'let secret = try readPassword(prompt: "secret? ")\nprint("got", secret)'
    late = (
        "Task.detached {\n  try await Task.sleep(for: .milliseconds(700))\n"
        '  print("late")\n}\nprint("early")'
    )
    complete_after_emoji = 'let 🎲dice = "x"; "👩‍👩‍👧".isEm'
    completes_to = "isEmpty"
    complete_word = "isEm"
    inspect_after_emoji = '/* 👩‍👩‍👧🎲 */ print("x")'
    inspect_word = "print"
    whole = "let whole = 1"
    unfinished = "func unfinished() {"
    wrong = "let = }"

    @staticmethod
    def lines(count):
        return f'for number in 0..<{count} {{ print("line", number) }}'

    @staticmethod
    def sleep(seconds):
        return f"import Glibc\nusleep({int(seconds * 1e6)})"

    @staticmethod
    def assign(name, value):
        return f"let {name} = {value}"


class Python:
    name = "python"
    one = "1 + 1"
    quiet = "quiet = 1"
    hello = "print('hello, world')"
    print_and_result = "print('printed')\n6 * 7"
    stderr = "import sys\nprint('on stderr', file=sys.stderr)"
    error = "class Wrong(Exception): pass\nraise Wrong()"
    error_name = "Wrong"
    spin = "while True: pass"
    unknown_name = "nowhere_defined"
    display = "from IPython.display import display, HTML\ndisplay(HTML('<b>bold</b>'))"
    read = "answer = input('name? ')\nprint('got', answer)"
    password = "import getpass\nsecret = getpass.getpass('secret? ')\nprint('got', secret)"
    late = (
        "import threading, time\ndef later():\n  time.sleep(0.7)\n  print('late')\n"
        "threading.Thread(target=later).start()\nprint('early')"
    )
    complete_after_emoji = "x = '👩‍👩‍👧🎲'; impo"
    completes_to = "import"
    complete_word = "impo"
    inspect_after_emoji = "'👩‍👩‍👧🎲'; print(1)"
    inspect_word = "print"
    whole = "whole = 1"
    unfinished = "def unfinished():"
    wrong = "let = }"

    @staticmethod
    def lines(count):
        return f"for number in range({count}): print('line', number)"

    @staticmethod
    def sleep(seconds):
        return f"import time\ntime.sleep({seconds})"

    @staticmethod
    def assign(name, value):
        return f"{name} = {value}"

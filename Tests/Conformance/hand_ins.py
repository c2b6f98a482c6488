# SPDX-License-Identifier: MIT
"""A small assignment, and what students make of it: good, wrong, broken and hostile submissions."""

import copy
import pathlib

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

METADATA = {
    "kernelspec": {"display_name": "Swift", "language": "swift", "name": "swift"},
    "language_info": {"file_extension": ".swift", "mimetype": "text/x-swift", "name": "swift"},
}
FORK = "let fork = unsafeBitCast(dlsym(nil, \"fork\"), to: (@convention(c) () -> Int32).self)\n"


def graded(cell, name, points=None, solution=False, locked=True):
    members = {
        "grade": points is not None,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        members["points"] = points
    cell.metadata["nbgrader"] = members
    cell["id"] = name
    return cell


def region(name, text):
    return f"// BEGIN {name}\n{text}\n// END {name}"


def assignment():
    """The source: 2 points for `double`, 3 for `half` in parts, 1 for a test without a value, 2 by hand."""
    double = "func double(_ x: Double) -> Double {\n  // BEGIN SOLUTION\n  2 * x\n  // END SOLUTION\n}"
    half = "func half(_ x: Double) -> Double {\n  // BEGIN SOLUTION\n  x / 2\n  // END SOLUTION\n}"
    hidden = region("HIDDEN TESTS", 'try expectEqual(double(5), 10, "also of others")')
    return new_notebook(
        metadata=copy.deepcopy(METADATA),
        cells=[
            new_markdown_cell("# Twice and half", id="title"),
            graded(new_code_cell("import Generative\nimport Glibc"), "setup"),
            graded(new_code_cell(double), "answer-double", solution=True, locked=False),
            graded(
                new_code_cell(f'try expectEqual(double(2), 4, "twice two")\n{hidden}'),
                "check-double",
                points=2,
            ),
            graded(new_code_cell(half), "answer-half", solution=True, locked=False),
            graded(
                new_code_cell("(half(2) == 1 ? 1.0 : 0.0) + (half(-4) == -2 ? 2.0 : 0.0)"),
                "check-half",
                points=3,
            ),
            graded(
                new_code_cell('try expectClose(half(double(3)), 3, tolerance: 1e-6, "both")'),
                "check-both",
                points=1,
            ),
            graded(
                new_markdown_cell("Two is even."), "think", points=2, solution=True, locked=False
            ),
        ],
    )


def cell(notebook, name):
    return next(cell for cell in notebook.cells if cell.get("id") == name)


def submission(double=None, half=None, attack=None, change=None):
    """The solved assignment with other answers, with a cell before the tests, or changed by a function."""
    notebook = assignment()
    for name, text in [("double", double), ("half", half)]:
        if text is not None:
            cell(notebook, f"answer-{name}").source = text
    if attack is not None:
        place = notebook.cells.index(cell(notebook, "check-double"))
        notebook.cells.insert(place, new_code_cell(attack, id="attack"))
    if change is not None:
        change(notebook)
    return notebook


def function(name, body):
    return f"func {name}(_ x: Double) -> Double {{ {body} }}"


def delete(name):
    return lambda notebook: notebook.cells.remove(cell(notebook, name))


def replace(name, text):
    return lambda notebook: cell(notebook, name).update(source=text)


STUB = "// YOUR CODE HERE\nnotImplemented()"

#: What students submit, and the points of double, half and both that nbgrader's rule gives.
HONEST = {
    "good": (submission(), (2, 3, 1)),
    "partial": (submission(half=function("half", "abs(x) / 2")), (2, 1, 1)),
    "visible-only": (submission(double=function("double", "x == 2 ? 4 : x")), (0, 3, 0)),
    "empty": (
        submission(double=function("double", STUB + "\n"), half=function("half", STUB + "\n")),
        (0, 0, 0),
    ),
    "trapping": (submission(double=function("double", "[x][Int(x)]")), (0, 3, 0)),
    "wrong-types": (submission(double=function("double", '"2"')), (0, 3, 0)),
    "printing-errors": (
        submission(double=function("double", 'fputs("hm\\n", stderr); return 2 * x')),
        (2, 3, 1),
    ),
    "tampered": (
        submission(double=function("double", "0"), change=replace("check-double", "print(1)")),
        (0, 3, 0),
    ),
    "lost-setup": (submission(change=replace("setup", "let nothing = 0")), (2, 3, 1)),
}
#: These take the seconds of a limit, or end the session.
COSTLY = {
    "deleted-test": (submission(change=delete("check-half")), (2, 3, 1)),
    "looping": (submission(double=function("double", "while true {}")), (0, 3, 0)),
    "killing": (submission(double=function("double", "kill(getpid(), SIGKILL); return x")), (0, 0, 0)),
}


def attacks(port, secrets, outside):
    """Cells that reach for what a sandbox forbids; each prints what it reached."""
    read = ", ".join(f'"{path}"' for path in secrets)
    write = ", ".join(f'"{path}"' for path in outside)
    return {
        "network": f"""
            let s = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var a = sockaddr_in()
            a.sin_family = sa_family_t(AF_INET)
            a.sin_port = UInt16({port}).bigEndian
            a.sin_addr.s_addr = inet_addr("127.0.0.1")
            let r = withUnsafePointer(to: &a) {{
              $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {{
                connect(s, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
              }}
            }}
            print(r == 0 ? "REACHED" : "refused")""",
        "reading": f'for p in [{read}] where open(p, O_RDONLY) >= 0 {{ print("REACHED", p) }}',
        "writing": f"""
            for p in [{write}] where open(p, O_CREAT | O_WRONLY, 0o600) >= 0 {{
              print("REACHED", p)
            }}""",
        "spying": """
            for entry in ["fd/1", "mem", "maps"] where open("/proc/\\(getppid())/" + entry, O_RDONLY) >= 0 {
              print("REACHED", entry)
            }""",
    }


#: Cells that use too much, or go against the session itself.
EXCESSES = {
    "forking": FORK + "while true { _ = fork() }",
    "daemon": FORK + "if fork() == 0 { setsid(); while true { sleep(1) } }",
    "hoarding": """
        let size = 20 << 30
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)!
        memset(start, 1, size)""",
    "filling": """
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        var total = 0
        files: for number in 0..<1000 {
          let file = open("fill\\(number)", O_CREAT | O_WRONLY, 0o600)
          for _ in 0..<10 {
            let count = write(file, bytes, bytes.count)
            if count <= 0 { break files }
            total += count
          }
        }
        print(total)""",
    # Each process stays below the limit of one; together they do not.
    "sharing": FORK
    + """
        _ = fork()
        _ = fork()
        let size = 500 << 20
        memset(malloc(size)!, 1, size)
        sleep(20)""",
    # By the system's own call, which does not pass by the session's own `kill`.
    "parricide": """
        #if arch(arm64)
        let number = 129
        #else
        let number = 62
        #endif
        let call = unsafeBitCast(
          dlsym(nil, "syscall"), to: (@convention(c) (Int, Int, Int) -> Int).self)
        print(call(number, Int(getppid()), 9))""",
    "stopping": "kill(getpid(), SIGSTOP)",
    "boasting": 'print("{\\"cell\\": 3, \\"execution_count\\": 1, \\"outputs\\": []}")',
    "flooding": 'while true { print("more and more and more") }',
}


def write(folder, notebooks):
    """Writes notebooks to a folder, each under its name."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder

# SPDX-License-Identifier: MIT
"""How cells fail: one readable error that names cell and line, and a session that goes on."""

import os
import re
import signal

import psutil
import pytest

pytestmark = pytest.mark.swift

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Paths and the compiler's own names mean nothing to a student.
INTERNAL = re.compile(r"LecternCell|/tmp/|/dev/shm|\.swiftmodule|_lectern|@_")


def report(run):
    """The text of the only error of a run; checks that there is one and that it is readable."""
    assert run.status == "error", run.types
    (error,) = run.content("error")
    assert run.types == [
        t for t in run.types if t in ("busy", "execute_input", "stream", "error", "idle")
    ]
    assert run.stderr == "" and run.result is None
    text = COLOUR.sub("", "\n".join(error["traceback"]))
    assert not INTERNAL.search(text + error["evalue"] + error["ename"]), text
    assert len(error["traceback"]) <= 40
    return text


def cell_label(run):
    return f"In[{run.reply['content']['execution_count']}]"


COMPILE_ERRORS = {
    'let n: Int = "text"': (1, 14, "String"),
    "\n\nlet a = 1\nundefined + a": (4, 1, "undefined"),
    "let a = 1\n  let b = a.nothing": (2, 13, "nothing"),
    'func f() -> Int {\n  "no"\n}': (2, 3, "String"),
    "let a = ": (1, 8, "expected initial value"),
    "let a = 1 1": (1, 10, "consecutive"),
    "import NoSuchModule": (1, 8, "NoSuchModule"),
    "var x = 1\nx = x + 1.5": (2, 9, "Double"),
    'print("ü🎲"); missing()': (1, 14, "missing"),
}


@pytest.mark.parametrize("cell", COMPILE_ERRORS)
def test_a_compile_error_names_line_and_column_and_points_at_it(client, cell):
    line, column, word = COMPILE_ERRORS[cell]
    run = client.run(cell)
    text = report(run)
    assert f"{cell_label(run)}:{line}:{column}" in text
    assert word in text
    lines = text.splitlines()
    shown = next(
        index for index, one in enumerate(lines) if one.endswith(cell.split("\n")[line - 1])
    )
    source_start = len(lines[shown]) - len(cell.split("\n")[line - 1])
    assert lines[shown + 1].rstrip("~").index("^") == source_start + column - 1


def test_many_compile_errors_are_one_error(client):
    text = report(client.run("\n".join(f'let v{n}: Int = "{n}"' for n in range(5))))
    assert all(f":{line}:" in text for line in (1, 2, 3))


def test_a_cell_that_does_not_compile_changes_nothing(client):
    client.run("let stays = 1")
    report(client.run('print("not run")\nlet stays = 2\nlet wrong: Int = ""'))
    assert client.run("stays").result == "1"


def test_an_error_about_an_earlier_cell_names_that_cell(client):
    first = client.run("struct Shape { let side: Int }")
    text = report(client.run("Shape(edge: 3)"))
    assert "side" in text
    assert first.status == "ok"


TRAPS = {
    "let list = [1]\nlet i = 5\nprint(list[i])": (3, "out of range"),
    "let none: Int? = nil\nlet x = none!": (2, "nil"),
    "var big = Int.max\nbig += 1": (2, "overflow"),
    'print("before")\nfatalError("told so")': (2, "told so"),
    'precondition(1 > 2, "must grow")': (1, "must grow"),
    'let zero = Int("0")!\nlet q = 1 / zero': (2, "zero"),
    "struct Bad: Error {}\nfunc f() throws { throw Bad() }\ntry! f()": (3, "Bad"),
    "let any: Any = 1\nlet s = any as! String": (2, "cast"),
    "let u = UInt8(exactly: 300)!": (1, "nil"),
    "let p = UnsafePointer<Int>(bitPattern: 8)!\nprint(p.pointee)": (2, "memory"),
    "func down(_ n: Int) -> Int { n + down(n + 1) }\nprint(down(0))": (1, ""),
    'assertionFailure("asserted")\nfatalError("asserted")': (1, "asserted"),
    "Dictionary(uniqueKeysWithValues: [(1, 1), (1, 2)])": (1, "uplicate"),
    '"abc".index(before: "abc".startIndex)': (1, "range|bounds|index"),
}


@pytest.mark.parametrize("cell", TRAPS)
def test_a_trap_ends_the_cell_with_its_line_and_keeps_the_variables(client, cell):
    line, words = TRAPS[cell]
    client.run("var kept = [1, 2, 3]")
    run = client.run(cell)
    text = report(run)
    assert re.search(words, text, re.IGNORECASE), text
    assert re.search(rf"{re.escape(cell_label(run))}:{line}\b", text), text
    assert client.run("kept.append(4)\nkept.count").result == "4"


def test_variables_of_the_trapping_cell_that_were_set_stay(client):
    report(client.run("let set = 10\nlet list: [Int] = []\nlet broken = list[3]\nlet unset = 5"))
    assert client.run("set").result == "10"


def test_a_trap_in_a_function_of_an_earlier_cell_names_both_lines(client):
    first = client.run("func deep(_ list: [Int]) -> Int {\n  let i = 9\n  return list[i]\n}")
    run = client.run("let data = [1]\nprint(deep(data))")
    text = report(run)
    assert f"{cell_label(first)}:3" in text and f"{cell_label(run)}:2" in text


def test_a_thrown_error_tells_its_type_its_text_and_where_it_came_from(client):
    run = client.run(
        "enum Fault: Error, CustomStringConvertible {\n  case low(Int)\n"
        '  var description: String { "too low" }\n}\n'
        "func check(_ n: Int) throws {\n  if n < 3 { throw Fault.low(n) }\n}\n"
        "try check(1)"
    )
    text = report(run)
    assert run.content("error")[0]["ename"] == "Fault"
    assert "too low" in text and f"{cell_label(run)}:6" in text


def test_an_error_after_await_is_reported_like_any_other(client):
    run = client.run(
        "struct Late: Error {}\ntry await Task.sleep(for: .milliseconds(5))\nthrow Late()"
    )
    assert "Late" in report(run)


def test_a_trap_in_an_awaited_task_ends_the_cell(client):
    run = client.run(
        'let task = Task.detached { () -> Int in fatalError("in a task") }\nawait task.value'
    )
    assert "in a task" in report(run)
    assert client.run("await Task { 3 }.value").result == "3"


def test_fifty_traps_later_the_session_works(fresh):
    fresh.run("var count = 0")
    cells = [
        "count += 1\nlet a = [0]\nprint(a[count])",
        "count += 1\nfatalError()",
        "count += 1\nInt?.none!",
        "count += 1\nprint(1 / (count - count))",
        "count += 1\nUnsafePointer<Int>(bitPattern: 16)!.pointee",
    ]
    for number in range(50):
        assert fresh.run(cells[number % len(cells)]).status == "error"
    run = fresh.run(
        'var words: [String: [Int]] = [:]\nfor n in 0..<100_000 { words["w\\(n % 100)", default: []].append(n) }\n'
        "print(words.count)\nawait withTaskGroup(of: Int.self) { g in for n in 0..<8 { g.addTask { n } }\n"
        "return await g.reduce(count, +) }"
    )
    assert run.stdout == "100\n" and run.result == "78"


INTERRUPTED = {
    "an empty loop": "while true {}",
    "a loop that prints": "var n = 0\nwhile true { n += 1; print(n) }",
    "a loop that allocates": "while true { _ = (0..<1000).map { String($0) } }",
    "a long sleep": "import Glibc\nsleep(100)",
    "a blocking read": "import Glibc\nvar ends: [Int32] = [0, 0]\npipe(&ends)\nvar byte: UInt8 = 0\nread(ends[0], &byte, 1)",
    "an asynchronous sleep": "try await Task.sleep(for: .seconds(100))",
    "a wait for a busy task": "await Task.detached { while true {} }.value",
    "a lock that nobody opens": "import Foundation\nlet lock = NSLock()\nlock.lock()\nlock.lock()",
    "endless arithmetic in a function": "func spin() -> Double { var x = 0.0; while x >= 0 { x += 1e-9 }; return x }\nprint(spin())",
}


@pytest.mark.parametrize("what", INTERRUPTED)
def test_an_interrupt_ends_any_cell_and_keeps_the_variables(client, what):
    client.run("var kept = 1")
    running = client.execute(INTERRUPTED[what])
    client.wait_until_running(running)
    client.pump(700)
    client.interrupt()
    run = client.finish(running)
    assert run.status == "error" and run.reply["content"]["ename"] == "Interrupted"
    after = client.run('kept += 1\nprint("alive")\nkept')
    assert after.stdout == "alive\n" and after.result == "2"


def test_an_interrupt_names_the_line_that_ran(client):
    running = client.execute(
        "import Glibc\nvar rounds = 0\nwhile true {\n  rounds += 1; usleep(100)\n}"
    )
    client.wait_until_running(running)
    client.pump(700)
    client.interrupt()
    run = client.finish(running)
    assert re.search(rf"{re.escape(cell_label(run))}:[345]\b", report(run))
    assert int(client.run("rounds").result) > 0


def test_exit_ends_the_cell_only(client):
    client.run("let kept = 6")
    run = client.run("import Glibc\nexit(3)")
    assert "exit(3)" in report(run)
    assert client.run("kept").result == "6"


def test_abort_ends_the_cell_only(client):
    client.run("let kept = 7")
    assert "abort" in report(client.run("import Glibc\nabort()")).lower()
    assert client.run("kept").result == "7"


def session_process(kernel):
    (session,) = kernel.children("lectern-session")
    return session


def fresh_session_notices(run):
    return [data["text/plain"] for data in run.displays if "fresh session" in data["text/plain"]]


def test_the_death_of_the_session_is_told_once_and_the_next_cell_works(fresh):
    fresh.run("let lost = 1")
    running = fresh.execute("while true {}")
    fresh.wait_until_running(running)
    fresh.pump(500)
    session_process(fresh.kernel).send_signal(signal.SIGKILL)
    run = fresh.finish(running)
    assert re.search("killed|signal 9|SIGKILL", report(run))
    after = fresh.run("1 + 1")
    assert after.result == "2" and len(fresh_session_notices(after)) == 1
    assert not fresh_session_notices(fresh.run("2 + 2"))
    assert "lost" in report(fresh.run("lost"))


def test_a_session_that_dies_while_idle_is_replaced(fresh):
    fresh.run("let lost = 1")
    process = session_process(fresh.kernel)
    process.send_signal(signal.SIGKILL)
    psutil.wait_procs([process], timeout=10)
    fresh.pump(300)
    run = fresh.run("3 + 4")
    assert run.result == "7" and len(fresh_session_notices(run)) == 1


def test_a_compiler_that_dies_is_replaced_and_the_variables_stay(fresh):
    fresh.run("let kept = 11\nstruct Kept { let n = 1 }")
    (compiler,) = fresh.kernel.children("lectern-compiler")
    compiler.send_signal(signal.SIGKILL)
    psutil.wait_procs([compiler], timeout=10)
    fresh.pump(300)
    assert fresh.run("kept + Kept().n").result == "12"


def test_a_process_that_ends_itself_without_warning_is_survived(fresh):
    run = fresh.run("import Glibc\n_exit(9)")
    assert run.status == "error"
    assert fresh.run("5").result == "5"


def test_no_file_of_a_session_is_left_behind(start, connect):
    folders = [
        folder for folder in ("/dev/shm", os.environ.get("TMPDIR", "/tmp")) if os.path.isdir(folder)
    ]

    def ours():
        return {
            f"{folder}/{name}"
            for folder in folders
            for name in os.listdir(folder)
            if "lectern" in name.lower()
        }

    before = ours()
    kernel = start()
    client = connect(kernel)
    client.run("1")
    client.send("control", "shutdown_request", {"restart": False})
    kernel.wait(30)
    left = {path for path in ours() - before if "cache" not in path}
    assert not left


def test_a_name_that_went_with_its_session_is_explained(fresh):
    assert fresh.run("let model = [1, 2, 3]").status == "ok"
    count = fresh.run("model.count").reply["content"]["execution_count"]
    assert fresh.run("import Glibc\nkill(getpid(), SIGKILL)").status == "error"
    error = fresh.run("model.count").reply["content"]
    report = "\n".join(error["traceback"])
    assert error["evalue"].startswith("cannot find 'model' in scope")
    assert f"`model` was defined in In[{count - 1}]" in report
    assert f"ended at In[{count + 1}]" in report


def test_a_value_of_a_type_that_was_declared_anew_is_explained(client):
    client.run("struct Sample { var x = 1 }\nlet old = Sample()")
    client.run("struct Sample { var x = 1 }\nfunc use(_ sample: Sample) {}")
    report = "\n".join(client.run("use(old)").reply["content"]["traceback"])
    assert "there are two types `Sample`" in report


def test_a_variable_that_its_cell_did_not_come_to_is_explained(client):
    client.run("let before = 1\nfatalError()\nlet behind = 2")
    assert client.run("before").result == "1"
    report = "\n".join(client.run("behind").reply["content"]["traceback"])
    assert "but stopped at line 2" in report

# SPDX-License-Identifier: MIT
"""Output: live, whole, coalesced, and under the cell that made it."""

import collections

import pytest
from client import Run

# The kernel sends at most twenty a second; a window of the test may cut two seconds of it.
MESSAGES_PER_SECOND = 25
# A Jupyter server drops the text of a cell beyond one megabyte a second, measured over three.
LARGEST_MESSAGE = 1_000_000


def test_stdout_and_stderr_are_told_apart(client, code):
    assert client.run(code.hello).stdout == "hello, world\n"
    run = client.run(code.stderr)
    assert run.stderr == "on stderr\n" and run.stdout == ""


@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_no_printed_line_is_lost_and_messages_stay_few(client, code, count):
    run = client.run(code.lines(count))
    assert run.stdout.splitlines() == [f"line {number}" for number in range(count)]
    streams = run.of_type("stream")
    seconds = collections.Counter(int(m["header"]["date"].timestamp()) for m in streams)
    assert max(seconds.values()) <= MESSAGES_PER_SECOND
    assert max(len(m["content"]["text"].encode()) for m in streams) <= LARGEST_MESSAGE


def test_output_arrives_while_the_cell_runs(client, code):
    running = client.execute(code.hello + "\n" + code.spin)
    client.wait_for_output(running, "hello, world")
    assert not client.replies(running)
    client.interrupt()
    client.finish(running)


def test_output_after_the_end_of_a_cell_keeps_its_parent(client, code):
    request = client.execute(code.late)
    client.finish(request)
    client.ask("kernel_info_request")
    client.wait_for_output(request, "late")
    assert client.run(code.one).stdout == ""


def test_a_display_has_text_besides_its_own_format(client, code):
    (data,) = client.run(code.display).displays
    assert data["text/html"] == "<b>bold</b>" and data["text/plain"]


def test_displays_have_metadata_that_is_an_object(client, code):
    for content in client.run(code.display).content("display_data"):
        assert isinstance(content["metadata"], dict)
        assert isinstance(content.get("transient", {}), dict)


@pytest.mark.swift
def test_text_of_c_and_of_swift_arrives_in_order(client):
    run = client.run(
        'import Glibc\nfor n in 0..<50 {\n  print("swift", n)\n  puts("c \\(n)")\n}\nfflush(stdout)'
    )
    assert run.stdout.splitlines() == [f"{who} {n}" for n in range(50) for who in ("swift", "c")]


@pytest.mark.swift
def test_text_and_figures_keep_their_order(client):
    run = client.run('for n in 0..<20 {\n  print("text", n)\n  display("figure \\(n)")\n}')
    assert run.types[2:-1] == ["stream", "display_data"] * 20


@pytest.mark.swift
def test_bytes_that_are_no_text_are_replaced_and_characters_stay_whole(client):
    run = client.run(
        "import Glibc\n"
        'let bytes = Array("ü🎲".utf8)\n'
        "for byte in bytes { write(1, [byte], 1); usleep(80_000) }\n"
        "write(1, [0xFF, 0x41, 0x0A] as [UInt8], 3)"
    )
    assert run.stdout == "ü🎲\ufffdA\n"


@pytest.mark.swift
def test_a_display_is_updated_in_place(client):
    run = client.run('let handle = display("one")\nhandle.update("two")')
    (shown,) = run.content("display_data")
    (updated,) = run.content("update_display_data")
    assert updated["transient"]["display_id"] == shown["transient"]["display_id"]
    assert shown["data"]["text/plain"] != updated["data"]["text/plain"]
    later = client.run('handle.update("three")').content("update_display_data")
    assert later[0]["transient"]["display_id"] == shown["transient"]["display_id"]


@pytest.mark.swift
def test_a_display_with_an_identifier_is_shown_once_and_then_updated(client):
    run = client.run('for n in 0..<3 { display("step \\(n)", id: "steps") }')
    assert [t for t in run.types if "display" in t] == ["display_data"] + [
        "update_display_data"
    ] * 2


@pytest.mark.swift
@pytest.mark.parametrize("wait", [True, False])
def test_outputs_can_be_cleared(client, wait):
    run = client.run(f'print("before")\nclearOutput(wait: {str(wait).lower()})\nprint("after")')
    assert run.content("clear_output") == [{"wait": wait}]
    assert run.types[2:-1] == ["stream", "clear_output", "stream"]


@pytest.mark.swift
def test_a_page_goes_into_the_reply(client):
    (payload,) = client.run('page("a long text")').reply["content"]["payload"]
    assert payload["source"] == "page" and payload["data"]["text/plain"] == "a long text"


@pytest.mark.swift
def test_images_are_base64_without_line_breaks(client):
    run = client.run(
        "display(PNG([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 1, count: 500)))"
    )
    (data,) = run.displays
    assert "\n" not in data.get("image/png", "") and data["text/plain"]


@pytest.mark.swift
def test_output_of_child_processes_is_shown(client):
    run = client.run(
        'import Foundation\nlet p = Process()\np.executableURL = URL(filePath: "/bin/echo")\np.arguments = ["from a child"]\ntry p.run()\np.waitUntilExit()'
    )
    assert run.status == "ok" and run.stdout == "from a child\n"


@pytest.mark.swift
def test_text_beyond_what_a_notebook_can_hold_is_cut_with_a_note_and_its_end_stays(client):
    run = client.run('for n in 0..<400_000 { print("a line of text, number", n) }')
    lines = run.stdout.splitlines()
    (first, second) = [place for place, line in enumerate(lines) if line.startswith("…")]
    assert "prints more than 4 MB" in lines[first] and "left out" in lines[second]
    assert lines[:first] == [f"a line of text, number {n}" for n in range(first)]
    assert lines[-1] == "a line of text, number 399999"
    assert 4_000_000 < len(run.stdout) < 4_100_000


@pytest.mark.swift
def test_a_cell_that_clears_its_output_may_print_for_ever(client):
    run = client.run(
        'let text = String(repeating: "x", count: 999_999)\n'
        "for n in 0..<6 { clearOutput(wait: true); print(text) }"
    )
    assert run.stdout.count("x") == 6 * 999_999 and "…" not in run.stdout


@pytest.mark.swift
def test_the_text_of_a_long_value_is_collapsed_on_pages_and_whole_elsewhere(client):
    (result,) = client.run("Array(1000..<2000)").content("execute_result")
    data = result["data"]
    assert data["text/plain"].endswith("1998, 1999]")
    assert data["text/html"].startswith("<details>") and "1998, 1999]" in data["text/html"]
    (short,) = client.run("Array(0..<10)").content("execute_result")
    assert list(short["data"]) == ["text/plain"]


def printed(client, request):
    return Run({}, client.published(request)).stdout


@pytest.mark.swift
def test_tasks_print_under_the_cell_that_started_them(client):
    first = client.execute(
        "let (numbers, feed) = AsyncStream<Int>.makeStream()\n"
        'Task { for await n in numbers { print("first got", n); display("first shows \\(n)") } }\n'
        "Task { @MainActor in for await n in AsyncStream<Int>(unfolding: {\n"
        "  try? await Task.sleep(for: .milliseconds(50)); return 1 }).prefix(3) {\n"
        '  print("main", n) } }\n'
        "Task { try await Task.sleep(for: .milliseconds(400)); Task.detached {\n"
        '  async let child: Void = { print("child") }(); await child; print("detached") } }'
    )
    client.finish(first)
    # The second cell wakes the first one's task, and writes past the buffered stream as well.
    second = client.run(
        "import Glibc\n"
        "for n in 0..<5 {\n"
        '  feed.yield(n); print("second", n); puts("put"); write(1, "raw\\n", 4)\n'
        "  usleep(20_000)\n"
        "}"
    )
    expected = [f"first got {n}" for n in range(5)] + ["main 1"] * 3 + ["child", "detached"]
    client.until(
        lambda: sorted(printed(client, first).splitlines()) == sorted(expected),
        "the first cell's own lines",
    )
    shown = [m["content"]["data"]["text/plain"] for m in client.of_type(first, "display_data")]
    assert shown == [f'"first shows {n}"' for n in range(5)]
    lines = second.stdout.splitlines()
    assert sorted(lines) == sorted([f"second {n}" for n in range(5)] + ["put"] * 5 + ["raw"] * 5)
    assert second.displays == []

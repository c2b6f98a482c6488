# SPDX-License-Identifier: MIT
"""Each request and its reply, apart from the order of messages."""

import uuid

import pytest
from jupyter_kernel_test.msgspec_v5 import validate_message

REQUESTS = {
    "kernel_info_request": {},
    "is_complete_request": {"code": "1"},
    "complete_request": {"code": "pri", "cursor_pos": 3},
    "inspect_request": {"code": "print", "cursor_pos": 5, "detail_level": 0},
    "history_request": {"hist_access_type": "tail", "n": 3, "output": False, "raw": True},
    "comm_info_request": {},
}


@pytest.mark.parametrize("kind", REQUESTS)
def test_every_request_is_framed_by_busy_and_idle(client, kind):
    request = client.send("shell", kind, REQUESTS[kind])
    run = client.finish(request)
    assert client.states(request) == ["busy", "idle"]
    assert run.types[0] == "busy" and run.types[-1] == "idle"
    validate_message(run.reply, kind.replace("request", "reply"), request)


@pytest.mark.parametrize("kind", ["kernel_info_request", "interrupt_request"])
def test_control_requests_are_framed_by_busy_and_idle_and_answered_on_control(client, kind):
    request = client.send("control", kind)
    run = client.finish(request, "control")
    assert run.status == "ok"
    assert client.states(request) == ["busy", "idle"]
    assert not client.replies(request, "shell")


def test_kernel_info_says_what_front_ends_and_exporters_need(client, code):
    info = client.ask("kernel_info_request")
    language = info["language_info"]
    assert language["name"] == code.name
    assert language["version"]
    assert language["file_extension"].startswith(".")
    assert language["pygments_lexer"] and language["mimetype"] and language["codemirror_mode"]
    assert info["banner"] and info["implementation"] and info["implementation_version"]
    assert [int(part) for part in info["protocol_version"].split(".")] >= [5, 3]


@pytest.mark.swift
def test_kernel_info_names_swift_as_highlighters_know_it(client):
    language = client.ask("kernel_info_request")["language_info"]
    expected = {
        "name": "swift",
        "mimetype": "text/x-swift",
        "file_extension": ".swift",
        "pygments_lexer": "swift",
        "codemirror_mode": "swift",
    }
    assert expected.items() <= language.items()
    # Without this key `nbconvert --to script` writes a .swift file.
    assert "nbconvert_exporter" not in language


def test_extra_keys_in_a_request_are_tolerated(client, code):
    content = {"code": code.one, "silent": False, "cellId": "x", "future": {"key": [1]}}
    metadata = {"cellId": "x", "deletedCells": [], "recordTiming": True}
    request = client.send("shell", "execute_request", content, metadata=metadata)
    assert client.finish(request).status == "ok"


def test_is_complete_tells_whole_from_unfinished_from_wrong(client, code):
    ask = lambda text: client.ask("is_complete_request", {"code": text})  # noqa: E731
    assert ask(code.whole)["status"] == "complete" and "indent" not in ask(code.whole)
    assert ask(code.unfinished)["status"] == "incomplete" and "indent" in ask(code.unfinished)
    assert ask(code.wrong)["status"] == "invalid"


def test_cursor_positions_of_completions_are_code_points(client, code):
    text = code.complete_after_emoji
    reply = client.ask("complete_request", {"code": text, "cursor_pos": len(text)})
    assert code.completes_to in reply["matches"]
    assert text[reply["cursor_start"] : reply["cursor_end"]] == code.complete_word
    types = reply["metadata"]["_jupyter_types_experimental"]
    assert [entry["text"] for entry in types] == reply["matches"]
    assert all(entry["type"] and {"start", "end"} <= entry.keys() for entry in types)


def test_the_text_after_the_cursor_is_left_alone(client, code):
    text = code.complete_after_emoji
    reply = client.ask("complete_request", {"code": text + "\n// more 🎲", "cursor_pos": len(text)})
    assert code.completes_to in reply["matches"]
    assert reply["cursor_end"] == len(text)


def test_cursor_positions_of_inspections_are_code_points(client, code):
    text = code.inspect_after_emoji
    position = text.index(code.inspect_word) + 2
    reply = client.ask("inspect_request", {"code": text, "cursor_pos": position, "detail_level": 0})
    assert reply["found"] is True
    assert code.inspect_word in reply["data"]["text/plain"]


@pytest.mark.parametrize("position", [-5, 0, 1, 10_000])
def test_a_cursor_outside_the_text_is_answered(client, position):
    for text in ("", "ab🎲", "print"):
        reply = client.ask("complete_request", {"code": text, "cursor_pos": position})
        assert reply["status"] == "ok"
        assert 0 <= reply["cursor_start"] <= reply["cursor_end"] <= len(text)
        reply = client.ask(
            "inspect_request", {"code": text, "cursor_pos": position, "detail_level": 0}
        )
        assert reply["status"] == "ok"


def test_an_inspection_without_a_finding_has_all_fields(client, code):
    name = code.unknown_name
    reply = client.ask("inspect_request", {"code": name, "cursor_pos": 3, "detail_level": 1})
    assert reply == {"status": "ok", "found": False, "data": {}, "metadata": {}}


def test_user_expressions_fail_one_by_one(client, code):
    client.run(code.assign("known", 41))
    expressions = {"good": "known + 1", "bad": code.unknown_name}
    values = client.run(code.quiet, user_expressions=expressions).reply["content"][
        "user_expressions"
    ]
    assert values["good"]["status"] == "ok"
    assert values["good"]["data"]["text/plain"] == "42"
    assert isinstance(values["good"]["metadata"], dict)
    assert values["bad"]["status"] == "error"
    assert {"ename", "evalue", "traceback"} <= values["bad"].keys()


def test_silent_requests_publish_no_input_no_result_and_do_not_count(client, code):
    before = client.run(code.one).reply["content"]["execution_count"]
    run = client.run(code.one, silent=True)
    assert run.types == ["busy", "idle"]
    assert client.run(code.one).reply["content"]["execution_count"] == before + 1


def test_requests_that_store_no_history_do_not_count(client, code):
    before = client.run(code.one).reply["content"]["execution_count"]
    run = client.run(code.one, store_history=False)
    assert run.result == "2"
    assert client.run(code.one).reply["content"]["execution_count"] == before + 1


def test_the_count_is_the_same_in_input_result_and_reply(client, code):
    run = client.run(code.one)
    counts = {
        run.reply["content"]["execution_count"],
        run.content("execute_input")[0]["execution_count"],
        run.content("execute_result")[0]["execution_count"],
    }
    assert len(counts) == 1
    assert client.run(code.error).reply["content"]["execution_count"] == counts.pop() + 1


def history(client, **content):
    return client.ask("history_request", {"output": False, "raw": True, **content})["history"]


def test_history_gives_the_tail_a_range_and_what_matches(fresh, code):
    cells = [code.assign("first", 1), code.one, code.assign("second", 2), code.one]
    for cell in cells:
        fresh.run(cell)
    tail = history(fresh, hist_access_type="tail", n=3)
    assert [row[2] for row in tail] == cells[1:]
    session, line = tail[0][:2]
    ranged = history(fresh, hist_access_type="range", session=session, start=line, stop=line + 2)
    assert [row[2] for row in ranged] == cells[1:3]
    # Session 0 is the present one.
    assert (
        history(fresh, hist_access_type="range", session=0, start=line, stop=line + 1) == ranged[:1]
    )
    found = history(fresh, hist_access_type="search", pattern="*second*")
    assert found[-1][2] == cells[2]
    twice = history(fresh, hist_access_type="search", pattern=code.one, n=2)
    assert [row[2] for row in twice] == [code.one, code.one]
    unique = history(fresh, hist_access_type="search", pattern=code.one, unique=True)
    assert [row[2] for row in unique] == [code.one]


def test_history_with_output_holds_pairs(fresh, code):
    fresh.run(code.one)
    row = history(fresh, hist_access_type="tail", n=1, output=True)[0]
    assert row[2][0] == code.one
    assert row[2][1] in ("2", None)


def test_silent_cells_leave_no_history(fresh, code):
    fresh.run(code.one)
    fresh.run(code.quiet, silent=True)
    fresh.run(code.quiet, store_history=False)
    assert history(fresh, hist_access_type="tail", n=1)[0][2] == code.one


def test_a_comm_to_an_unknown_target_is_closed_on_iopub(client):
    comm = uuid.uuid4().hex
    request = client.send(
        "shell", "comm_open", {"comm_id": comm, "target_name": "nowhere", "data": {}}
    )
    messages = client.idle(request)
    closed = [m["content"] for m in messages if m["msg_type"] == "comm_close"]
    assert [content["comm_id"] for content in closed] == [comm]


def test_comm_messages_without_a_comm_do_no_harm(client):
    for kind in ("comm_msg", "comm_close"):
        client.idle(client.send("shell", kind, {"comm_id": "nobody", "data": {"a": 1}}))
    assert client.ask("comm_info_request")["comms"] == {}


def test_comm_info_can_be_limited_to_a_target(client):
    reply = client.ask("comm_info_request", {"target_name": "jupyter.widget"})
    assert reply == {"status": "ok", "comms": {}}


def test_the_widget_manager_is_answered_at_once(client):
    """JupyterLab waits four seconds for an answer on this target, a closing or a state."""
    comm = uuid.uuid4().hex
    content = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
    client.idle(client.send("shell", "comm_open", content, metadata={"version": "1.0.0"}))
    request = client.send(
        "shell", "comm_msg", {"comm_id": comm, "data": {"method": "request_states"}}
    )
    client.idle(request)
    answers = [
        m
        for m in client.received["iopub"]
        if m["msg_type"] in ("comm_msg", "comm_close") and m["content"]["comm_id"] == comm
    ]
    assert answers


@pytest.mark.swift
def test_code_and_front_end_talk_over_a_comm_with_buffers(client):
    client.run(
        'Comm.register(target: "echo") { comm, opening in\n'
        '  comm.send(.init(["opened": opening.data]))\n'
        '  comm.onMessage { comm.send(.init(["heard": $0.data], buffers: $0.buffers)) }\n'
        "}"
    )
    comm = uuid.uuid4().hex
    client.idle(
        client.send(
            "shell", "comm_open", {"comm_id": comm, "target_name": "echo", "data": {"a": 1}}
        )
    )
    assert comm in client.ask("comm_info_request")["comms"]
    content = {"comm_id": comm, "data": {"b": [1.5, None]}}
    client.send("shell", "comm_msg", content, buffers=[b"\x00\x01", b"two"])

    def answers():
        found = [m for m in client.received["iopub"] if m["msg_type"] == "comm_msg"]
        return found if len(found) == 2 else None

    opened, heard = client.until(answers, "two comm messages")
    assert opened["content"]["data"] == {"opened": {"a": 1}}
    assert heard["content"]["data"] == {"heard": {"b": [1.5, None]}}
    assert [bytes(buffer) for buffer in heard["buffers"]] == [b"\x00\x01", b"two"]
    client.idle(client.send("shell", "comm_close", {"comm_id": comm, "data": {}}))
    assert comm not in client.ask("comm_info_request")["comms"]

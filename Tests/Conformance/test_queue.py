# SPDX-License-Identifier: MIT
"""Order: of messages, of queued requests, of what an error or an interrupt ends."""

import pytest


def test_messages_come_in_the_order_that_front_ends_rely_on(client, code):
    run = client.run(code.print_and_result)
    assert run.types == ["busy", "execute_input", "stream", "execute_result", "idle"]
    assert run.content("execute_input")[0]["code"] == code.print_and_result
    assert run.result == "42"


def test_the_reply_comes_between_the_outputs_and_idle(client, code):
    run = client.run(code.print_and_result)
    dates = [
        message["header"]["date"] for message in (run.messages[-2], run.reply, run.messages[-1])
    ]
    assert dates == sorted(dates)


def test_a_failing_cell_publishes_one_error_that_equals_its_reply(client, code):
    run = client.run(code.error)
    assert run.types == ["busy", "execute_input", "error", "idle"]
    published, reply = run.content("error")[0], run.reply["content"]
    assert run.status == "error"
    assert published["ename"] == code.error_name
    for key in ("ename", "evalue", "traceback"):
        assert reply[key] == published[key]
    assert all(isinstance(line, str) for line in reply["traceback"]) and reply["traceback"]
    assert isinstance(reply["execution_count"], int)


def test_an_ok_reply_has_all_its_fields(client, code):
    content = client.run(code.one).reply["content"]
    assert content["status"] == "ok"
    assert content["user_expressions"] == {} and content["payload"] == []


def test_an_error_aborts_queued_cells_and_nothing_else(client, code):
    failing = client.execute(code.error)
    queued = client.execute(code.one)
    question = client.send("shell", "kernel_info_request")
    last = client.execute(code.one)
    assert client.reply(failing)["content"]["status"] == "error"
    for request in (queued, last):
        run = client.finish(request)
        assert run.status == "aborted"
        assert run.types == ["busy", "idle"]
    assert client.reply(question)["content"]["status"] == "ok"


def test_a_cell_sent_after_the_error_was_seen_runs(client, code):
    for _ in range(10):
        failing = client.execute(code.error)
        client.reply(failing)
        assert client.run(code.one).status == "ok"


def test_an_error_aborts_nothing_when_the_request_says_so(client, code):
    client.execute(code.error, stop_on_error=False)
    assert client.finish(client.execute(code.one)).status == "ok"


def test_an_error_in_a_silent_cell_is_reported_in_the_reply_only(client, code):
    run = client.run(code.error, silent=True)
    assert run.status == "error" and run.reply["content"]["ename"] == code.error_name


def test_an_interrupt_ends_the_running_cell_and_aborts_the_queue(client, code):
    running = client.execute(code.spin)
    queued = [client.execute(code.one) for _ in range(3)]
    client.wait_until_running(running)
    interrupt = client.interrupt()
    assert client.reply(interrupt, "control")["content"]["status"] == "ok"
    assert client.finish(running).status == "error"
    assert [client.finish(request).status for request in queued] == ["aborted"] * 3
    assert client.run(code.one).result == "2"


def test_an_interrupt_of_an_idle_kernel_changes_nothing(client, code):
    client.run(code.assign("kept", 5))
    client.reply(client.interrupt(), "control")
    assert client.run("kept").result == "5"


def test_control_answers_while_a_cell_runs(client, code):
    running = client.execute(code.spin)
    client.wait_until_running(running)
    for _ in range(5):
        assert client.ask("kernel_info_request", channel="control")["status"] == "ok"
    assert not client.replies(running)
    client.interrupt()
    client.finish(running)


def test_control_goes_before_what_is_queued_on_shell_and_keeps_its_own_order(client, code):
    cells = [client.execute(code.sleep(0.1)) for _ in range(5)]
    client.wait_until_running(cells[0])
    asked = [client.send("control", "kernel_info_request") for _ in range(5)]
    dates = [client.reply(request, "control")["header"]["date"] for request in asked]
    assert dates == sorted(dates)
    assert dates[-1] < client.reply(cells[-1])["header"]["date"]
    # One after another: no request is busy while another one is.
    states = [
        (m["parent_header"]["msg_id"], m["content"]["execution_state"])
        for m in client.received["iopub"]
        if m["msg_type"] == "status" and m["parent_header"].get("msg_id") in asked
    ]
    assert states == [(request, state) for request in asked for state in ("busy", "idle")]
    client.finish(cells[-1])


QUESTIONS = {
    "kernel_info_request": {},
    "complete_request": {"code": "pri", "cursor_pos": 3},
    "inspect_request": {"code": "print", "cursor_pos": 5, "detail_level": 0},
    "is_complete_request": {"code": "1"},
    "history_request": {"hist_access_type": "tail", "n": 3, "output": False, "raw": True},
    "comm_info_request": {},
}


def last_state(client):
    states = [m for m in client.received["iopub"] if m["msg_type"] == "status"]
    return states[-1]["content"]["execution_state"]


@pytest.mark.swift
def test_questions_on_shell_are_answered_while_a_cell_runs_and_another_waits(client, code):
    """Consoles want `is_complete` in a second, a page that is loaded anew wants `kernel_info`."""
    running, queued = client.execute(code.spin), client.execute(code.one)
    client.wait_until_running(running)
    for kind, content in QUESTIONS.items():
        question = client.send("shell", kind, content)
        assert client.finish(question).reply["content"]["status"] in ("ok", "complete")
        assert client.states(question) == ["busy", "idle"]
        # Front ends take the last state that they hear for the kernel's own.
        client.until(lambda: last_state(client) == "busy", "busy again")
    assert not client.replies(running) and not client.replies(queued)
    client.interrupt()
    client.finish(running)
    client.finish(queued)
    client.settle()
    assert client.states(running) == ["busy", "idle"]
    assert last_state(client) == "idle"


def test_the_heart_beats_while_cells_compile_and_run(client, code):
    socket = client.sockets["heartbeat"]
    running = client.execute(code.sleep(1))
    beats = 0
    while not client.replies(running):
        socket.send(b"beat")
        # Front ends call a kernel dead after one silent second; a busy machine gets more.
        assert socket.poll(5000)
        socket.recv()
        beats += 1
        client.pump(20)
    assert beats > 5


def test_replies_go_to_the_asker_and_outputs_to_all(client, connect, kernel, code):
    other = connect(kernel)
    request = client.execute(code.hello)
    client.finish(request)
    seen = other.idle(request)
    assert [m["msg_type"] for m in seen if m["msg_type"] != "status"] == ["execute_input", "stream"]
    other.settle()
    assert not other.replies(request)


def test_a_client_that_comes_back_with_its_identity_is_served(client, connect, kernel, code):
    client.sockets["shell"].disconnect(kernel.address("shell_port"))
    client.sockets["shell"].connect(kernel.address("shell_port"))
    assert client.run(code.one).result == "2"


@pytest.mark.parametrize("silent", [False, True])
def test_input_is_refused_where_the_request_forbids_it(client, code, silent):
    run = client.run(code.read, allow_stdin=False, silent=silent)
    assert run.status == "error"
    assert not client.received["stdin"]


def answer(client, code, text, **options):
    """Runs a cell that asks for input, answers it, and returns the request and its run."""
    running = client.execute(code, allow_stdin=True)
    request = client.until(lambda: client.received["stdin"], "input_request")[-1]
    client.send("stdin", "input_reply", {"value": text, **options}, parent=request)
    return request, client.finish(running)


def test_input_is_asked_from_the_client_that_runs_the_cell(client, connect, kernel, code):
    other = connect(kernel)
    request, run = answer(client, code.read, "Grüße 🎲")
    assert request["content"] == {"prompt": "name? ", "password": False}
    assert run.stdout == "got Grüße 🎲\n"
    other.settle()
    assert not other.received["stdin"]


def test_a_password_is_marked_as_one(client, code):
    request, run = answer(client, code.password, "s3cret")
    assert request["content"] == {"prompt": "secret? ", "password": True}
    assert run.stdout == "got s3cret\n"


def test_an_input_reply_from_before_the_request_is_not_taken(client, code):
    client.send("stdin", "input_reply", {"value": "stale"})
    client.settle()
    _, run = answer(client, code.read, "fresh")
    assert run.stdout == "got fresh\n"


def test_an_interrupt_ends_a_cell_that_waits_for_input(client, code):
    running = client.execute(code.read, allow_stdin=True)
    client.until(lambda: client.received["stdin"], "input_request")
    client.interrupt()
    assert client.finish(running).status == "error"
    assert client.run(code.one).result == "2"


def test_many_small_cells_in_one_burst_keep_their_order(client, code):
    requests = [client.execute(code.assign(f"n{number}", number)) for number in range(20)]
    requests.append(client.execute("n3 + n17"))
    runs = [client.finish(request) for request in requests]
    counts = [run.reply["content"]["execution_count"] for run in runs]
    assert all(later == earlier + 1 for earlier, later in zip(counts, counts[1:]))
    assert runs[-1].result == "20"

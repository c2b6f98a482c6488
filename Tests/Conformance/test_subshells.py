# SPDX-License-Identifier: MIT
"""Subshells: shells beside the main one, over which front ends send what shall not wait for a cell."""

import pytest

pytestmark = pytest.mark.swift


def create(client):
    reply = client.ask("create_subshell_request", channel="control")
    assert reply["status"] == "ok"
    return reply["subshell_id"]


def delete(client, subshell):
    return client.ask("delete_subshell_request", {"subshell_id": subshell}, channel="control")


def listed(client):
    reply = client.ask("list_subshell_request", channel="control")
    assert reply["status"] == "ok"
    return reply["subshell_id"]


def send(client, kind, content, subshell):
    """Sends a request to a subshell and returns its identifier."""
    message = client.session.msg(kind, content)
    message["header"]["subshell_id"] = subshell
    client.session.send(client.sockets["shell"], message)
    return message["header"]["msg_id"]


def execute(client, code, subshell):
    content = {"code": code, "silent": False, "stop_on_error": True}
    return send(client, "execute_request", content, subshell)


@pytest.fixture
def subshell(client):
    made = create(client)
    yield made
    delete(client, made)


def test_the_kernel_says_that_it_has_subshells(client):
    assert "kernel subshells" in client.ask("kernel_info_request")["supported_features"]


def test_a_subshell_is_listed_from_its_making_to_its_end(client):
    assert listed(client) == []
    first, second = create(client), create(client)
    assert first != second and listed(client) == [first, second]
    assert delete(client, first) == {"status": "ok"}
    assert listed(client) == [second]
    delete(client, second)
    assert listed(client) == []


def test_a_subshell_that_is_not_there_is_named_in_the_error(client):
    reply = delete(client, "nobody's")
    assert reply["status"] == "error" and "nobody's" in reply["evalue"]
    run = client.finish(execute(client, "1", "nobody's"))
    assert run.status == "error" and "nobody's" in run.reply["content"]["evalue"]
    assert run.types == ["busy", "idle"]


def test_a_deleted_subshell_takes_no_more_requests(client):
    subshell = create(client)
    assert client.finish(execute(client, "1 + 1", subshell)).result == "2"
    delete(client, subshell)
    assert client.finish(execute(client, "1 + 1", subshell)).status == "error"
    assert client.run("1 + 1").result == "2"


def test_the_main_shell_and_a_subshell_share_the_session(client, subshell):
    client.run("var shared = 20")
    assert client.finish(execute(client, "shared += 22", subshell)).status == "ok"
    assert client.run("shared").result == "42"


def test_replies_and_outputs_carry_the_subshell_in_their_parent(client, subshell):
    run = client.finish(execute(client, 'print("here")', subshell))
    assert run.stdout == "here\n"
    for message in [run.reply, *run.messages]:
        assert message["parent_header"]["subshell_id"] == subshell


def test_a_subshell_is_made_while_a_cell_runs(client, code):
    running = client.execute(code.spin)
    client.wait_until_running(running)
    made = create(client)
    assert not client.replies(running)
    delete(client, made)
    client.interrupt()
    client.finish(running)


def test_a_subshell_s_questions_are_answered_while_a_cell_runs(client, code, subshell):
    running = client.execute(code.spin)
    client.wait_until_running(running)
    question = send(client, "complete_request", {"code": "[1].allSat", "cursor_pos": 10}, subshell)
    assert "allSatisfy" in client.finish(question).reply["content"]["matches"]
    assert not client.replies(running)
    client.interrupt()
    client.finish(running)


def test_a_subshell_s_cell_waits_for_the_running_one(client, code, subshell):
    client.run("var order: [String] = []")
    running = client.execute(code.sleep(0.3) + '\norder.append("main")')
    other = execute(client, 'order.append("other")', subshell)
    assert client.finish(other).status == "ok" and client.finish(running).status == "ok"
    assert client.run("order").result == '["main", "other"]'


@pytest.mark.parametrize("failing_is_main", [True, False])
def test_an_error_aborts_the_cells_of_its_own_shell_only(client, code, subshell, failing_is_main):
    one, other = (None, subshell) if failing_is_main else (subshell, None)
    failing = execute(client, code.sleep(0.3) + "\n" + code.error, one)
    queued = [execute(client, code.one, one) for _ in range(2)]
    others = [execute(client, code.one, other) for _ in range(2)]
    assert client.finish(failing).status == "error"
    assert [client.finish(request).status for request in queued] == ["aborted"] * 2
    assert [client.finish(request).status for request in others] == ["ok"] * 2
    assert client.finish(execute(client, code.one, one)).status == "ok"


@pytest.mark.parametrize("are_subshells", [(False, True), (True, False), (True, True)])
def test_every_cell_is_busy_once_and_idle_once_whatever_its_shell(client, code, are_subshells):
    shells = [create(client) if is_subshell else None for is_subshell in are_subshells]
    requests = [execute(client, code.sleep(0.1), shell) for shell in shells]
    for request, shell in zip(requests, shells):
        client.finish(request)
        assert client.states(request) == ["busy", "idle"]
        parents = {m["parent_header"].get("subshell_id") for m in client.published(request)}
        assert parents == {shell}
    for shell in filter(None, shells):
        delete(client, shell)


def test_the_kernel_ends_with_its_subshells(fresh):
    create(fresh)
    fresh.ask("shutdown_request", {"restart": False}, channel="control")
    assert fresh.kernel.wait() == 0

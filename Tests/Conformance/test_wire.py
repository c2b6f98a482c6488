# SPDX-License-Identifier: MIT
"""Frames, signatures and headers: what is on the wire, byte by byte."""

import hashlib
import hmac
import json
import re

import pytest
from jupyter_kernel_test.msgspec_v5 import validate_message

DELIMITER = b"<IDS|MSG>"


def frames(client, kind="kernel_info_request", content=None, header=None):
    """The signed frames of a request, without identities."""
    message = client.session.msg(kind, content or {})
    if header is not None:
        message["header"] = header
    return client.session.serialize(message)


def sign(client, parts):
    return hmac.new(client.session.key, b"".join(parts), hashlib.sha256).hexdigest().encode()


def signed(client, parts):
    return [DELIMITER, sign(client, parts), *parts]


def send_raw(client, parts, channel="shell"):
    client.sockets[channel].send_multipart(parts)


def lives(client):
    """Whether the kernel still answers, on both channels that take requests."""
    return all(
        client.ask("kernel_info_request", channel=channel)["status"] == "ok"
        for channel in ("shell", "control")
    )


def test_a_message_with_a_wrong_signature_is_dropped(client, connect, kernel):
    stranger = connect(kernel, key="not the key", nudge=False)
    request = stranger.send("shell", "execute_request", {"code": "0", "silent": False})
    assert lives(client)
    client.settle()
    stranger.settle()
    assert not client.published(request) and not stranger.replies(request)


def test_a_message_that_comes_twice_is_answered_once(client):
    parts = frames(client)
    header = json.loads(parts[2])
    send_raw(client, parts)
    send_raw(client, parts)
    assert lives(client)
    client.settle()
    assert len(client.replies(header["msg_id"])) == 1


@pytest.mark.parametrize(
    "case",
    [
        "no frames but one",
        "no delimiter",
        "delimiter only",
        "no signature",
        "too few parts",
        "empty parts",
        "header is no JSON",
        "header is no object",
        "header without a type",
        "content is no JSON",
        "content is no object",
        "binary noise",
    ],
)
@pytest.mark.parametrize("channel", ["shell", "control", "stdin"])
def test_a_malformed_message_is_dropped_and_the_kernel_lives(client, channel, case):
    header = frames(client)[2]
    empty = b"{}"
    malformed = {
        "no frames but one": [b""],
        "no delimiter": [b"a", b"b", b"c"],
        "delimiter only": [DELIMITER],
        "no signature": [DELIMITER, header, empty, empty, empty],
        "too few parts": signed(client, [header, empty]),
        "empty parts": signed(client, [b"", b"", b"", b""]),
        "header is no JSON": signed(client, [b"{", empty, empty, empty]),
        "header is no object": signed(client, [b"[1]", empty, empty, empty]),
        "header without a type": signed(client, [b'{"msg_id": "x"}', empty, empty, empty]),
        "content is no JSON": signed(client, [header, empty, empty, b"nonsense"]),
        "content is no object": signed(client, [header, empty, empty, b"[]"]),
        "binary noise": [b"\x00\xff" * 50, DELIMITER, b"\x80" * 64, *[b"\xfe\xff"] * 4],
    }
    send_raw(client, malformed[case], channel)
    assert lives(client)


def test_a_request_with_a_missing_field_does_not_end_the_kernel(client):
    for kind in (
        "execute_request",
        "complete_request",
        "inspect_request",
        "history_request",
        "comm_open",
    ):
        client.idle(client.send("shell", kind, {}))
    assert lives(client)


def test_an_unknown_request_gets_busy_and_idle_only(client):
    request = client.send("shell", "unheard_of_request", {"a": 1})
    client.idle(request)
    client.settle()
    assert client.states(request) == ["busy", "idle"]
    assert len(client.published(request)) == 2
    assert not client.replies(request)


def test_the_signature_covers_the_bytes_as_received(client):
    """A client may space its JSON as it likes, and buffers are not signed."""
    header = json.dumps(json.loads(frames(client)[2]), indent=3).encode()
    parts = signed(client, [header, b"{ }", b"{\n}", b" {}"])
    send_raw(client, [*parts, b"a buffer", b"another"])
    request = json.loads(header)["msg_id"]
    assert client.reply(request)["content"]["status"] == "ok"


def test_identities_before_the_delimiter_come_back(client):
    parts = frames(client)
    send_raw(client, [b"route", *parts])
    socket = client.sockets["shell"]
    assert socket.poll(60_000)
    answer = socket.recv_multipart()
    assert answer[:2] == [b"route", DELIMITER]


def test_the_parent_header_is_the_request_s_header_unchanged(client):
    header = {
        **client.session.msg("kernel_info_request")["header"],
        "date": "2026-01-02T03:04:05.678901Z",
        "extra": {"list": [1, 2.5, None, True, "ü🎲"], "number": 1e-7},
    }
    send_raw(client, frames(client, header=header))
    socket = client.sockets["shell"]
    assert socket.poll(60_000)
    answer = socket.recv_multipart()
    start = answer.index(DELIMITER)
    assert json.loads(answer[start + 3]) == header


def test_headers_are_what_front_ends_need(client, code):
    run = client.run(code.hello)
    messages = [run.reply, *run.messages]
    identifiers = [message["header"]["msg_id"] for message in messages]
    assert len(set(identifiers)) == len(identifiers)
    sessions = {message["header"]["session"] for message in messages}
    assert len(sessions) == 1 and client.session.session not in sessions
    for message in messages:
        assert isinstance(message["header"]["username"], str)
        assert message["header"]["version"].startswith("5.")
        validate_message(message, message["msg_type"], run.reply["parent_header"]["msg_id"])


def test_dates_are_utc_with_parts_of_a_second(client):
    send_raw(client, frames(client))
    socket = client.sockets["shell"]
    assert socket.poll(60_000)
    answer = socket.recv_multipart()
    header = json.loads(answer[answer.index(DELIMITER) + 2])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}(Z|\+00:00)", header["date"])


def test_iopub_messages_have_one_topic_frame(client):
    request = client.send("shell", "kernel_info_request")
    socket = client.sockets["iopub"]
    assert socket.poll(60_000)
    answer = socket.recv_multipart()
    assert answer.index(DELIMITER) == 1
    client.reply(request)


def test_an_empty_key_means_no_signatures(start, connect):
    client = connect(start(connection={"key": ""}))
    assert lives(client)


def test_the_heartbeat_echoes_any_bytes(client):
    socket = client.sockets["heartbeat"]
    for ping in (b"ping", b"", b"\x00\xff" * 1000):
        socket.send(ping)
        assert socket.poll(60_000)
        assert socket.recv() == ping


def test_every_new_subscriber_is_welcomed(client, connect, kernel):
    for subscriber in (client, connect(kernel)):
        welcome = subscriber.until(
            lambda: [m for m in subscriber.received["iopub"] if m["msg_type"] == "iopub_welcome"],
            "iopub_welcome",
        )[0]
        assert welcome["content"] == {"subscription": ""}
        assert welcome["parent_header"] == {}

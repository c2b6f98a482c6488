# SPDX-License-Identifier: MIT
"""A hundred thousand damaged messages: none is answered, nothing ends, nothing grows."""

import json
import random

import psutil
import pytest
from test_wire import DELIMITER, frames, lives, send_raw, sign, signed

pytestmark = pytest.mark.slow

COUNT = 100_000
KINDS = [
    ("kernel_info_request", {}),
    ("execute_request", {"code": "1 + 1", "silent": False, "store_history": True}),
    ("complete_request", {"code": "let x = 1; x.", "cursor_pos": 13}),
    ("inspect_request", {"code": "print", "cursor_pos": 5, "detail_level": 0}),
    ("is_complete_request", {"code": "if true {"}),
    ("history_request", {"output": False, "raw": True, "hist_access_type": "tail", "n": 3}),
    ("comm_info_request", {}),
    ("comm_open", {"comm_id": "c", "target_name": "t", "data": {}}),
    ("comm_msg", {"comm_id": "c", "data": {"a": [1, 2]}}),
]


def damaged(rng, parts):
    """Frames with bits turned, bytes or frames lost, doubled, swapped or put in."""
    parts = [bytearray(part) for part in parts]
    for _ in range(rng.randint(1, 3)):
        index = rng.randrange(len(parts))
        part, change = parts[index], rng.randrange(8)
        if change == 0 and part:
            part[rng.randrange(len(part))] ^= 1 << rng.randrange(8)
        elif change == 1 and part:
            del part[rng.randrange(len(part)) :]
        elif change == 2:
            part[rng.randint(0, len(part)) : 0] = rng.randbytes(rng.randint(1, 40))
        elif change == 3 and len(parts) > 1:
            parts.pop(index)
        elif change == 4:
            parts.insert(index, bytearray(part))
        elif change == 5:
            other = rng.randrange(len(parts))
            parts[index], parts[other] = parts[other], parts[index]
        elif change == 6:
            part[:] = rng.choice([b"", b"{}", b"null", b"[" * 2000, b'{"a":' * 500, b'"\xff\xfe"'])
        else:
            part[:] = rng.randbytes(rng.randint(0, 200))
    return [bytes(part) for part in parts]


def is_signed(client, parts):
    """Whether a message is one that its key's owner could have sent: more frames at its ends do no harm."""
    if DELIMITER not in parts:
        return False
    start = parts.index(DELIMITER) + 1
    # Hexadecimal digits may be written in either case.
    signature = [part.lower() for part in parts[start : start + 1]]
    return signature == [sign(client, parts[start + 1 : start + 5])]


def memory(kernel):
    """The kernel's own resident memory, in bytes; its children never see these messages."""
    return psutil.Process(kernel.pid).memory_info().rss


def test_damaged_messages_are_never_answered_and_nothing_grows(client, kernel):
    rng = random.Random(7)
    originals = [frames(client, *kind) for kind in KINDS]
    identifiers = {json.loads(parts[2])["msg_id"] for parts in originals}
    assert lives(client)
    before = None
    for count in range(COUNT):
        message = original = rng.choice(originals)
        while is_signed(client, message):
            message = damaged(rng, original)
        send_raw(client, message, rng.choice(["shell", "control", "stdin"]))
        if count % 5000 == 4999:
            assert lives(client)
        if count == COUNT // 5:
            before = memory(kernel)
    assert lives(client)
    client.settle()
    for channel in ("iopub", "shell", "control"):
        parents = {m["parent_header"].get("msg_id") for m in client.received[channel]}
        assert not identifiers & parents
    assert memory(kernel) < 1.25 * before + 16e6


def test_signed_nonsense_ends_nothing(client, kernel):
    """Who knows the key may still send anything: contents of every wrong shape."""
    rng = random.Random(8)
    shapes = [None, True, -1, 1e308, "", "x" * 5000, [], [[]], {}, {"code": 7}, {"code": None}]
    for _ in range(3000):
        kind, content = rng.choice(KINDS)
        content = dict(content)
        for key in list(content):
            if rng.random() < 0.5:
                content[key] = rng.choice(shapes)
        if rng.random() < 0.2:
            content = rng.choice(shapes)
        parts = frames(client, kind)[2:]
        parts[3] = json.dumps(content).encode()
        if kind != "execute_request":
            send_raw(client, signed(client, parts), rng.choice(["shell", "control"]))
    assert lives(client)

# SPDX-License-Identifier: MIT
"""Encryption: the sockets of a kernel that was given keys speak to nobody who does not know them."""

import json
import subprocess
import uuid

import pytest
import zmq
from jupyter_client.manager import KernelManager
from kernel_process import KernelProcess

pytestmark = pytest.mark.skipif(not zmq.has("curve"), reason="this ZeroMQ has no CURVE")


@pytest.fixture
def keys():
    public, secret = zmq.curve_keypair()
    return {"curve_publickey": public.decode(), "curve_secretkey": secret.decode()}


@pytest.fixture
def manager(kernel_name):
    """The reference client's own manager, which makes the keys and refuses kernels without encryption."""
    if not hasattr(KernelManager, "transport_encryption"):
        pytest.skip("this jupyter_client knows no encryption")
    manager = KernelManager(kernel_name=kernel_name, transport_encryption="required")
    manager.start_kernel()
    yield manager
    manager.shutdown_kernel(now=True)


def test_the_reference_client_s_manager_talks_over_encrypted_sockets(manager, code):
    assert manager.curve_secretkey
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    outputs = []
    reply = client.execute_interactive(code.hello, output_hook=outputs.append, timeout=60)
    assert reply["content"]["status"] == "ok"
    assert [m["content"]["text"] for m in outputs if m["msg_type"] == "stream"] == [
        "hello, world\n"
    ]
    client.control_channel.send(client.session.msg("kernel_info_request"))
    assert client.get_control_msg(timeout=60)["content"]["status"] == "ok"
    client.hb_channel.unpause()
    assert client.hb_channel.is_beating()
    client.stop_channels()


def test_the_keys_outlive_a_restart(manager, code):
    before = manager.curve_publickey
    manager.restart_kernel(now=True)
    assert manager.curve_publickey == before
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    assert client.execute_interactive(code.one, timeout=60)["content"]["status"] == "ok"
    client.stop_channels()


def strange_socket(context, kernel, port, **keys):
    socket = context.socket(zmq.SUB if port == "iopub_port" else zmq.DEALER)
    socket.linger = 0
    for name, value in keys.items():
        setattr(socket, name, value)
    if port == "iopub_port":
        socket.subscribe(b"")
    socket.connect(kernel.address(port))
    return socket


@pytest.mark.parametrize("has_keys", [False, True])
def test_a_stranger_gets_nothing_on_any_socket(start, connect, keys, code, has_keys):
    """Neither in the open nor with keys of somebody else."""
    kernel = start(connection=keys)
    client = connect(kernel, curve=keys)
    other, secret = zmq.curve_keypair()
    curve = {"curve_serverkey": other, "curve_publickey": other, "curve_secretkey": secret}
    context = zmq.Context()
    ports = ("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port")
    sockets = {
        port: strange_socket(context, kernel, port, **(curve if has_keys else {})) for port in ports
    }
    for port in ("shell_port", "control_port"):
        request = client.session.serialize(client.session.msg("kernel_info_request"))
        sockets[port].send_multipart(request)
    sockets["hb_port"].send_multipart([b"", b"ping"])
    # What the kernel says to those who know its key reaches nobody else.
    assert client.run(code.hello).stdout == "hello, world\n"
    assert not any(socket.poll(300) for socket in sockets.values())
    context.destroy(linger=0)


@pytest.mark.parametrize("missing", ["curve_publickey", "curve_secretkey"])
def test_half_a_pair_of_keys_is_refused_in_one_clear_line(kernel_name, tmp_path, keys, missing):
    del keys[missing]
    check_refusal(kernel_name, tmp_path, keys, missing)


def test_keys_that_do_not_belong_together_are_refused(kernel_name, tmp_path, keys):
    keys["curve_publickey"] = zmq.curve_keypair()[0].decode()
    check_refusal(kernel_name, tmp_path, keys, "curve_publickey")


@pytest.mark.parametrize("wrong", ["short", "é" * 40, 7])
def test_a_key_that_is_none_is_refused(kernel_name, tmp_path, keys, wrong):
    check_refusal(kernel_name, tmp_path, {**keys, "curve_secretkey": wrong}, "curve_secretkey")


def check_refusal(kernel_name, folder, keys, named):
    file = folder / f"{uuid.uuid4()}.json"
    file.write_text(json.dumps({"key": "k", "ip": "127.0.0.1", "transport": "tcp", **keys}))
    ended = subprocess.run(
        KernelProcess.command(kernel_name, file), capture_output=True, text=True, timeout=60
    )
    assert ended.returncode != 0
    (line,) = ended.stderr.splitlines()
    assert named in line

# SPDX-License-Identifier: MIT
"""Start and end of a kernel, and the ways in which it is connected."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
import zmq
from jupyter_client.session import Session
from kernel_process import PATIENCE, PORTS, KernelProcess, free_ports

END = 30


def works(client, code):
    return client.run(code.one).result == "2"


def gone(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE or not process.is_running()
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(processes):
    deadline = time.monotonic() + END
    while not all(gone(process) for process in processes):
        assert time.monotonic() < deadline, "processes of the kernel are left"
        time.sleep(0.05)


@pytest.fixture
def context():
    made = zmq.Context()
    yield made
    made.destroy(linger=0)


def test_starting_is_published_once_without_a_parent(start, context):
    ports = dict(zip(PORTS, free_ports(5)))
    listener = context.socket(zmq.SUB)
    listener.subscribe(b"")
    # A listener that is there before the kernel misses nothing.
    listener.reconnect_ivl = 5
    listener.connect(f"tcp://127.0.0.1:{ports['iopub_port']}")
    kernel = start(connection=ports)
    session = Session(key=kernel.connection["key"].encode())
    states = []
    assert listener.poll(PATIENCE * 1000)
    while listener.poll(1500):
        _, message = session.recv(listener)
        if message["msg_type"] == "status":
            states.append((message["content"]["execution_state"], message["parent_header"]))
    # Publishing before the subscription arrives is a message to nobody: then there is nothing to see.
    assert states in ([("starting", {})], [])


@pytest.mark.parametrize(
    "connection",
    [
        {"transport": "ipc"},
        {"ip": "0.0.0.0"},
        {"jupyter_session": "x", "kernel_name": "k", "curve_publickey": None, "future": [1]},
        pytest.param(
            {port: str(number) for port, number in zip(PORTS, free_ports(5))}, id="ports as strings"
        ),
    ],
    ids=lambda value: str(next(iter(value.items()))),
)
def test_every_kind_of_connection_file_works(start, connect, code, connection):
    assert works(connect(start(connection=connection)), code)


@pytest.mark.parametrize("channel", ["control", "shell"])
@pytest.mark.parametrize("restart", [False, True])
def test_a_shutdown_is_answered_published_and_carried_out(start, connect, code, channel, restart):
    kernel = start()
    client = connect(kernel)
    works(client, code)
    family = kernel.family()
    request = client.send(channel, "shutdown_request", {"restart": restart})
    reply = client.reply(request, channel)
    assert reply["content"] == {"status": "ok", "restart": restart}
    published = client.until(
        lambda: client.of_type(request, "shutdown_reply"), "shutdown_reply on iopub"
    )
    assert published[0]["content"]["restart"] is restart
    assert published[0]["header"]["msg_id"] != reply["header"]["msg_id"]
    assert kernel.wait(END) == 0
    wait_until_gone(family)


def test_a_shutdown_ends_a_running_cell(start, connect, code):
    kernel = start()
    client = connect(kernel)
    client.wait_until_running(client.execute(code.spin))
    family = kernel.family()
    client.send("control", "shutdown_request", {"restart": False})
    assert kernel.wait(END) == 0
    wait_until_gone(family)


def test_a_kernel_ends_with_its_parent(kernel_name, tmp_path, context):
    """The parent starts a kernel, tells its process number and dies."""
    ports = dict(zip(PORTS, free_ports(5)))
    script = (
        "import json, os, subprocess, sys, time\n"
        "file, argv = sys.argv[1], sys.argv[2:]\n"
        "kernel = subprocess.Popen(argv, env={**os.environ, 'JPY_PARENT_PID': str(os.getpid())},\n"
        "  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)\n"
        "print(kernel.pid, flush=True)\n"
        "sys.stdin.readline()\n"
        "os._exit(0)\n"
    )
    file = tmp_path / "connection.json"
    connection = {
        "transport": "tcp",
        "ip": "127.0.0.1",
        "key": "k",
        "signature_scheme": "hmac-sha256",
    }
    file.write_text(json.dumps({**connection, **ports}))
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(file), *KernelProcess.command(kernel_name, file)],
        env={**os.environ, **KernelProcess.specification(kernel_name).env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    kernel = psutil.Process(int(parent.stdout.readline()))
    heart = context.socket(zmq.REQ)
    heart.connect(f"tcp://127.0.0.1:{ports['hb_port']}")
    heart.send(b"alive?")
    assert heart.poll(PATIENCE * 1000)
    family = [kernel, *kernel.children(recursive=True)]
    parent.communicate("end\n")
    wait_until_gone(family)


def test_sigint_interrupts_a_cell_and_never_the_kernel(fresh, code):
    kernel = fresh.kernel
    fresh.run(code.assign("kept", 7))
    # To an idle kernel and its children, as a terminal or a server sends it.
    os.killpg(kernel.pid, signal.SIGINT)
    # A cell that is sent at once could be running when the signal arrives.
    fresh.pump(300)
    assert works(fresh, code)
    running = fresh.execute(code.spin)
    fresh.wait_until_running(running)
    fresh.pump(300)
    os.killpg(kernel.pid, signal.SIGINT)
    assert fresh.finish(running).status == "error"
    assert fresh.run("kept").result == "7"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.swift
def test_a_request_to_end_leaves_no_process_behind(fresh, code, number):
    works(fresh, code)
    family = fresh.kernel.family()
    os.kill(fresh.kernel.pid, number)
    fresh.kernel.wait(END)
    wait_until_gone(family)


@pytest.mark.swift
def test_a_killed_kernel_leaves_no_process_behind(fresh, code):
    works(fresh, code)
    family = fresh.kernel.family()
    os.kill(fresh.kernel.pid, signal.SIGKILL)
    wait_until_gone(family)


@pytest.mark.swift
def test_a_killed_process_group_leaves_no_files_behind(fresh, code):
    """Front ends that run out of patience kill the whole group at once."""
    assert works(fresh, code)
    process = fresh.kernel.process
    compiler = next(child for child in fresh.kernel.children("compiler"))
    scratch = compiler.cmdline()[compiler.cmdline().index("--scratch") + 1]
    assert os.path.isdir(scratch)
    for child in [c for c in fresh.kernel.family() if os.getpgid(c.pid) == os.getpgid(process.pid)]:
        child.kill()
    deadline = time.monotonic() + END
    while os.path.exists(scratch):
        assert time.monotonic() < deadline, "the session's folder is left"
        time.sleep(0.05)


@pytest.mark.swift
def test_a_kernel_says_nothing_on_its_own_output(start, connect, code):
    """A server's log is for the server: nothing of a working kernel belongs there."""
    kernel = start()
    client = connect(kernel)
    client.run(code.hello)
    client.run(code.stderr)
    client.run(code.error)
    assert kernel.said() == ""


@pytest.mark.swift
def test_the_kernelspec_is_what_front_ends_need(kernel_name):
    specification = KernelProcess.specification(kernel_name)
    assert os.path.isabs(specification.argv[0]) and os.access(specification.argv[0], os.X_OK)
    assert specification.argv.count("{connection_file}") == 1
    assert specification.language == "swift" and specification.interrupt_mode == "message"
    # The schema wants objects; managers look for encryption in a list, or give the kernel no keys.
    others = {**specification.metadata}
    assert others.pop("supported_encryption") == ["curve"]
    assert all(isinstance(value, dict) for value in others.values())
    assert specification.kernel_protocol_version.count(".") == 2
    for logo in ("logo-32x32.png", "logo-64x64.png", "logo-svg.svg"):
        assert os.path.getsize(os.path.join(specification.resource_dir, logo)) > 0

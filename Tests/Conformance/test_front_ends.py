# SPDX-License-Identifier: MIT
"""Front ends without pages: the Kernel Gateway, and an editor that starts kernels by itself."""

import asyncio
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

import psutil
import pytest
from jupyter_client.session import Session
from kernel_process import PATIENCE, PORTS, KernelProcess, free_ports
from servers import TOKEN, running

# --- Jupyter Kernel Gateway


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    pytest.importorskip("kernel_gateway", reason="jupyter_kernel_gateway is not installed")
    folder = tmp_path_factory.mktemp("gateway")
    option = "--JupyterWebsocketPersonality.list_kernels=True"
    name = f"--KernelGatewayApp.auth_token={TOKEN}"
    with running(folder, "kernelgateway", name, option) as server:
        yield server


class GatewayClient:
    """Talks to a kernel over the gateway's one websocket for all channels."""

    def __init__(self, websocket):
        self.websocket = websocket
        self.session = Session()

    @classmethod
    async def connect(cls, gateway, kernel):
        from tornado.httpclient import HTTPRequest
        from tornado.websocket import websocket_connect

        address = gateway.address.replace("http", "ws")
        request = HTTPRequest(
            f"{address}/api/kernels/{kernel}/channels",
            headers={"Authorization": f"token {TOKEN}"},
        )
        return cls(await websocket_connect(request))

    async def send(self, code):
        content = {"code": code, "silent": False, "stop_on_error": True, "allow_stdin": False}
        message = self.session.msg("execute_request", content)
        message.update(channel="shell", buffers=[])
        await self.websocket.write_message(json.dumps(message, default=str))
        return message["header"]["msg_id"]

    async def until(self, request, is_last):
        """All messages in a request's name, up to one."""
        found = []
        while not (found and is_last(found[-1])):
            text = await asyncio.wait_for(self.websocket.read_message(), PATIENCE)
            message = json.loads(text)
            if message["parent_header"].get("msg_id") == request:
                found.append(message)
        return found

    async def run(self, code):
        return await self.until(await self.send(code), is_idle)


def is_idle(message):
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


def test_a_gateway_s_kernel_runs_cells_is_interrupted_and_ends(gateway, kernel_name, code):
    kernel = gateway.request("/api/kernels", {"name": kernel_name})["id"]

    async def talk():
        client = await GatewayClient.connect(gateway, kernel)
        messages = await client.run(code.print_and_result)
        texts = [m["content"]["text"] for m in messages if m["msg_type"] == "stream"]
        results = [m["content"]["data"] for m in messages if m["msg_type"] == "execute_result"]
        assert texts == ["printed\n"] and results[0]["text/plain"] == "42"
        request = await client.send(code.spin)
        await client.until(request, lambda m: m["msg_type"] == "execute_input")
        await asyncio.to_thread(gateway.request, f"/api/kernels/{kernel}/interrupt", {})
        messages = await client.until(request, is_idle)
        assert [m for m in messages if m["msg_type"] == "error"]
        messages = await client.run(code.one)
        assert [m for m in messages if m["msg_type"] == "execute_result"]

    asyncio.run(talk())
    assert kernel in [entry["id"] for entry in gateway.request("/api/kernels")]
    gateway.request(f"/api/kernels/{kernel}", method="DELETE")
    assert kernel not in [entry["id"] for entry in gateway.request("/api/kernels")]


# --- An editor that starts kernels by itself, without a server


def launched(kernel_name, folder, **changes):
    """Starts a kernel as such an editor does, which fills in nothing but `{connection_file}`."""
    specification = KernelProcess.specification(kernel_name)
    file = folder / "kernel.json"
    connection = {
        "transport": "tcp",
        "ip": "127.0.0.1",
        "key": "editor",
        "signature_scheme": "hmac-sha256",
        "kernel_name": kernel_name,
        **dict(zip(PORTS, free_ports(5))),
        **changes,
    }
    file.write_text(json.dumps(connection))
    words = [word.replace("{connection_file}", str(file)) for word in specification.argv]
    return connection, subprocess.Popen(
        words,
        cwd=folder,
        env={**os.environ, **specification.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_can_be_run_by_whoever_fills_in_the_connection_file_only(kernel_name):
    specification = KernelProcess.specification(kernel_name)
    program = pathlib.Path(specification.argv[0])
    # A kernel whose program is not found is hidden.
    assert program.is_absolute() and os.access(program, os.X_OK)
    templates = [word for word in specification.argv if "{" in word]
    assert templates == ["{connection_file}"]
    assert not [value for value in specification.env.values() if "{" in value]
    assert specification.language and specification.display_name


@pytest.fixture
def editor(kernel_name, tmp_path):
    """A kernel that an editor started, and its client's end."""
    connection, process = launched(kernel_name, tmp_path)

    class Started(KernelProcess):
        def __init__(self):
            self.connection, self.process, self.pid = connection, process, process.pid

        def said(self):
            return ""

    yield Started()
    if process.poll() is None:
        for one in [*psutil.Process(process.pid).children(recursive=True), process]:
            one.kill()
    process.communicate()


def test_its_ports_are_open_in_time_and_both_channels_say_what_it_is(editor, connect):
    deadline = time.monotonic() + PATIENCE
    for port in ("shell_port", "iopub_port"):
        while True:
            try:
                socket.create_connection(("127.0.0.1", editor.connection[port]), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
    client = connect(editor, nudge=False)
    asked = []
    # Again every half second on both channels, until one has answered and anything has come over iopub.
    while not any(client.replies(request, channel) for request, channel in asked):
        asked += [(client.send(c, "kernel_info_request"), c) for c in ("shell", "control")]
        client.until(lambda: True, "", 0.5)
        client.pump(500)
        assert time.monotonic() < deadline
    client.until(lambda: client.received["iopub"], "any message on iopub")
    # Each of them is answered, late ones too: none may be taken for the answer to something else.
    for request, channel in asked:
        assert client.reply(request, channel)["content"]["status"] == "ok"


@pytest.mark.parametrize("way", ["signal to the process alone", "message"])
def test_its_interrupt_ends_the_cell_and_keeps_the_variables(editor, connect, code, way):
    client = connect(editor)
    client.run(code.assign("kept", 7))
    running_cell = client.execute(code.spin)
    client.wait_until_running(running_cell)
    if way == "message":
        client.interrupt()
    else:
        client.settle(100)
        os.kill(editor.pid, signal.SIGINT)
    assert client.finish(running_cell, timeout=10).status == "error"
    assert client.run("kept").result == "7"


def test_a_kernel_that_cannot_start_says_why_in_one_line_on_its_error_stream(kernel_name, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        _, process = launched(kernel_name, tmp_path, shell_port=port)
        out, error = process.communicate(timeout=60)
    assert process.returncode != 0 and out == ""
    (line,) = error.splitlines()
    assert str(port) in line and "in use" in line


def test_nothing_is_said_on_the_error_stream_of_a_kernel_that_works(kernel_name, tmp_path, connect):
    connection, process = launched(kernel_name, tmp_path)
    kernel = KernelProcess.__new__(KernelProcess)
    kernel.connection, kernel.process, kernel.pid = connection, process, process.pid
    client = connect(kernel)
    client.run("1 + 1")
    client.ask("shutdown_request", {"restart": False}, channel="control")
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out, error) == (0, "", "")

# SPDX-License-Identifier: MIT
"""Jupyter's servers, started as people start them, on a port of their own."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

from kernel_process import PATIENCE, free_ports

TOKEN = "conformance"


class Server:
    """A running server: its address, and requests with its token."""

    def __init__(self, address):
        self.address = address

    def request(self, path, content=None, method=None):
        """Asks the REST interface and returns the answer, read as JSON."""
        request = urllib.request.Request(
            f"{self.address}{path}",
            data=None if content is None else json.dumps(content).encode(),
            headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None


@contextlib.contextmanager
def running(folder, application, *options):
    """Runs `jupyter <application>` in a folder until the block ends."""
    (port,) = free_ports(1)
    with open(folder / "log", "w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter", application, f"--port={port}", *options],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config")},
        )
        try:
            server = Server(f"http://127.0.0.1:{port}")
            wait_for(server, process, folder / "log")
            yield server
        finally:
            process.terminate()
            process.wait(60)


def wait_for(server, process, log):
    deadline = time.monotonic() + 2 * PATIENCE
    while True:
        try:
            return server.request("/api")
        except (urllib.error.URLError, ConnectionError):
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)

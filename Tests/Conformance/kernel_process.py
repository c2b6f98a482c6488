# SPDX-License-Identifier: MIT
"""A kernel started as front ends start it: from its kernelspec, with a connection file written before."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import uuid

import psutil
from jupyter_client.kernelspec import KernelSpecManager

PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
# How long a busy machine may take for anything at all, in seconds.
PATIENCE = float(os.environ.get("LECTERN_TEST_PATIENCE", "90"))


def free_ports(count):
    """Ports that nobody listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class KernelProcess:
    """A running kernel, and the connection that a client needs.

    `connection` changes the connection file, `without` leaves keys out of it; `environment` adds to the kernel's
    variables, and takes those away that are None; `within` is a command that executes the kernel's, which follows
    as its arguments.
    """

    def __init__(self, name, connection=None, environment=None, within=(), without=()):
        self.folder = tempfile.TemporaryDirectory(prefix="kernel-")
        path = pathlib.Path(self.folder.name)
        self.connection = {
            "transport": "tcp",
            "ip": "127.0.0.1",
            "key": str(uuid.uuid4()),
            "signature_scheme": "hmac-sha256",
            **dict(zip(PORTS, free_ports(5))),
            **(connection or {}),
        }
        if self.connection["transport"] == "ipc":
            self.connection["ip"] = str(path / "socket")
            self.connection.update({port: number for number, port in enumerate(PORTS, 1)})
        for key in without:
            del self.connection[key]
        self.file = path / "connection.json"
        self.file.write_text(json.dumps(self.connection))
        self.log = open(path / "log", "w+")
        variables = {**os.environ, **self.specification(name).env, **(environment or {})}
        self.process = subprocess.Popen(
            [*within, *self.command(name, self.file)],
            env={name: value for name, value in variables.items() if value is not None},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.pid = self.process.pid

    @staticmethod
    def specification(name):
        return KernelSpecManager().get_kernel_spec(name)

    @classmethod
    def command(cls, name, file):
        words = cls.specification(name).argv
        return [word.replace("{connection_file}", str(file)) for word in words]

    def address(self, port):
        transport, ip = self.connection["transport"], self.connection["ip"]
        number = self.connection[port]
        if transport == "ipc":
            return f"ipc://{ip}-{number}"
        return f"tcp://{'127.0.0.1' if ip in ('0.0.0.0', '*') else ip}:{number}"

    def family(self):
        """The kernel's process and all that it started."""
        kernel = psutil.Process(self.pid)
        return [kernel, *kernel.children(recursive=True)]

    def children(self, part=""):
        """The kernel's children whose command line holds a text."""
        children = psutil.Process(self.pid).children(recursive=True)
        return [child for child in children if part in " ".join(child.cmdline())]

    def wait(self, timeout=PATIENCE):
        """Waits for the end of the process and returns its exit code."""
        return self.process.wait(timeout)

    def said(self):
        """What the kernel wrote on its own standard output and error."""
        self.log.flush()
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        """Kills whatever is left."""
        if self.process.poll() is None:
            for one in self.family():
                try:
                    one.send_signal(signal.SIGKILL)
                except psutil.NoSuchProcess:
                    pass
        self.process.wait()
        self.log.close()
        self.folder.cleanup()

# SPDX-License-Identifier: MIT
"""The handshake: the kernel chooses its ports and reports them to the launcher that started it."""

import hashlib
import hmac
import json

import pytest
import zmq
from kernel_process import PORTS

DELIMITER = b"<IDS|MSG>"
KEY = "launcher's key"

pytestmark = pytest.mark.swift


def sign(content, key=KEY):
    return hmac.new(key.encode(), content, hashlib.sha256).hexdigest().encode()


class Launcher:
    """A launcher's registration socket; the reference client has none."""

    def __init__(self):
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.ROUTER)
        self.socket.linger = 0
        self.port = self.socket.bind_to_random_port("tcp://127.0.0.1")

    def connection(self, **changes):
        return {"registration_port": self.port, "kernel_id": "seven", "key": KEY, **changes}

    def report(self):
        """Waits for a kernel's report and returns its sender and content; the signature is checked."""
        assert self.socket.poll(60_000), "no report"
        sender, delimiter, signature, content = self.socket.recv_multipart()
        assert delimiter == DELIMITER and signature == sign(content)
        return sender, json.loads(content)

    def acknowledge(self, sender, key=KEY):
        self.socket.send_multipart([sender, DELIMITER, sign(b"ACK", key), b"ACK"])


@pytest.fixture
def launcher():
    launcher = Launcher()
    yield launcher
    launcher.context.destroy(linger=0)


def take_over(kernel, report):
    """Lets clients find the kernel at the ports that it reported."""
    kernel.connection.update({port: int(report[port]) for port in PORTS})


def test_a_kernel_reports_its_ports_and_serves_there(launcher, start, connect):
    kernel = start(without=PORTS, connection=launcher.connection())
    sender, report = launcher.report()
    assert report.keys() == {"kernel_id", *PORTS} and report["kernel_id"] == "seven"
    assert len({report[port] for port in PORTS}) == len(PORTS)
    launcher.acknowledge(sender)
    take_over(kernel, report)
    assert connect(kernel).run("6 * 7").result == "42"


def test_other_clients_find_the_ports_in_the_file(launcher, start, connect):
    kernel = start(without=PORTS, connection=launcher.connection())
    sender, report = launcher.report()
    launcher.acknowledge(sender)
    take_over(kernel, report)
    connect(kernel)
    file = json.loads(kernel.file.read_text())
    assert {port: file[port] for port in PORTS} == {port: int(report[port]) for port in PORTS}
    assert file["key"] == KEY and kernel.file.stat().st_mode & 0o077 == 0


def test_a_kernel_that_is_started_again_with_its_file_registers_anew(launcher, start, kernel_name):
    first = start(without=PORTS, connection=launcher.connection())
    sender, report = launcher.report()
    launcher.acknowledge(sender)
    file = json.loads(first.file.read_text())
    assert file["registration_port"] == launcher.port
    start(connection=file)
    again, later = launcher.report()
    launcher.acknowledge(again)
    # The first one still listens at its own.
    assert not {later[port] for port in PORTS} & {report[port] for port in PORTS}


def test_several_kernels_at_once_get_ports_of_their_own(launcher, start):
    names = [str(number) for number in range(4)]
    for name in names:
        start(without=PORTS, connection=launcher.connection(kernel_id=name))
    reports = []
    for _ in names:
        sender, report = launcher.report()
        launcher.acknowledge(sender)
        reports.append(report)
    assert {report["kernel_id"] for report in reports} == set(names)
    ports = [report[port] for report in reports for port in PORTS]
    assert len(set(ports)) == len(ports)


def test_a_kernel_that_nobody_acknowledges_ends_with_a_clear_line(launcher, start):
    kernel = start(without=PORTS, connection=launcher.connection())
    sender, _ = launcher.report()
    # A receipt that somebody else signed is none.
    launcher.acknowledge(sender, key="another key")
    assert kernel.wait() != 0
    (line,) = kernel.said().splitlines()
    assert f"127.0.0.1:{launcher.port}" in line and "acknowledge" in line

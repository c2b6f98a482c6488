# SPDX-License-Identifier: MIT
"""Fixtures: which kernel is tested, a running one for each module, and a fresh client for each test.

`LECTERN_TEST_KERNEL` names the kernel (default `swift`); `python3` checks the harness against the reference kernel.
"""

import os
import pathlib

import pytest
from client import Client
from kernel_process import KernelProcess
from snippets import Python, Swift

ROOT = pathlib.Path(__file__).resolve().parents[2]


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "slow: takes many seconds; left out by ./kernelspec/test --quick"
    )
    config.addinivalue_line("markers", "swift: tests the language, so it needs a Swift kernel")


def pytest_collection_modifyitems(items):
    if "swift" in kernel_name_of_environment():
        return
    for item in items:
        if item.get_closest_marker("swift"):
            item.add_marker(pytest.mark.skip(reason="the kernel under test is not Swift"))


def kernel_name_of_environment():
    return os.environ.get("LECTERN_TEST_KERNEL", "swift")


@pytest.fixture(scope="session")
def kernel_name():
    return kernel_name_of_environment()


@pytest.fixture(scope="session")
def code(kernel_name):
    """The cells in the kernel's language."""
    return {"python": Python, "swift": Swift}[KernelProcess.specification(kernel_name).language]


@pytest.fixture
def start(kernel_name):
    """Starts kernels that end with the test: `start(connection=…, environment=…)`."""
    started = []

    def start_kernel(**options):
        started.append(KernelProcess(kernel_name, **options))
        return started[-1]

    yield start_kernel
    for kernel in started:
        kernel.stop()


@pytest.fixture
def connect():
    """Opens clients that close with the test: `connect(kernel)`."""
    clients = []

    def open_client(kernel, **options):
        clients.append(Client(kernel, **options))
        return clients[-1]

    yield open_client
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def kernel(kernel_name):
    """One kernel that a module's tests share."""
    process = KernelProcess(kernel_name)
    yield process
    process.stop()


@pytest.fixture
def client(kernel, connect):
    return connect(kernel)


@pytest.fixture
def fresh(start, connect):
    """A client of a kernel of the test's own."""
    return connect(start())

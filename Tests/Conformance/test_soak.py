# SPDX-License-Identifier: MIT
"""Long and rough sessions, in numbers that a test bears; `Tests/Benchmarks/soak.py` has the full ones."""

import pytest
from client import Client
from disturbances import WORK, Subject, interrupt_at_random, trap_at_random
from endurance import run_long_session, weigh

pytestmark = [pytest.mark.swift, pytest.mark.slow]

CELLS = 240
TRAP_COUNT = 22
INTERRUPTS = 2
KERNELS = 8


def test_a_long_session_stays_right_small_and_quick(fresh):
    session = run_long_session(fresh, CELLS)
    assert not session.wrong
    (early, first), (late, last) = session.weights[0], session.weights[-1]
    count = late - early
    assert (last.session - first.session) / count < 60e3
    assert (last.kernel - first.kernel) / count < 20e3
    assert (last.files - first.files) / count < 120e3


def test_traps_of_all_kinds_leave_the_session_as_it_was(fresh):
    subject = Subject(fresh)
    before = weigh(fresh.kernel).session
    survival = trap_at_random(subject, TRAP_COUNT)
    assert not survival.mistakes
    assert weigh(fresh.kernel).session - before < TRAP_COUNT * 1e6


@pytest.fixture(scope="module")
def subject(kernel):
    client = Client(kernel)
    yield Subject(client)
    client.close()


@pytest.mark.parametrize("kind", WORK)
def test_an_interrupt_at_any_moment_leaves_the_session_as_it_was(subject, kind):
    survival = interrupt_at_random(subject, kind, INTERRUPTS)
    assert not survival.mistakes


def test_kernels_that_start_together_share_a_cold_cache(start, connect, tmp_path):
    environment = {"LECTERN_CACHE": str(tmp_path / "cache")}
    clients = [connect(start(environment=environment)) for _ in range(KERNELS)]
    requests = [client.execute("import Generative\nTensor.ones([3]).sum().scalar") for client in clients]
    answers = [client.finish(request).result for client, request in zip(clients, requests)]
    assert answers == ["3.0"] * KERNELS

# SPDX-License-Identifier: MIT
"""Kernels that run at the same moment and share a cache."""

import pytest


def all_work(kernels, connect, code):
    clients = [connect(kernel) for kernel in kernels]
    requests = [client.execute(code.print_and_result) for client in clients]
    return [client.finish(request).result for client, request in zip(clients, requests)]


def test_two_kernels_start_at_the_same_moment_on_a_cold_cache(start, connect, code, tmp_path):
    environment = {"LECTERN_CACHE": str(tmp_path / "cache")}
    kernels = [start(environment=environment) for _ in range(2)]
    assert all_work(kernels, connect, code) == ["42", "42"]


@pytest.mark.swift
def test_two_kernels_import_the_same_library_on_a_cold_cache(start, connect, tmp_path):
    environment = {"LECTERN_CACHE": str(tmp_path / "cache")}
    clients = [connect(start(environment=environment)) for _ in range(2)]
    requests = [
        client.execute("import Foundation\nimport Generative\nsqrt(16.0)") for client in clients
    ]
    assert [client.finish(request).result for client, request in zip(clients, requests)] == [
        "4.0",
        "4.0",
    ]


def test_kernels_know_nothing_of_each_other(start, connect, code):
    clients = [connect(start()) for _ in range(2)]
    for number, client in enumerate(clients):
        client.run(code.assign("mine", number))
    assert [client.run("mine").result for client in clients] == ["0", "1"]


@pytest.mark.swift
@pytest.mark.parametrize(
    "environment",
    [{"HOME": "/proc", "XDG_CACHE_HOME": ""}, {"LECTERN_CACHE": "/proc/none"}],
    ids=["home", "cache"],
)
def test_a_home_or_cache_that_cannot_be_written_is_no_obstacle(start, connect, code, environment):
    assert connect(start(environment=environment)).run(code.one).result == "2"

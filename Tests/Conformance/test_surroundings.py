# SPDX-License-Identifier: MIT
"""Kernels in bad surroundings: they work, or say what is wrong and how to mend it, and go on once it is mended."""

import glob
import os
import re
import shutil
import subprocess

import psutil
import pytest
from client import Client
from kernel_process import PATIENCE, KernelProcess
from test_lifecycle import wait_until_gone

pytestmark = pytest.mark.swift

ONE = "1 + 1"
LIBRARY = "import Foundation\nimport Generative\nsqrt(16.0)"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def can_mount():
    """Whether this account may have mounts of its own."""
    command = ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]
    return shutil.which("unshare") and subprocess.run(command, capture_output=True).returncode == 0


needs_mounts = pytest.mark.skipif(not can_mount(), reason="no mounts of its own are allowed here")


def after(script):
    """A command that runs a script and then becomes the kernel."""
    return ["bash", "-c", f'set -e; {script}; exec "$@"', "bash"]


def with_mounts(script):
    return ["unshare", "-m", *after(script)]


def text(run):
    """What a student reads of a failed cell."""
    (error,) = run.content("error")
    return COLOUR.sub("", "\n".join(error["traceback"]))


def works(client):
    return client.run(ONE).result == "2" and client.run(LIBRARY).result == "4.0"


def scratch(kernel):
    words = kernel.children("lectern-compiler")[0].cmdline()
    return words[words.index("--scratch") + 1]


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": None, "LECTERN_CACHE": None, "XDG_CACHE_HOME": None},
        {"TMPDIR": "/none/at all"},
        {"LANG": "C", "LC_ALL": "C"},
        {"LECTERN_CACHE": "", "HOME": "/none/at all"},
    ],
    ids=["no home", "no temporary folder", "plain locale", "home that is not there"],
)
def test_poor_environments_are_no_obstacle(start, connect, environment):
    client = connect(start(environment=environment))
    assert works(client)
    assert client.run('print("größe")').stdout == "größe\n"


@pytest.mark.parametrize(
    "script",
    ["mkdir gone; cd gone; rmdir ../gone", "ulimit -n 64", "ulimit -v 4000000"],
    ids=["folder that is gone", "few files", "little address space"],
)
def test_poor_processes_are_no_obstacle(start, connect, tmp_path, script):
    assert works(connect(start(within=after(f"cd '{tmp_path}'; {script}"))))


def test_folders_may_have_any_name(start, connect, tmp_path):
    odd = tmp_path / "Größe '1\" $x"
    folders = {"HOME": odd / "home", "LECTERN_CACHE": odd / "cache", "TMPDIR": odd / "tmp"}
    for folder in folders.values():
        folder.mkdir(parents=True)
    environment = {name: str(folder) for name, folder in folders.items()}
    client = connect(start(environment=environment))
    client.run("import Foundation")
    assert works(client)
    assert client.run("NSTemporaryDirectory()").result.startswith(f'"{tmp_path}')


@needs_mounts
@pytest.mark.parametrize(
    "mount",
    ["-t tmpfs -o ro none /dev/shm", "-t tmpfs -o size=64k none /dev/shm"],
    ids=["read-only", "full"],
)
def test_without_shared_memory_cells_are_compiled_elsewhere(start, connect, mount):
    assert works(connect(start(within=with_mounts(f"mount {mount}"))))


@needs_mounts
def test_a_disk_that_fills_is_named_and_the_session_goes_on_when_there_is_room(
    start, connect, tmp_path
):
    """The kernel's only writable folder holds forty megabytes, all of which something else then takes."""
    mounts = f"mount -t tmpfs -o ro none /dev/shm; mount -t tmpfs -o size=40m none '{tmp_path}'"
    kernel = start(environment={"TMPDIR": str(tmp_path)}, within=with_mounts(mounts))
    client = connect(kernel)

    def beside_the_kernel(*command):
        subprocess.run(["nsenter", "-t", str(kernel.pid), "-m", *command], capture_output=True)

    assert client.run("let kept = 5").status == "ok"
    beside_the_kernel("dd", "if=/dev/zero", f"of={tmp_path}/filler", "bs=4096")
    for _ in range(2):
        run = client.run("kept + 1")
        assert run.reply["content"]["ename"] == "DiskFull"
        assert str(tmp_path) in text(run) and "TMPDIR" in text(run)
    beside_the_kernel("rm", f"{tmp_path}/filler")
    assert client.run("kept + 1").result == "6"


@needs_mounts
def test_a_cache_without_room_is_named(start, connect, tmp_path):
    kernel = start(
        environment={"LECTERN_CACHE": str(tmp_path)},
        within=with_mounts(f"mount -t tmpfs -o size=256k none '{tmp_path}'"),
    )
    run = connect(kernel).run(ONE)
    assert run.reply["content"]["ename"] == "DiskFull"
    assert "LECTERN_CACHE" in text(run)


@pytest.mark.parametrize("toolchain", ["/none/usr", "/proc"])
def test_a_toolchain_that_is_not_there_is_named(start, connect, toolchain):
    client = connect(start(environment={"LECTERN_TOOLCHAIN": toolchain}))
    for _ in range(2):
        run = client.run(ONE)
        assert run.reply["content"]["ename"] == "CompilerUnavailable"
        assert toolchain in text(run) and "LECTERN_TOOLCHAIN" in text(run)


def test_a_toolchain_that_comes_back_is_found_by_the_next_cell(
    start, connect, tmp_path, kernel_name
):
    usr = KernelProcess.specification(kernel_name).env["LECTERN_TOOLCHAIN"]
    link = tmp_path / "usr"
    client = connect(start(environment={"LECTERN_TOOLCHAIN": str(link)}))
    assert client.run(ONE).status == "error"
    link.symlink_to(usr)
    assert works(client)


@pytest.fixture(scope="module")
def warm_cache(tmp_path_factory, kernel_name):
    """A cache that a kernel has filled."""
    folder = tmp_path_factory.mktemp("cache")
    kernel = KernelProcess(kernel_name, environment={"LECTERN_CACHE": str(folder)})
    client = Client(kernel)
    assert works(client)
    client.close()
    kernel.stop()
    return folder


DAMAGES = {
    "half": lambda data: data[: len(data) // 2],
    "nothing": lambda data: b"",
    "noise": lambda data: bytes(len(data)),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("pattern", ["*", "*Foundation*"])
def test_a_damaged_cache_is_built_again(start, connect, tmp_path, warm_cache, damage, pattern):
    cache = tmp_path / "cache"
    shutil.copytree(warm_cache, cache)
    damaged = [path for path in glob.glob(f"{cache}/modules/**/{pattern}.pcm", recursive=True)]
    assert damaged
    for path in damaged:
        with open(path, "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(DAMAGES[damage](data))
    assert works(connect(start(environment={"LECTERN_CACHE": str(cache)})))


def test_a_cache_that_is_removed_under_a_running_kernel_is_built_again(
    start, connect, tmp_path, warm_cache
):
    cache = tmp_path / "cache"
    shutil.copytree(warm_cache, cache)
    client = connect(start(environment={"LECTERN_CACHE": str(cache)}))
    client.run("let kept = 3")
    shutil.rmtree(cache)
    assert works(client)
    assert client.run("kept").result == "3"


def test_cells_whose_files_were_removed_are_named_and_others_work(fresh):
    fresh.run("let lost = 3")
    shutil.rmtree(scratch(fresh.kernel))
    run = fresh.run("lost")
    assert run.reply["content"]["ename"] == "FilesLost"
    assert "In[1]" in text(run)
    assert fresh.run("let lost = 4").status == "ok"
    assert fresh.run("lost").result == "4"


def test_a_compiler_that_is_killed_at_work_is_named_and_the_variables_stay(fresh):
    fresh.run("let kept = 3")
    (compiler,) = fresh.kernel.children("lectern-compiler")
    slow = "\n".join(f"let v{n} = (0..<{n}).map {{ Double($0) * 1.5 }}.filter {{ $0 > 2 }}" for n in range(60))
    request = fresh.execute(slow)
    fresh.wait_until_running(request)
    compiler.kill()
    run = fresh.finish(request)
    assert run.reply["content"]["ename"] == "CompilerKilled" and "again" in text(run)
    assert fresh.run("kept").result == "3"


def test_when_all_processes_of_a_session_die_the_next_cell_works(fresh):
    fresh.run("let lost = 1")
    processes = fresh.kernel.children("lectern-")
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=PATIENCE)
    assert fresh.run(ONE).result == "2"


def test_a_kernel_that_is_killed_with_all_its_processes_leaves_nothing_for_long(start, connect):
    """Nobody is left to tidy up: the next kernel does."""
    kernel = start()
    assert connect(kernel).run(ONE).result == "2"
    folder, family = scratch(kernel), kernel.family()
    # The compiler first: alive, it would remove the folder itself.
    for process in reversed(family):
        process.kill()
    kernel.process.wait()
    wait_until_gone(family)
    assert os.path.isdir(folder)
    other = start()
    assert connect(other).run(ONE).result == "2"
    assert not os.path.exists(folder)

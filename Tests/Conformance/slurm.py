# SPDX-License-Identifier: MIT
"""A Slurm cluster of this one machine, with its own folders, ports and daemons."""

import getpass
import os
import pathlib
import socket
import subprocess
import time

CONFIGURATION = """\
ClusterName=lectern
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={daemon}
AuthType=auth/none
CredType=cred/none
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} RealMemory=100000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """Runs slurmctld and slurmd while it is entered."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.environment = dict(os.environ, SLURM_CONF=f"{self.folder}/slurm.conf")
        self.daemons = []

    def __enter__(self):
        host = socket.gethostname()
        for name in ("state", "spool"):
            (self.folder / name).mkdir(parents=True)
        values = {
            "host": host,
            "controller": free_port(),
            "daemon": free_port(),
            "user": getpass.getuser(),
            "folder": self.folder,
            "processors": os.cpu_count(),
        }
        # More memory than there is: a small machine would turn the script's request down.
        text = CONFIGURATION.format(**values) + "SlurmdParameters=config_overrides\n"
        (self.folder / "slurm.conf").write_text(text)
        self.start("slurmctld", "-D", "-c")
        self.start("slurmd", "-D", "-N", host)
        self.wait_until_idle()
        return self

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in self.daemons:
            daemon.wait(timeout=20)

    def start(self, *command):
        log = (self.folder / f"{command[0]}.log").open("w")
        self.daemons.append(
            subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        )

    def wait_until_idle(self):
        for _ in range(100):
            asked = subprocess.run(
                ["sinfo", "-h", "-o", "%T"], env=self.environment, capture_output=True, text=True
            )
            if asked.stdout.strip() == "idle":
                return
            time.sleep(0.2)
        raise TimeoutError((self.folder / "slurmd.log").read_text())

    def submit(self, *arguments):
        """Submits a batch script and waits for all its tasks."""
        output = f"--output={self.folder}/task-%a.log"
        command = ["sbatch", "--wait", "--time=5", output, *map(str, arguments)]
        result = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=240
        )
        logs = "".join(path.read_text() for path in sorted(self.folder.glob("task-*.log")))
        assert result.returncode == 0, result.stderr + logs
        return logs

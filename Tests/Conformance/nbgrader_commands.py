# SPDX-License-Identifier: MIT
"""nbgrader's commands, as a teacher or a student types them, several in one process: each start costs seconds.

Run as a program, it reads a list of commands as JSON, runs them one after the other and stops at the first that fails.
"""

import json
import pathlib
import subprocess
import sys


def nbgrader(folder, environment, *commands):
    """Runs commands such as `"autograde ps1"` in a folder and returns what they printed."""
    ended = subprocess.run(
        [sys.executable, __file__, json.dumps(commands)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        stdin=subprocess.DEVNULL,
    )
    printed = ended.stdout + ended.stderr
    assert ended.returncode == 0, printed
    return printed


def run(words):
    """Runs one command of nbgrader; a command that fails ends the program."""
    from jupyter_core.application import NoStart
    from nbgrader.apps.nbgraderapp import NbGraderApp

    app = NbGraderApp.instance()
    try:
        app.initialize(words)
        app.start()
    except NoStart:
        pass  # The subcommand did all.
    except SystemExit as end:
        if end.code not in (0, None):
            sys.exit(f"nbgrader {' '.join(words)} ended with {end.code}")
    finally:
        app.reset()


def main():
    for command in json.loads(sys.argv[1]):
        print(f"$ nbgrader {command}", flush=True)
        run(command.split())


if __name__ == "__main__":
    assert pathlib.Path.cwd().joinpath("nbgrader_config.py").exists()
    main()

# SPDX-License-Identifier: MIT
"""The console of Qt, with its real widget, drawn without a screen."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT

QT_PROGRAM = """
import sys

from qtpy import QtCore, QtWidgets
from qtconsole.manager import QtKernelManager
from qtconsole.rich_jupyter_widget import RichJupyterWidget

kernel, picture, *cells = sys.argv[1:]
app = QtWidgets.QApplication([])
manager = QtKernelManager(kernel_name=kernel)
manager.start_kernel()
client = manager.client()
client.start_channels()
widget = RichJupyterWidget()
widget.kernel_manager, widget.kernel_client = manager, client
widget.resize(900, 500)
widget.show()

def next_cell():
    if cells:
        widget.execute(cells.pop(0))
    else:
        widget.grab().save(picture)
        print(widget._control.toPlainText())
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        app.quit()

widget.executed.connect(lambda message: QtCore.QTimer.singleShot(500, next_cell))
started = []

def begin():
    if not started and "In [" in widget._control.toPlainText():
        started.append(True)
        next_cell()

timer = QtCore.QTimer()
timer.timeout.connect(begin)
timer.start(200)
QtCore.QTimer.singleShot(120_000, lambda: app.exit(3))
sys.exit(app.exec_())
"""


def test_qtconsole_runs_cells_and_shows_results_and_errors(kernel_name, tmp_path, code):
    pytest.importorskip("qtconsole", reason="qtconsole is not installed")
    try:
        from qtpy import QtWidgets  # noqa: F401
    except Exception as reason:
        pytest.skip(f"Qt cannot be loaded: {reason}")
    folder = ROOT / ".build" / "test-results"
    folder.mkdir(parents=True, exist_ok=True)
    cells = [code.assign("n", 20), "n + 22", code.hello, code.unknown_name]
    ended = subprocess.run(
        [sys.executable, "-c", QT_PROGRAM, kernel_name, str(folder / "qtconsole.png"), *cells],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert ended.returncode == 0, ended.stderr
    shown = ended.stdout
    assert "Out[2]: 42" in shown and "hello, world" in shown
    assert shown.count(code.unknown_name) >= 2
    assert "In [5]:" in shown

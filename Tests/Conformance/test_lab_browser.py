# SPDX-License-Identifier: MIT
"""JupyterLab in a real browser: the first lab runs, Tab completes, Shift+Tab explains."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from conftest import ROOT
from kernel_process import free_ports

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

NOTEBOOK = "00-looking-at-data.ipynb"
TOKEN = "conformance"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
MINUTES = 60_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.swift,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

# Off-screen cells must exist in the page, and no news may cover it.
SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none", "maxNumberOutputs": 10000},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}

READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const kernel = panel?.sessionContext?.session?.kernel;
  return panel?.content?.model && kernel && kernel.status === 'idle';
}"""

OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells
  .flatMap(cell => cell.outputs || [])"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A JupyterLab on a copy of the notebooks; gives its address."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    settings = folder / "settings"
    for plugin, values in SETTINGS.items():
        extension, name = plugin.split(":")
        path = settings / extension / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    (port,) = free_ports(1)
    log = open(folder / "log", "w+")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyter",
            "lab",
            "--no-browser",
            "--allow-root",
            "--expose-app-in-browser",
            f"--port={port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={TOKEN}",
            f"--LabApp.workspaces_dir={folder / 'workspaces'}",
            f"--LabApp.user_settings_dir={settings}",
            str(folder / "notebooks"),
        ],
        stdout=log,
        stderr=log,
        env={**os.environ, "LECTERN_PROFILE": "quick"},
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5).read()
            break
        except (urllib.error.URLError, ConnectionError):
            assert process.poll() is None and time.monotonic() < deadline, (
                folder / "log"
            ).read_text()
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(60)
    log.close()


@pytest.fixture(scope="module")
def page(server):
    """The first lab, opened, with its kernel ready."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(2 * MINUTES)
        page.goto(f"{server}/lab/tree/{NOTEBOOK}?token={TOKEN}&reset")
        page.wait_for_function(READY)
        yield page
        browser.close()


def type_in_new_cell(page, text):
    """Puts a text into a new last cell, the cursor behind it."""
    page.evaluate(
        """() => { const content = window.jupyterapp.shell.currentWidget.content;
             content.activeCellIndex = content.widgets.length - 1; }"""
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:insert-cell-below')")
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:enter-edit-mode')")
    page.keyboard.insert_text(text)


def test_the_first_lab_runs_from_top_to_bottom(page):
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_function(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
             .every(cell => cell.model.type !== 'code' || cell.model.sharedModel.source.trim() === ''
                            || cell.model.executionCount > 0)""",
        timeout=5 * MINUTES,
    )
    page.wait_for_function(READY, timeout=5 * MINUTES)
    found = page.evaluate(OUTPUTS)
    assert not [o for o in found if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert [o for o in found if "image/png" in o.get("data", {})]


def test_figures_and_formulas_are_drawn(page):
    sizes = page.locator(".jp-OutputArea-output img").evaluate_all(
        "all => all.map(img => img.naturalWidth)"
    )
    assert sizes and min(sizes) > 0
    page.locator("mjx-container").first.wait_for(state="attached")
    assert page.locator("mjx-merror").count() == 0


def test_a_picture_of_the_page_is_kept(page):
    """The first figure with the cell above it, as a reader sees them."""
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    page.locator(".jp-OutputArea-output img").first.evaluate(
        "img => img.closest('.jp-Cell').scrollIntoView({block: 'end'})"
    )
    folder = ROOT / ".build" / "test-results"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / "lab.png")
    assert (folder / "lab.png").stat().st_size > 20_000


def test_tab_completes(page):
    type_in_new_cell(page, 'let fruits = ["apple"]; fruits.allSat')
    page.keyboard.press("Tab")
    page.wait_for_function(
        """() => document.querySelector('.jp-Completer:not(.lm-mod-hidden)')?.innerText.includes('allSatisfy')
          || window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.source.includes('allSatisfy')"""
    )
    page.keyboard.press("Escape")


def test_shift_tab_explains(page):
    type_in_new_cell(page, "print")
    page.keyboard.press("Shift+Tab")
    tooltip = page.locator(".jp-Tooltip")
    tooltip.first.wait_for(state="visible")
    assert re.search(r"func\s+print", tooltip.first.inner_text())
    page.keyboard.press("Escape")


def command(page, name):
    """Gives one of JupyterLab's commands, without waiting for its end."""
    page.evaluate("name => { window.jupyterapp.commands.execute(name) }", name)


def run_new_cell(page, text):
    """Runs a text in a new last cell; gives the cell."""
    type_in_new_cell(page, text)
    page.keyboard.press("Control+Enter")
    return page.locator(".jp-Notebook .jp-CodeCell").last


def test_an_endless_loop_is_stopped_and_what_was_there_stays(page):
    cell = run_new_cell(page, "let kept = 41\nprint(\"it runs\")\nwhile true {}")
    cell.locator(".jp-OutputArea-output", has_text="it runs").wait_for()
    command(page, "notebook:interrupt-kernel")
    cell.locator(".jp-OutputArea-output", has_text="Interrupted").wait_for()
    page.wait_for_function(READY)
    cell = run_new_cell(page, "kept + 1")
    cell.locator(".jp-OutputArea-output", has_text="42").wait_for()


def test_a_restarted_kernel_knows_nothing_and_works(page):
    command(page, "notebook:restart-kernel")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_function("() => !document.querySelector('.jp-Dialog')")
    page.wait_for_function(READY)
    cell = run_new_cell(page, "kept")
    cell.locator(".jp-OutputArea-output", has_text="cannot find 'kept' in scope").wait_for()
    cell = run_new_cell(page, "6 * 7")
    cell.locator(".jp-OutputArea-output", has_text="42").wait_for()


def shown_square(page, number):
    """The page's slider stands at a number, and what depends on it shows its square."""
    page.locator(".jupyter-widgets .widget-readout", has_text=str(number)).first.wait_for()
    page.locator(".widget-output", has_text=f"squared: {number**2}").first.wait_for()


def test_a_slider_redraws_what_depends_on_it_also_after_the_page_is_loaded_anew(page):
    type_in_new_cell(
        page,
        'import Generative\nlet side = IntSlider(1...9, value: 2, label: "side")\n'
        'interact(side) { n in HTML("<b>squared: \\(n * n)</b>") }',
    )
    page.keyboard.press("Control+Enter")
    shown_square(page, 2)
    page.locator(".jupyter-widgets .noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    shown_square(page, 3)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.reload()
    page.wait_for_function(READY)
    page.locator(".jupyter-widgets .noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    shown_square(page, 4)
    page.locator(".jupyter-widgets").first.scroll_into_view_if_needed()
    page.screenshot(path=ROOT / ".build" / "test-results" / "widgets.png")


KERNEL_STATUS = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status"


def drag(page, widget, steps, count):
    """Drags a slider's handle by some of its steps, as a person does."""
    handle, track = (widget.locator(part).first for part in (".noUi-handle", ".noUi-base"))
    handle.scroll_into_view_if_needed()
    box, width = handle.bounding_box(), track.bounding_box()["width"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + steps * width / count, y, steps=10)
    page.mouse.up()


def live_text(page, number):
    """Waits until the running cell shows the number that it read from the slider."""
    page.locator(".jp-OutputArea-output", has_text=f"speed read: {number}").first.wait_for()


def speed_slider(page):
    return page.locator(".widget-hslider", has_text="speed").first


def test_a_slider_dragged_while_a_cell_runs_changes_what_the_cell_draws(page):
    type_in_new_cell(
        page, 'import Generative\nlet speed = IntSlider(1...9, value: 2, label: "speed")\nspeed'
    )
    page.keyboard.press("Control+Enter")
    speed_slider(page).wait_for()
    page.wait_for_function(READY)
    type_in_new_cell(
        page,
        "import Glibc\nwhile speed.value < 6 {\n"
        '  display(HTML("<b>speed read: \\(speed.value)</b>"), id: "live")\n  usleep(50_000)\n}',
    )
    page.keyboard.press("Control+Enter")
    live_text(page, 2)
    drag(page, speed_slider(page), 1, 8)
    live_text(page, 3)
    assert page.evaluate(KERNEL_STATUS) == "busy"
    page.screenshot(path=ROOT / ".build" / "test-results" / "live-slider.png")


COMPLETED = """() => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.source
    .includes('allSatisfy')
  || document.querySelector('.jp-Completer:not(.lm-mod-hidden)')?.innerText.includes('allSatisfy')"""


def test_tab_completes_while_a_cell_runs_and_the_page_still_says_busy(page):
    type_in_new_cell(page, 'let words = ["apple"]; words.allSat')
    # The page drops answers that come after a second, as they do where many programs share a processor.
    for attempt in range(20):
        page.keyboard.press("Tab")
        try:
            page.wait_for_function(COMPLETED, timeout=3000)
            break
        except playwright.TimeoutError:
            assert attempt < 19, "nothing was completed"
    page.keyboard.press("Escape")
    # The answer's own idle may come a moment after the answer.
    page.wait_for_timeout(500)
    assert page.evaluate(KERNEL_STATUS) == "busy"
    page.screenshot(path=ROOT / ".build" / "test-results" / "live-completion.png")


def test_the_cell_ends_when_the_slider_says_so_and_the_page_says_idle(page):
    drag(page, speed_slider(page), 4, 8)
    page.wait_for_function(READY)

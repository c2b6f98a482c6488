# SPDX-License-Identifier: MIT
"""Notebook 7 in a real browser: cells run, a slider redraws, also while a cell runs."""

import pytest
from conftest import ROOT
from notebooks import write
from servers import TOKEN, running
from test_lab_browser import CHROMIUM, KERNEL_STATUS, MINUTES, OUTPUTS, READY, drag, playwright

pytest.importorskip("notebook", reason="Notebook 7 is not installed")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.swift,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

CELLS = (
    "import Generative\nimport Glibc\nprint(6 * 7)",
    'let side = IntSlider(1...9, value: 2, label: "side")\n'
    'interact(side) { n in HTML("<b>squared: \\(n * n)</b>") }',
    'while side.value < 5 {\n  display(HTML("<b>side read: \\(side.value)</b>"), id: "live")\n'
    "  usleep(50_000)\n}",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    write(folder / "sides.ipynb", "swift", *CELLS)
    options = (
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        f"--IdentityProvider.token={TOKEN}",
        str(folder),
    )
    with running(folder, "notebook", *options) as server, playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1100, "height": 800})
        page.set_default_timeout(2 * MINUTES)
        page.goto(f"{server.address}/notebooks/sides.ipynb?token={TOKEN}")
        page.wait_for_function(READY)
        yield page
        browser.close()


def test_cells_run_and_a_slider_redraws_what_depends_on_it_while_one_runs(page):
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.locator(".jp-OutputArea-output", has_text="side read: 2").first.wait_for()
    page.locator(".widget-output", has_text="squared: 4").first.wait_for()
    slider = page.locator(".widget-hslider", has_text="side").first
    drag(page, slider, 1, 8)
    page.locator(".jp-OutputArea-output", has_text="side read: 3").first.wait_for()
    # The handler ran where the cell shows something.
    page.locator(".widget-output", has_text="squared: 9").first.wait_for()
    assert page.evaluate(KERNEL_STATUS) == "busy"
    page.screenshot(path=ROOT / ".build" / "test-results" / "notebook.png")
    drag(page, slider, 2, 8)
    page.wait_for_function(READY)
    page.locator(".widget-output", has_text="squared: 25").first.wait_for()
    assert not [o for o in page.evaluate(OUTPUTS) if o["output_type"] == "error"]

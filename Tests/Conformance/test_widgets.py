# SPDX-License-Identifier: MIT
"""Widgets: the states that front ends are sent, beside those of ipywidgets, and how widgets answer."""

import uuid

import pytest

ipywidgets = pytest.importorskip("ipywidgets", reason="ipywidgets is not installed")

pytestmark = pytest.mark.swift

KINDS = {
    "FloatSlider(0...1)": ipywidgets.FloatSlider,
    "IntSlider(0...9)": ipywidgets.IntSlider,
    "Dropdown([1, 2])": lambda: ipywidgets.Dropdown(options=[1, 2]),
    'Checkbox("on")': ipywidgets.Checkbox,
    'Button("Go")': ipywidgets.Button,
    'Text("word")': ipywidgets.Text,
    'HTMLView("<b>bold</b>")': ipywidgets.HTML,
    "ImageView()": ipywidgets.Image,
    "FloatProgress()": ipywidgets.FloatProgress,
    "HBox()": ipywidgets.HBox,
    "VBox()": ipywidgets.VBox,
    "Output()": ipywidgets.Output,
}


@pytest.fixture(autouse=True)
def library(client):
    assert client.run("import Generative").status == "ok"


def opened(client, source):
    """The states that a cell's widgets are opened with, in their order."""
    before = len(client.received["iopub"])
    assert client.run(source).status == "ok"
    news = client.received["iopub"][before:]
    return [m for m in news if m["msg_type"] == "comm_open"]


@pytest.mark.parametrize("source", KINDS)
def test_a_widget_has_the_state_that_ipywidgets_gives_it(client, source):
    message = opened(client, source)[-1]
    assert message["metadata"]["version"] == ipywidgets._version.__protocol_version__
    ours, theirs = message["content"]["data"]["state"], KINDS[source]().get_state()
    if "ImageView" in source:
        assert message["content"]["data"]["buffer_paths"] == [["value"]]
        theirs.pop("value")
    assert ours.keys() == theirs.keys()
    names = [key for key in theirs if key.startswith("_") and not isinstance(theirs[key], tuple)]
    assert {key: ours[key] for key in names} == {key: theirs[key] for key in names}
    for key, value in theirs.items():
        if isinstance(value, (bool, str)) or value is None:
            assert isinstance(ours[key], type(value)), key
        elif isinstance(value, (int, float)):
            assert isinstance(ours[key], (int, float)), key


def test_a_slider_moved_in_the_browser_redraws_what_depends_on_it(client):
    states = opened(
        client,
        'let k = IntSlider(1...9, value: 2, label: "k")\n'
        'interact(k) { k in "k squared is \\(k * k)" }',
    )
    slider = next(
        m["content"]
        for m in states
        if m["content"]["data"]["state"]["_model_name"] == "IntSliderModel"
    )
    change = {"method": "update", "state": {"value": 7}, "buffer_paths": []}
    request = client.send("shell", "comm_msg", {"comm_id": slider["comm_id"], "data": change})
    client.idle(request)
    sent = [
        m["content"]["data"]
        for m in client.received["iopub"]
        if m["msg_type"] == "comm_msg" and m["parent_header"]["msg_id"] == request
    ]
    assert [data["method"] for data in sent] == ["echo_update", "update"]
    (output,) = sent[-1]["state"]["outputs"]
    assert output["data"]["text/plain"] == '"k squared is 49"'
    assert client.run("k.value").result == "7"


def test_a_handler_that_traps_harms_neither_widgets_nor_variables(client):
    states = opened(
        client,
        "var kept = 5\nlet bad = Button(\"trap\")\nbad.onClick { kept = [1][kept] }\nbad",
    )
    button = states[-1]["content"]["comm_id"]
    click = {"method": "custom", "content": {"event": "click"}}
    client.idle(client.send("shell", "comm_msg", {"comm_id": button, "data": click}))
    assert client.run("kept").result == "5"


def test_a_page_loaded_anew_gets_all_states_at_once(client):
    client.run('let shown = Text("remembered")\nshown')
    comm = uuid.uuid4().hex
    content = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
    client.idle(client.send("shell", "comm_open", content, metadata={"version": "1.0.0"}))
    question = {"comm_id": comm, "data": {"method": "request_states"}}
    request = client.send("shell", "comm_msg", question)
    client.idle(request)
    (answer,) = [
        m["content"]["data"]
        for m in client.received["iopub"]
        if m["msg_type"] == "comm_msg" and m["parent_header"]["msg_id"] == request
    ]
    assert answer["method"] == "update_states"
    values = [entry["state"].get("value") for entry in answer["states"].values()]
    assert "remembered" in values


def test_a_cell_s_own_helpers_stand_beside_the_library_s(client):
    client.run(
        "extension Comparable {\n"
        "  func clamped(to range: ClosedRange<Self>) -> Self {\n"
        "    min(max(self, range.lowerBound), range.upperBound)\n"
        "  }\n"
        "}"
    )
    assert client.run("7.clamped(to: 0...3)").result == "3"
    assert client.run("[Float(1.5)].map(Double.init)").result == "[1.5]"

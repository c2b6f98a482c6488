# SPDX-License-Identifier: MIT
"""Widgets while a cell runs: values follow at once, handlers run where the cell lets them."""

import uuid

import pytest

pytestmark = pytest.mark.swift

# A cell that goes on until it is told, and comes by no place where handlers may run.
WAIT = "import Glibc\nwhile go.value == 0 { usleep(5_000) }"


@pytest.fixture(scope="module")
def sliders(kernel):
    """Two sliders, of which the first one's changes are noted by a handler; gives their identifiers."""
    from client import Client

    client = Client(kernel)
    client.run("import Generative")
    before = len(client.received["iopub"])
    run = client.run(
        "var heard: [Int] = []\n"
        "let k = IntSlider(0...100)\nlet go = IntSlider(0...100)\n"
        "k.onChange { heard.append($0) }\n"
        'var clicks = 0\nlet press = Button("press")\npress.onClick { clicks += 1 }'
    )
    assert run.status == "ok", run.reply
    ids = [
        message["content"]["comm_id"]
        for message in client.received["iopub"][before:]
        if message["msg_type"] == "comm_open"
        and message["content"]["data"]["state"]["_model_name"] in ("IntSliderModel", "ButtonModel")
    ]
    client.close()
    return dict(zip(("k", "go", "press"), ids))


@pytest.fixture
def page(client, sliders):
    """A front end that moves the sliders, which stand at zero."""
    page = Page(client, sliders)
    client.run("k.value = 0; go.value = 0; heard = []; clicks = 0")
    return page


class Page:
    def __init__(self, client, sliders):
        self.client = client
        self.sliders = sliders

    def move(self, name, value):
        """Moves a slider as a page does, and returns what is sent in the change's name."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        content = {"comm_id": self.sliders[name], "data": data}
        request = self.client.send("shell", "comm_msg", content)
        return self.client.idle(request)

    def click(self):
        data = {"method": "custom", "content": {"event": "click"}}
        content = {"comm_id": self.sliders["press"], "data": data}
        self.client.idle(self.client.send("shell", "comm_msg", content))

    def start(self, code):
        """Starts a cell and waits until it runs: while it is compiled, handlers may still run before it."""
        request = self.client.execute('print("started")\n' + code)
        self.client.wait_for_output(request, "started")
        return request

    def runs(self, request):
        return not self.client.replies(request)


def methods(messages):
    return [m["content"]["data"]["method"] for m in messages if m["msg_type"] == "comm_msg"]


def test_a_loop_sees_the_slider_move_and_the_page_hears_its_echo(page):
    running = page.start(
        "import Glibc\nvar seen = 0\nwhile seen < 5 { seen = k.value; usleep(5_000) }\nseen"
    )
    for value in (1, 2, 3):
        assert methods(page.move("k", value)) == ["echo_update"]
        assert page.runs(running)
    page.move("k", 7)
    assert page.client.finish(running).result == "7"


def test_handlers_wait_for_a_cell_that_shows_nothing(page):
    """A handle's steps are told once, with the last value; clicks are told one by one."""
    running = page.start(WAIT + "\n(heard, clicks)")
    page.click()
    for value in (3, 1, 4, 15):
        page.move("k", value)
    page.click()
    page.move("go", 1)
    assert page.client.finish(running).result == "([], 0)"
    assert page.client.run("(heard, clicks)").result == "([15], 2)"


@pytest.mark.parametrize(
    "place",
    [
        'display("here", id: "place")',
        "processEvents()",
        "_ = bar.next()",
        "shown.show(1)",
        "try await Task.sleep(for: .milliseconds(5))",
    ],
)
def test_handlers_run_where_the_cell_lets_them(page, place):
    running = page.start(
        "import Glibc\nvar bar = Progress(0..<1_000_000).makeIterator()\nlet shown = Output()\n"
        f"while heard.isEmpty {{ usleep(5_000); {place} }}\nheard"
    )
    page.move("k", 9)
    assert page.client.finish(running).result == "[9]"


def test_a_handler_runs_on_the_cell_s_thread_and_never_inside_another_handler(page):
    page.client.run(
        "import Glibc\nvar depth = 0\nvar deepest = 0\nvar threads: Set<UInt> = []\n"
        "k.onChange { _ in\n  depth += 1; deepest = max(deepest, depth)\n"
        '  threads.insert(UInt(pthread_self())); display("inside", id: "inside"); usleep(2_000)\n'
        "  depth -= 1\n}"
    )
    running = page.start(
        'while go.value == 0 { display("out", id: "out"); usleep(1_000) }\n'
        "processEvents()\n(deepest, threads == [UInt(pthread_self())], heard.last!)"
    )
    for value in range(1, 21):
        page.move("k", value)
    page.move("go", 1)
    assert page.client.finish(running).result == "(1, true, 20)"


def test_a_page_loaded_anew_gets_its_states_while_a_cell_runs(page):
    client = page.client
    page.move("k", 55)
    running = page.start(WAIT)
    made = client.ask("create_subshell_request", channel="control")["subshell_id"]
    comm = uuid.uuid4().hex
    opening = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
    question = {"comm_id": comm, "data": {"method": "request_states"}}
    for kind, content in (("comm_open", opening), ("comm_msg", question)):
        message = client.session.msg(kind, content)
        message["header"]["subshell_id"] = made
        client.session.send(client.sockets["shell"], message)
        answers = client.idle(message["header"]["msg_id"])
    (answer,) = [m["content"]["data"] for m in answers if m["msg_type"] == "comm_msg"]
    assert answer["states"][page.sliders["k"]]["state"]["value"] == 55
    assert page.runs(running)
    page.move("go", 1)
    client.finish(running)


def test_a_handler_that_traps_ends_the_cell_that_let_it_run_and_nothing_else(page):
    page.client.run("var bad = false\nk.onChange { _ in if bad { bad = false; heard[99] = 0 } }")
    running = page.start(
        'import Glibc\nbad = true\nwhile true { display("out", id: "out"); usleep(2_000) }'
    )
    page.move("k", 1)
    run = page.client.finish(running)
    assert run.status == "error" and "Index out of range" in run.reply["content"]["evalue"]
    page.move("k", 3)
    assert page.client.run("heard").result == "[1, 3]"


def test_an_interrupt_loses_no_change(page):
    running = page.start("while true {}")
    page.move("k", 1)
    page.click()
    page.move("k", 2)
    page.client.interrupt()
    assert page.client.finish(running).status == "error"
    page.move("k", 3)
    assert page.client.run("(heard, clicks)").result == "([2, 3], 1)"


def test_an_interrupt_ends_a_handler_that_would_never_end(page):
    client = page.client
    client.run("import Glibc\nvar stuck = true\nk.onChange { _ in while stuck { usleep(1_000) } }")
    data = {"method": "update", "state": {"value": 1}, "buffer_paths": []}
    request = client.send("shell", "comm_msg", {"comm_id": page.sliders["k"], "data": data})
    queued = client.execute("heard")
    client.settle()
    assert not client.replies(queued)
    client.interrupt()
    client.idle(request)
    assert client.finish(queued).result == "[1]"
    client.run("stuck = false")
    page.move("k", 2)
    assert client.run("heard").result == "[1, 2]"

# SPDX-License-Identifier: MIT
"""A client that sees every frame: five sockets, the reference signer, and nothing that hides a kernel's mistake."""

import time
import uuid
from dataclasses import dataclass, field

import zmq
from jupyter_client.session import Session
from kernel_process import PATIENCE


@dataclass
class Run:
    """What came back for one request: the reply, and the iopub messages in their order."""

    reply: dict
    messages: list = field(default_factory=list)

    def of_type(self, *types):
        return [message for message in self.messages if message["msg_type"] in types]

    def content(self, kind):
        return [message["content"] for message in self.of_type(kind)]

    @property
    def types(self):
        """The messages' types; a status stands as its state."""
        return [
            message["content"]["execution_state"]
            if message["msg_type"] == "status"
            else message["msg_type"]
            for message in self.messages
        ]

    @property
    def status(self):
        return self.reply["content"]["status"]

    def text(self, stream):
        return "".join(c["text"] for c in self.content("stream") if c["name"] == stream)

    @property
    def stdout(self):
        return self.text("stdout")

    @property
    def stderr(self):
        return self.text("stderr")

    @property
    def result(self):
        """The text of the cell's value, or None."""
        results = self.content("execute_result")
        return results[0]["data"]["text/plain"] if results else None

    @property
    def displays(self):
        return [content["data"] for content in self.content("display_data")]


class Client:
    """Talks to a kernel on all its channels."""

    CHANNELS = {
        "shell": ("shell_port", zmq.DEALER),
        "control": ("control_port", zmq.DEALER),
        "stdin": ("stdin_port", zmq.DEALER),
        "iopub": ("iopub_port", zmq.SUB),
        "heartbeat": ("hb_port", zmq.REQ),
    }

    def __init__(self, kernel, key=None, nudge=True, curve=None):
        self.kernel = kernel
        # A wrong key signs what is sent; what comes is always checked with the right one.
        self.reader = Session(key=kernel.connection["key"].encode())
        self.session = Session(key=self.reader.key if key is None else key.encode())
        self.context = zmq.Context()
        identity = uuid.uuid4().bytes
        self.sockets = {}
        for channel, (port, kind) in self.CHANNELS.items():
            socket = self.context.socket(kind)
            socket.linger = 0
            socket.setsockopt(zmq.RCVHWM, 0)
            if kind == zmq.DEALER:
                # The kernel finds the asker's stdin socket by the identity of its shell socket.
                socket.identity = identity
            if kind == zmq.SUB:
                socket.subscribe(b"")
            if curve:
                socket.curve_serverkey = socket.curve_publickey = curve["curve_publickey"].encode()
                socket.curve_secretkey = curve["curve_secretkey"].encode()
            socket.connect(kernel.address(port))
            self.sockets[channel] = socket
        self.received = {"shell": [], "control": [], "stdin": [], "iopub": []}
        if nudge:
            self.nudge()

    def nudge(self):
        """Waits until the kernel answers and its iopub messages arrive."""
        deadline = time.monotonic() + PATIENCE
        requests = []
        while time.monotonic() < deadline:
            requests.append(self.send("shell", "kernel_info_request"))
            try:
                self.finish(requests[-1], timeout=0.2)
            except TimeoutError:
                alive = self.kernel.process.poll() is None
                assert alive, f"the kernel ended:\n{self.kernel.said()}"
                continue
            # No late reply may meet a test that looks at the very next frames.
            self.until(lambda: all(self.replies(one) for one in requests), "reply to every request")
            return
        raise TimeoutError(f"the kernel never answered; it said:\n{self.kernel.said()}")

    # --- Sending

    def send(self, channel, kind, content=None, **options):
        """Sends a request and returns its header's msg_id."""
        return self.session.send(self.sockets[channel], kind, content or {}, **options)["header"][
            "msg_id"
        ]

    def execute(self, code, **options):
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
            **options,
        }
        return self.send("shell", "execute_request", content)

    # --- Receiving

    def pump(self, milliseconds=50):
        """Takes whatever arrives within a moment; returns whether anything did."""
        poller = zmq.Poller()
        for channel in self.received:
            poller.register(self.sockets[channel], zmq.POLLIN)
        ready = dict(poller.poll(milliseconds))
        for channel, messages in self.received.items():
            if self.sockets[channel] not in ready:
                continue
            while self.sockets[channel].poll(0):
                _, message = self.reader.recv(self.sockets[channel], copy=True)
                messages.append(message)
        return bool(ready)

    def until(self, condition, what, timeout=PATIENCE):
        """Receives until the condition gives something true, and returns that."""
        deadline = time.monotonic() + timeout
        while True:
            found = condition()
            if found:
                return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {what} within {timeout} s; last: {self.summary()}")
            self.pump()

    def summary(self):
        return {
            channel: [(m["msg_type"], str(m["content"])[:80]) for m in messages[-4:]]
            for channel, messages in self.received.items()
        }

    def settle(self, milliseconds=300):
        """Receives until nothing has come for a while."""
        while self.pump(milliseconds):
            pass

    def replies(self, request, channel="shell"):
        return [m for m in self.received[channel] if m["parent_header"].get("msg_id") == request]

    def published(self, request):
        return self.replies(request, "iopub")

    def reply(self, request, channel="shell", timeout=PATIENCE):
        return self.until(lambda: self.replies(request, channel), f"reply on {channel}", timeout)[0]

    def states(self, request):
        return [
            m["content"]["execution_state"]
            for m in self.published(request)
            if m["msg_type"] == "status"
        ]

    def idle(self, request, timeout=PATIENCE):
        """Waits for the end of a request and returns its iopub messages."""
        self.until(lambda: "idle" in self.states(request), "idle status", timeout)
        return self.published(request)

    def finish(self, request, channel="shell", timeout=PATIENCE):
        reply = self.reply(request, channel, timeout)
        return Run(reply, self.idle(request, timeout))

    def run(self, code, timeout=PATIENCE, **options):
        """Runs a cell to its end."""
        return self.finish(self.execute(code, **options), timeout=timeout)

    def ask(self, kind, content=None, channel="shell"):
        """Sends a request and returns the content of its reply."""
        return self.finish(self.send(channel, kind, content), channel).reply["content"]

    def wait_for_output(self, request, text, timeout=PATIENCE):
        """Waits until the request's streams hold a text, while it still runs."""

        def shown():
            run = Run({}, self.published(request))
            return text in run.stdout + run.stderr

        self.until(shown, f"output {text!r}", timeout)

    def wait_until_running(self, request):
        self.until(lambda: self.of_type(request, "execute_input"), "execute_input")

    def of_type(self, request, kind):
        return [m for m in self.published(request) if m["msg_type"] == kind]

    def interrupt(self):
        return self.send("control", "interrupt_request")

    def close(self):
        self.context.destroy(linger=0)

# SPDX-License-Identifier: MIT
"""Submissions to the example assignment of `notebooks/course`: right, wrong, broken and malicious ones.

Each is a release in which answers are replaced; beside it stands what each test cell must earn.
"""

import copy
import dataclasses
import typing

CELLS = ("check-density", "check-sampling", "check-divergence", "check-picture")
FULL = (2, 2, 3, 2)

SIGNATURES = {
    "density": "func logDensity(_ x: Double, mean: Double, standardDeviation: Double) -> Double",
    "sampling": "func samples(_ count: Int, mean: Tensor, standardDeviation: Tensor, "
    "using rng: inout PCG32) -> Tensor",
    "divergence": "func divergence(_ means: Tensor, _ standardDeviations: Tensor) -> Tensor",
    "picture": "func densityPlot(mean: Double, standardDeviation: Double) -> any Figure",
}


@dataclasses.dataclass
class Submission:
    """What a student hands in: answers that differ from the model's, and other changes to the notebook."""

    points: tuple
    bodies: dict = dataclasses.field(default_factory=dict)
    around: dict = dataclasses.field(default_factory=dict)
    change: typing.Callable = lambda book: None
    is_solved: bool = True


def sampling(body, points=(2, 0, 3, 2), before=""):
    """A right submission but for the samples, whose function first does something else."""
    return Submission(
        points, {"sampling": body + "\nreturn .zeros([count, 2])"}, {"sampling": before}
    )


def tampered(book):
    """The tests always pass, and are worth a hundred points."""
    for cell in book["cells"]:
        if cell["id"] in CELLS:
            cell["source"] = "100"
            cell["metadata"]["nbgrader"]["points"] = 100


def deleted(book):
    book["cells"] = [cell for cell in book["cells"] if cell["id"] not in CELLS[:2]]


def anonymous(book):
    """As an editor saves it that knows neither kernels nor languages."""
    book["metadata"] = {}


SHADOWS = """
func check(_ name: String, _ body: () throws -> Void) throws { print("✓") }
func expectClose(_ a: Double, _ b: Double, tolerance: Double, _ hint: String = "") {}
"""
FAKE_NORMAL = """
struct Normal {
  init(mean: Tensor, standardDeviation: Tensor) {}
  func sample(_ count: Int, using rng: inout PCG32) -> Tensor { .zeros([count, 2]) }
}
"""
RECURSION = "func deeper(_ n: Int) -> Int { n + deeper(n + 1) }\n_ = deeper(0)\nreturn means"

SUBMISSIONS = {
    "good": Submission(FULL),
    "anonymous": Submission(FULL, change=anonymous),
    # Right only where σ = 1; no spread; half of the sum, which vanishes for equal distributions as it must.
    "partial": Submission(
        (0, 0, 2, 2),
        {
            "density": "let z = (x - mean) / standardDeviation\nreturn -z * z / 2 - 0.918_938_5",
            "sampling": "mean + Tensor.normal([count, 2], using: &rng)",
            "divergence": "(means * means).sum(alongAxis: 1)",
        },
    ),
    "empty": Submission((0, 0, 0, 0), is_solved=False),
    "looping": sampling("while true {}"),
    "trapping": Submission((2, 2, 0, 2), {"divergence": "let x = [1]\nreturn Tensor(Float(x[9]))"}),
    "overflowing": Submission((2, 2, 0, 2), {"divergence": RECURSION}),
    "exiting": sampling("exit(0)", before="import Glibc"),
    "aborting": sampling("abort()", before="import Glibc"),
    # The session dies: what comes later has nothing to stand on, and earns nothing.
    "killing": sampling("kill(getpid(), 9)", (2, 0, 0, 0), before="import Glibc"),
    "patricidal": Submission(FULL, around={"density": "import Glibc\nkill(getppid(), 9)"}),
    "plotting": Submission(
        FULL, around={"density": 'import Glibc\nsystem("kill -9 \\(getppid())")'}
    ),
    "uncompilable": Submission((2, 2, 0, 2), {"divergence": 'return "three"'}),
    "complaining": Submission(
        FULL,
        {
            "density": "fputs(\"x = \\(x)\\n\", stderr)\nlet z = (x - mean) / standardDeviation\n"
            "return -z * z / 2 - log(standardDeviation) - log(2 * Double.pi) / 2"
        },
        {"density": "import Glibc"},
    ),
    "greedy": sampling(
        "var all: [[Double]] = []\nwhile true { all.append([Double](repeating: 1, count: 1 << 23)) }"
    ),
    # Nothing listens there, as where a sandbox has no network.
    "networking": sampling(
        'import_from("127.0.0.1", 9)',
        before="import Glibc\n"
        "func import_from(_ host: String, _ port: UInt16) {\n"
        "  let s = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)\n"
        "  var a = sockaddr_in()\n  a.sin_family = 2\n  a.sin_port = port.bigEndian\n"
        "  a.sin_addr.s_addr = inet_addr(host)\n"
        "  let code = withUnsafePointer(to: &a) {\n"
        "    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(s, $0, 16) }\n  }\n"
        '  print(code == 0 ? "connected" : "no network")\n}',
    ),
    "tampered": Submission((0, 2, 3, 2), {"density": "1"}, change=tampered),
    "deleting": Submission((2, 0, 3, 2), {"sampling": ".zeros([count, 2])"}, change=deleted),
    "shadowing": Submission(
        (0, 0, 3, 2),
        {"density": "1", "sampling": ".zeros([count, 2])"},
        {"density": SHADOWS, "sampling": FAKE_NORMAL},
    ),
    "forging": sampling("LecternCell.show(2.0)"),
    "fabricating": Submission(
        (2, 2, 0, 0),
        {
            "divergence": 'print("3.0")\ndisplay(3.0)\nreturn means',
            "picture": 'Plot { Line(x: [-1, 3], y: [0, 0]) }.axes(x: "x", y: "density")',
        },
    ),
}


def submitted(submission, release, solutions):
    """The release's notebook with the submission's answers; where it has none, the model's."""
    book = copy.deepcopy(release)
    for cell in book["cells"]:
        exercise = cell["id"].removeprefix("answer-")
        if not submission.is_solved or not cell["id"].startswith("answer-"):
            continue
        cell["source"] = solutions[cell["id"]]
        if exercise in submission.bodies:
            body = submission.bodies[exercise].replace("\n", "\n  ")
            cell["source"] = f"{SIGNATURES[exercise]} {{\n  {body}\n}}"
        if exercise in submission.around:
            cell["source"] = f"{submission.around[exercise]}\n{cell['source']}"
    submission.change(book)
    return book

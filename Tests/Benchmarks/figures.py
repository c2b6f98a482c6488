# SPDX-License-Identifier: MIT
"""How long figures take and how large their files are, beside matplotlib in one run.

    python Tests/Benchmarks/figures.py [--build FOLDER] [--rounds 15] [--json FILE] [--pictures FOLDER]

The folder is a release build: `swift build -c release --product Generative --scratch-path FOLDER`. Both sides draw
the same data at the same size in pixels, in turns; a row compares medians. With a folder for pictures each figure is
also left there as both sides draw it, left and right in one file. The exit code is 1 when a goal is missed.
"""

import argparse
import io
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

# What is drawn, and the largest ratios of time and size to matplotlib's that are good enough.
GOALS = {
    "grid.png": (0.1, 1.0),
    "grid.svg": (0.1, 1.0),
    "scatter.png": (0.5, 1.0),
    "scatter.svg": (0.5, 1.0),
    "scatter.pdf": (0.5, 1.0),
    "curves.png": (0.5, 1.0),
    "contour.png": (0.5, 1.0),
    "histogram.png": (0.5, 1.0),
}


class Swift:
    """A process that draws a figure for each line it reads."""

    def __init__(self, build, codes):
        source = pathlib.Path(__file__).with_suffix(".swift")
        folder = pathlib.Path(build).resolve() / "release"
        self.folder = tempfile.TemporaryDirectory()
        program = pathlib.Path(self.folder.name) / "figures"
        # Top-level code may only stand in a file of this name.
        main = program.with_name("main.swift")
        main.write_text(source.read_text())
        # Compiled modules name the C modules on which they stand.
        maps = pathlib.Path(__file__).resolve().parents[2].glob("Sources/*/**/module.modulemap")
        places = [folder / "Modules"] + [path.parent for path in maps]
        subprocess.run(
            ["swiftc", "-O", main, "-o", program, "-L", folder, "-lGenerative"]
            + ["-Xlinker", "-rpath", "-Xlinker", folder]
            + [part for place in places for part in ("-I", place)],
            check=True,
        )
        data = program.with_name("codes")
        data.write_bytes(codes.T.tobytes())
        self.process = subprocess.Popen([program, data], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def draw(self, name, folder=None):
        self.process.stdin.write(f"{name} {folder}\n" if folder else name + "\n")
        self.process.stdin.flush()
        milliseconds, size = self.process.stdout.readline().split()
        return float(milliseconds), int(size)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()


class Matplotlib:
    """The same figures as a course in Python draws them."""

    def __init__(self):
        k = np.arange(100)[:, None, None]
        i, j = np.arange(28)[None, :, None], np.arange(28)[None, None, :]
        images = np.exp(-((i - 14 - 5 * np.sin(k)) ** 2 + (j - 14 - 5 * np.cos(k)) ** 2) / 20)
        self.grid = images.reshape(10, 10, 28, 28).swapaxes(1, 2).reshape(280, 280)
        random = np.random.default_rng(7)
        labels = np.arange(100_000) % 10
        codes = random.normal(size=(100_000, 2)) + np.stack([labels % 5, labels // 5 * 3], 1)
        self.codes, self.labels = codes, labels

    def draw(self, name, folder=None):
        start = time.perf_counter()
        kind, ending = name.split(".")
        # As many pixels as the other side: 640 × 480 on the page, two on each for fine screens.
        size = (4.64, 4.64) if kind == "grid" else (6.4, 4.8)
        figure, axes = plt.subplots(figsize=size, dpi=200)
        if kind == "scatter":
            # Frames of equal size too: what a picture of dots weighs depends on it.
            figure.subplots_adjust(left=0.055, right=0.975, bottom=0.108, top=0.881)
        getattr(self, "draw_" + kind)(figure, axes)
        file = io.BytesIO()
        figure.savefig(file, format=ending)
        plt.close(figure)
        taken = (time.perf_counter() - start) * 1e3, file.tell()
        if folder:
            pathlib.Path(folder, name).write_bytes(file.getvalue())
        return taken

    def draw_grid(self, figure, axes):
        axes.imshow(self.grid, cmap="gray", vmin=0, vmax=1)
        axes.axis("off")

    def draw_scatter(self, figure, axes):
        dots = axes.scatter(*self.codes.T, c=self.labels, cmap="tab10", s=3, alpha=0.5, linewidths=0)
        axes.legend(*dots.legend_elements(), title="digit")
        axes.set(xlabel="$z_1$", ylabel="$z_2$")

    def draw_curves(self, figure, axes):
        epochs = np.arange(1, 31)
        for name, offset in (("training", 0), ("test", 6)):
            mean, deviation = 95 + offset + 110 / epochs, 2 + 12 / epochs
            axes.plot(epochs, mean, label=name)
            axes.fill_between(epochs, mean - deviation, mean + deviation, alpha=0.2)
        axes.axhline(97.5, color="0.3", linestyle="--", label="published")
        axes.set(xlabel="epoch", ylabel="−ELBO (nats per image)", title="Variational autoencoder")
        axes.legend()

    def draw_contour(self, figure, axes):
        x, y = np.meshgrid(np.linspace(-3, 3, 101), np.linspace(-3, 3, 101))
        density = 0.6 * np.exp(-((x - 1) ** 2) - 2 * (y - 0.5) ** 2) + 0.4 * np.exp(-2 * (x + 1) ** 2 - (y + 0.5) ** 2)
        bands = axes.contourf(x, y, density)
        axes.contour(x, y, density, levels=[0.1, 0.3, 0.5], colors="white")
        figure.colorbar(bands, label=r"$p(\theta)$")
        axes.set(xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", title="Two modes")

    def draw_histogram(self, figure, axes):
        x = np.linspace(-4, 8, 256)
        axes.hist(self.codes[:, 0], bins=50, density=True, alpha=0.6)
        axes.plot(x, np.exp(-((x - 2) ** 2) / 6) / 4.3416, label="Gaussian with mean 2")
        axes.set(xlabel="$z_1$", ylabel="density", title="Marginal of the codes")
        axes.legend()


def pair(sides, folder):
    """Leaves a picture of each figure as both sides draw it."""
    for name in GOALS:
        if not name.endswith(".png"):
            continue
        pictures = []
        for subject in sides.values():
            with tempfile.TemporaryDirectory() as place:
                subject.draw(name, place)
                # The answer comes before the file: a second drawing waits until it is written.
                subject.draw(name)
                pictures.append(plt.imread(pathlib.Path(place, name)))
        height = max(picture.shape[0] for picture in pictures)
        padded = []
        for picture in pictures:
            picture = picture if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, 2)
            rest = ((0, height - picture.shape[0]), (0, 40), (0, 0))
            padded.append(np.pad(picture[:, :, :3], rest, constant_values=1))
        plt.imsave(pathlib.Path(folder, name), np.concatenate(padded, 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=".build", help="the folder of the release build")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", help="a file for the numbers")
    parser.add_argument("--pictures", help="a folder for the figures side by side")
    options = parser.parse_args()
    theirs = Matplotlib()
    sides = {"lectern": Swift(options.build, theirs.codes), "matplotlib": theirs}
    measured = {name: {side: [] for side in sides} for name in GOALS}
    for name in GOALS:
        for round in range(options.rounds + 1):
            for side, subject in sides.items():
                taken = subject.draw(name)
                # The first drawing loads fonts and code.
                if round:
                    measured[name][side].append(taken)
    if options.pictures:
        pathlib.Path(options.pictures).mkdir(parents=True, exist_ok=True)
        pair(sides, options.pictures)
    sides["lectern"].stop()
    missed = report(measured)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(measured))
    return 1 if missed else 0


def report(measured):
    """Prints a row for each figure and says how many goals are missed."""
    missed = 0
    print(f"matplotlib {matplotlib.__version__}, medians")
    print(f"{'figure':<12} {'ms':>9} {'there':>9} {'ratio':>7} {'goal':>6}   {'kB':>8} {'there':>8} {'ratio':>7}")
    for name, sides in measured.items():
        ours, theirs = (tuple(map(statistics.median, zip(*sides[side]))) for side in ("lectern", "matplotlib"))
        times, sizes = ours[0] / theirs[0], ours[1] / theirs[1]
        goal = GOALS[name]
        isMissed = times > goal[0] or sizes > goal[1]
        missed += isMissed
        print(
            f"{name:<12} {ours[0]:>9.2f} {theirs[0]:>9.2f} {times:>7.3f} {goal[0]:>6}   "
            f"{ours[1] / 1e3:>8.1f} {theirs[1] / 1e3:>8.1f} {sizes:>7.2f}{'   MISSED' if isMissed else ''}"
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())

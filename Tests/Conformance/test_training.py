# SPDX-License-Identifier: MIT
"""A model trained in cells: the same seed gives the same bits, for any number of threads."""

import json
import re

import pytest

pytestmark = pytest.mark.swift

TRAINING = """
import Generative
var rng = PCG32(seed: 7)
let digits = try HandwrittenDigits.load()
let flat = {{ (images: Tensor) in images.reshaped(images.shape[0], -1) }}
let train = flat(digits.train.images[..<{count}])
let vae = VAE(imageSize: train.shape[1], hiddenSizes: [128, 64], using: &rng)
let training = Training(
  vae, on: train, batchSize: 64, optimizer: Adam(learningRate: 1e-3), seed: 7)
for epoch in training.prefix(3) {{ print(epoch.loss) }}
print("test −ELBO:", vae.loss(on: flat(digits.test.images[..<256]), using: &rng).scalar)
try vae.save(to: {path})
"""


def train(start, connect, path, threads):
    """Trains in a kernel of its own; returns what it printed and the bytes of its weights."""
    client = connect(start(environment={"LECTERN_THREADS": str(threads)}))
    result = client.run(TRAINING.format(count=1024, path=json.dumps(str(path))), timeout=120)
    assert result.status == "ok", result.reply["content"].get("evalue")
    return result.stdout, path.read_bytes()


def test_same_seed_gives_same_bits_for_any_number_of_threads(start, connect, tmp_path):
    first = train(start, connect, tmp_path / "first.safetensors", threads=1)
    again = train(start, connect, tmp_path / "again.safetensors", threads=1)
    shared = train(start, connect, tmp_path / "shared.safetensors", threads=2)
    odd = train(start, connect, tmp_path / "odd.safetensors", threads=3)
    assert first == again == shared == odd
    losses = [float(number) for number in re.findall(r"^\d+\.\d+$", first[0], re.MULTILINE)]
    assert len(losses) == 3 and losses[2] < losses[0]

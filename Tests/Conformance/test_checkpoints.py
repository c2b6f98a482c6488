# SPDX-License-Identifier: MIT
"""Checkpoints between Swift and Python: each reads what the other wrote."""

import json

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

pytestmark = pytest.mark.swift

MODEL = """
import Generative
struct Part: Module {
  @Parameter var weight = Tensor([[1, 2], [3, -0.5]])
}
struct Model: Module {
  @Parameter var scale = Tensor(2)
  let parts = [Part(), Part()]
  @Buffer var mean = Tensor([7, 8, 9])
}
let model = Model()
"""


def run(client, cell):
    """Runs a cell that may not fail and returns its value's text."""
    result = client.run(cell)
    assert result.status == "ok", result.reply["content"].get("evalue")
    return result.result


def test_python_reads_what_swift_saved(client, tmp_path):
    path = tmp_path / "model.safetensors"
    run(client, MODEL + f'try model.save(to: {json.dumps(str(path))}, metadata: ["by": "né"])')
    tensors = load_file(path)
    assert sorted(tensors) == ["mean", "parts.0.weight", "parts.1.weight", "scale"]
    assert all(tensor.dtype == np.float32 for tensor in tensors.values())
    np.testing.assert_array_equal(tensors["parts.1.weight"], [[1, 2], [3, -0.5]])
    np.testing.assert_array_equal(tensors["mean"], [7, 8, 9])
    assert tensors["scale"].shape == () and tensors["scale"] == 2
    with safe_open(path, framework="numpy") as file:
        assert file.metadata() == {"by": "né"}


def test_swift_loads_what_python_saved(client, tmp_path):
    path = tmp_path / "python.safetensors"
    generator = np.random.default_rng(7)
    tensors = {
        "scale": np.array(0.25, np.float32),
        "parts.0.weight": generator.normal(size=(2, 2)).astype(np.float32),
        "parts.1.weight": np.full((2, 2), 1e-45, np.float32),
        "mean": np.array([0.1, -0.0, 3e38], np.float32),
    }
    save_file(tensors, path, metadata={"by": "numpy"})
    copy = tmp_path / "swift.safetensors"
    run(client, MODEL + f"try model.load(from: {json.dumps(str(path))})")
    assert run(client, "model.scale.scalar") == "0.25"
    run(client, f"try model.save(to: {json.dumps(str(copy))})")
    for name, tensor in load_file(copy).items():
        assert tensor.tobytes() == tensors[name].tobytes(), name


def test_numbers_of_another_type_are_refused_with_a_remedy(client, tmp_path):
    path = tmp_path / "half.safetensors"
    save_file({"scale": np.zeros((), np.float16)}, path)
    result = client.run(MODEL + f"try model.load(from: {json.dumps(str(path))})")
    assert result.status == "error"
    assert "holds scale as F16. Convert it to F32" in result.reply["content"]["evalue"]

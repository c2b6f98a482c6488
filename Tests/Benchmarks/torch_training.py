# SPDX-License-Identifier: MIT
"""What the PyTorch twins share: the command line, the loop of training, perceptrons and masks."""

import argparse
import os

BATCHES = 8


def import_torch(threads):
    """Imports PyTorch with a number of threads, which it takes from the environment too."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import torch

    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    return torch


parser = argparse.ArgumentParser(description="The workloads of `Benchmarks` in PyTorch.")
parser.add_argument("workload", nargs="?")
parser.add_argument("--list", action="store_true")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--block-seconds", type=float, default=0.4)
parser.add_argument("--steps", type=int, help="only so many steps, without timing")
options = parser.parse_args()

torch = import_torch(options.threads)
import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402


def adam(parameters, lr=1e-3, betas=(0.9, 0.999)):
    return torch.optim.Adam(list(parameters), lr=lr, betas=betas, fused=True)


def count(*modules):
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


def binary(batch, *shape):
    return [(torch.rand(batch, *shape) < 0.13).float() for _ in range(BATCHES)]


class Turns:
    """The batches, used in turn."""

    def __init__(self, items):
        self.items, self.index = items, 0

    def take(self):
        self.index = (self.index + 1) % len(self.items)
        return self.items[self.index]


def training(model, loss_of, data, lr=1e-3):
    """The ordinary loop: the next batch, its loss, the gradients, a step of Adam."""
    optimizer, turns = adam(model.parameters(), lr), Turns(data)

    def step():
        x = turns.take()
        optimizer.zero_grad()
        loss = loss_of(x)
        loss.backward()
        optimizer.step()
        return loss

    return step, count(model), data[0].shape[0]


def cross_entropy(logits, x):
    return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / x.shape[0]


def perceptron(sizes, activation, *last):
    layers = []
    for index, (i, o) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(i, o))
        if index < len(sizes) - 2:
            layers.append(activation())
    return nn.Sequential(*layers, *last)


class MaskedLinear(nn.Linear):
    def __init__(self, mask):
        super().__init__(mask.shape[1], mask.shape[0])
        self.register_buffer("mask", mask)

    def forward(self, x):
        return F.linear(x, self.mask * self.weight, self.bias)


def masked_network(size, hidden_sizes, outputs, is_reversed=False):
    degrees = [torch.arange(size).flip(0) if is_reversed else torch.arange(size)]
    degrees += [torch.arange(hidden) % (size - 1) for hidden in hidden_sizes]
    masks = [(b[:, None] >= a[None, :]).float() for a, b in zip(degrees, degrees[1:])]
    masks.append((degrees[0][:, None] > degrees[-1][None, :]).float().repeat(outputs, 1))
    layers = [layer for mask in masks for layer in (MaskedLinear(mask), nn.ReLU())]
    return nn.Sequential(*layers[:-1])

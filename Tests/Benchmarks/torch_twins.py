# SPDX-License-Identifier: MIT
"""The workloads of `Benchmarks` in PyTorch, as a user writes them, with its fused Adam.

    python Tests/Benchmarks/torch_twins.py vae_mlp [--threads 2] [--block-seconds 0.4] [--steps N]
    python Tests/Benchmarks/torch_twins.py --list
"""

import argparse
import math
import os
import time

import blocks

BATCHES = 8


def import_torch(threads):
    """Imports PyTorch with a number of threads, which it takes from the environment too."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import torch

    torch.set_num_threads(threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    return torch


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
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


def product(m, k, n, left_transposed=False, right_transposed=False):
    a = torch.rand(k, m).t() if left_transposed else torch.rand(m, k)
    b = torch.rand(n, k).t() if right_transposed else torch.rand(k, n)
    c = torch.empty(m, n)

    def step():
        torch.mm(a, b, out=c)

    return step, 0, 1


def rbm_cd1():
    batch, visible, hidden, lr = 100, 784, 500, 0.05
    w, b, c = torch.randn(visible, hidden) * 0.01, torch.zeros(visible), torch.zeros(hidden)
    turns = Turns(binary(batch, visible))

    @torch.no_grad()
    def step():
        v0 = turns.take()
        p0 = torch.sigmoid(torch.addmm(c, v0, w))
        v1 = torch.bernoulli(torch.sigmoid(torch.addmm(b, torch.bernoulli(p0), w.t())))
        p1 = torch.sigmoid(torch.addmm(c, v1, w))
        w.addmm_(v0.t(), p0, alpha=lr / batch)
        w.addmm_(v1.t(), p1, alpha=-lr / batch)
        b.add_((v0 - v1).mean(0), alpha=lr)
        c.add_((p0 - p1).mean(0), alpha=lr)

    return step, visible * hidden + visible + hidden, batch


def gaussian_code(mean, log_variance):
    """A reparameterised sample, and the divergence from the standard normal."""
    z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
    divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
    return z, divergence / mean.shape[0]


class DenseVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(784, 400)
        self.mean, self.log_variance = nn.Linear(400, 20), nn.Linear(400, 20)
        self.hidden, self.output = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x):
        h = F.relu(self.encoder(x))
        z, divergence = gaussian_code(self.mean(h), self.log_variance(h))
        return cross_entropy(self.output(F.relu(self.hidden(z))), x) + divergence


def vae_mlp():
    model = DenseVAE()
    return training(model, model, binary(128, 784))


def perceptron(sizes, activation, *last):
    layers = []
    for index, (i, o) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(i, o))
        if index < len(sizes) - 2:
            layers.append(activation())
    return nn.Sequential(*layers, *last)


def adversarial(generator, discriminator, data, latent_size):
    """A step of each player: the discriminator on data and on samples, then the generator through the discriminator."""
    batch = data[0].shape[0]
    g_adam = adam(generator.parameters(), 2e-4, (0.5, 0.999))
    d_adam = adam(discriminator.parameters(), 2e-4, (0.5, 0.999))
    turns, ones, zeros = Turns(data), torch.ones(batch, 1), torch.zeros(batch, 1)
    bce = F.binary_cross_entropy_with_logits

    def step():
        x = turns.take()
        d_adam.zero_grad()
        with torch.no_grad():
            fake = generator(torch.randn(batch, latent_size))
        loss = bce(discriminator(x), ones) + bce(discriminator(fake), zeros)
        loss.backward()
        d_adam.step()
        g_adam.zero_grad()
        bce(discriminator(generator(torch.randn(batch, latent_size))), ones).backward()
        g_adam.step()
        return loss

    return step, count(generator, discriminator), batch


def leaky():
    return nn.LeakyReLU(0.2)


def gan_mlp():
    data = [torch.rand(128, 784) * 2 - 1 for _ in range(BATCHES)]
    generator = perceptron([64, 256, 512, 784], leaky, nn.Tanh())
    return adversarial(generator, perceptron([784, 512, 256, 1], leaky), data, 64)


def dcgan():
    generator = nn.Sequential(
        nn.Linear(100, 6272, bias=False),
        nn.Unflatten(1, (128, 7, 7)),
        nn.BatchNorm2d(128),
        nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 1, 4, 2, 1),
        nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(1, 64, 4, 2, 1),
        leaky(),
        nn.Conv2d(64, 128, 4, 2, 1, bias=False),
        nn.BatchNorm2d(128),
        leaky(),
        nn.Flatten(),
        nn.Linear(6272, 1),
    )
    data = [torch.rand(64, 1, 28, 28) * 2 - 1 for _ in range(BATCHES)]
    return adversarial(generator, discriminator, data, 100)


class ConvolutionalVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(1, 32, 4, 2, 1), nn.Conv2d(32, 64, 4, 2, 1)
        self.mean, self.log_variance = nn.Linear(3136, 16), nn.Linear(3136, 16)
        self.hidden = nn.Linear(16, 3136)
        self.t1, self.t2 = nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ConvTranspose2d(32, 1, 4, 2, 1)

    def forward(self, x):
        h = F.relu(self.c2(F.relu(self.c1(x)))).flatten(1)
        z, divergence = gaussian_code(self.mean(h), self.log_variance(h))
        h = F.relu(self.t1(F.relu(self.hidden(z)).view(-1, 64, 7, 7)))
        return cross_entropy(self.t2(h), x) + divergence


def conv_vae():
    model = ConvolutionalVAE()
    return training(model, model, binary(128, 1, 28, 28))


class MaskedConv(nn.Conv2d):
    def __init__(self, sees_itself, *arguments, **named):
        super().__init__(*arguments, **named)
        mask = torch.ones_like(self.weight)
        middle = mask.shape[2] // 2
        mask[:, :, middle, middle + sees_itself :] = 0
        mask[:, :, middle + 1 :] = 0
        self.register_buffer("mask", mask)

    def forward(self, x):
        return F.conv2d(x, self.weight * self.mask, self.bias, padding=self.padding)


class PixelCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = MaskedConv(0, 1, 32, 7, padding=3)
        self.blocks = nn.ModuleList(MaskedConv(1, 32, 32, 3, padding=1) for _ in range(5))
        self.readout = nn.Conv2d(32, 1, 1)

    def forward(self, x):
        h = self.first(x)
        for block in self.blocks:
            h = h + block(F.relu(h))
        return self.readout(F.relu(h))


def pixelcnn():
    model = PixelCNN()
    return training(model, lambda x: cross_entropy(model(x), x), binary(32, 1, 28, 28))


def pixelcnn_sample():
    model = PixelCNN().eval()

    @torch.no_grad()
    def step():
        x = torch.zeros(16, 1, 28, 28)
        for i in range(28):
            for j in range(28):
                x[:, :, i, j] = torch.bernoulli(torch.sigmoid(model(x)[:, :, i, j]))

    return step, count(model), 16


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


def made():
    model = masked_network(784, [500], 1)
    return training(model, lambda x: cross_entropy(model(x), x), binary(128, 784))


def nade():
    """The recursion of Larochelle & Murray written by hand, forward and backward: faster here than by automatic gradients."""
    batch, size, hidden = 100, 784, 500
    parameters = [
        nn.Parameter(values)
        for values in (
            torch.randn(size, hidden) * 0.01,
            torch.randn(size, hidden) * 0.01,
            torch.zeros(size),
            torch.zeros(hidden),
        )
    ]
    w, v, b, c = parameters
    for parameter in parameters:
        parameter.grad = torch.zeros_like(parameter)
    optimizer = adam(parameters)
    turns = Turns([x.t().contiguous() for x in binary(batch, size)])
    states = torch.empty(size, batch, hidden)

    @torch.no_grad()
    def step():
        x = turns.take()
        a = c.expand(batch, hidden).contiguous()
        for i in range(size):
            torch.sigmoid(a, out=states[i])
            a.addr_(x[i], w[i])
        logits = torch.bmm(states, v[:, :, None])[:, :, 0] + b[:, None]
        slope = (torch.sigmoid(logits) - x) / batch
        b.grad.copy_(slope.sum(1))
        torch.bmm(slope[:, None, :], states, out=v.grad.view(size, 1, hidden))
        back = torch.zeros(batch, hidden)
        for i in range(size - 1, -1, -1):
            torch.mv(back.t(), x[i], out=w.grad[i])
            h = states[i]
            back.add_(torch.outer(slope[i], v[i]).mul_(h).mul_(1 - h))
        c.grad.copy_(back.sum(0))
        optimizer.step()
        return F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / batch

    return step, sum(parameter.numel() for parameter in parameters), batch


def negative_log_likelihood(noise, log_determinant):
    noise = noise.flatten(1)
    constant = 0.5 * noise.shape[1] * math.log(2 * math.pi)
    return (0.5 * noise.pow(2).sum(1) + constant - log_determinant).mean()


def flow(steps, data, lr=1e-3, prepare=lambda x: x):
    """A flow whose steps give the new values and the logarithm of the determinant."""
    model = nn.ModuleList(steps)

    def loss(x):
        x, total = prepare(x), 0
        for one in model:
            x, change = one(x)
            total = total + change
        return negative_log_likelihood(x, total)

    return training(model, loss, data, lr)


class PlanarCoupling(nn.Module):
    def __init__(self, kept):
        super().__init__()
        self.kept = kept
        self.network = perceptron([1, 128, 128, 2], nn.ReLU)

    def forward(self, x):
        a, b = x[:, self.kept : self.kept + 1], x[:, 1 - self.kept : 2 - self.kept]
        s, t = self.network(a).chunk(2, 1)
        s = torch.tanh(s)
        y = b * torch.exp(s) + t
        return torch.cat([a, y] if self.kept == 0 else [y, a], 1), s[:, 0]


def realnvp_2d():
    data = [torch.randn(512, 2) for _ in range(BATCHES)]
    return flow([PlanarCoupling(index % 2) for index in range(8)], data)


class MaskedStep(nn.Module):
    def __init__(self, is_reversed):
        super().__init__()
        self.network = masked_network(21, [100, 100], 2, is_reversed)

    def forward(self, x):
        mean, log_scale = self.network(x).chunk(2, 1)
        return (x - mean) * torch.exp(-log_scale), -log_scale.sum(1)


def maf():
    data = [torch.randn(256, 21) for _ in range(BATCHES)]
    return flow([MaskedStep(index % 2 == 1) for index in range(5)], data, lr=1e-4)


class GlowStep(nn.Module):
    def __init__(self, channels=4, hidden=32):
        super().__init__()
        self.offset = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.log_scale = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.mixing = nn.Parameter(torch.linalg.qr(torch.randn(channels, channels))[0])
        self.network = nn.Sequential(
            nn.Conv2d(channels // 2, hidden, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(hidden, hidden, 1),
            nn.ReLU(),
            nn.Conv2d(hidden, channels, 3, padding=1),
        )
        nn.init.zeros_(self.network[4].weight)
        nn.init.zeros_(self.network[4].bias)

    def forward(self, x):
        pixels = x.shape[2] * x.shape[3]
        x = F.conv2d((x + self.offset) * torch.exp(self.log_scale), self.mixing[:, :, None, None])
        constant = pixels * (self.log_scale.sum() + torch.linalg.slogdet(self.mixing)[1])
        a, b = x.chunk(2, 1)
        t, s = self.network(a).chunk(2, 1)
        s = torch.sigmoid(s + 2)
        return torch.cat([a, (b + t) * s], 1), constant + torch.log(s).flatten(1).sum(1)


def glow_small():
    data = [torch.rand(32, 1, 28, 28) for _ in range(BATCHES)]
    return flow([GlowStep() for _ in range(4)], data, prepare=lambda x: F.pixel_unshuffle(x, 2))


class TimedBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(8, inputs), nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time = nn.Linear(128, outputs)
        self.n2, self.c2 = nn.GroupNorm(8, outputs), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, time_embedding):
        h = self.c1(F.silu(self.n1(x))) + self.time(time_embedding)[:, :, None, None]
        return self.skip(x) + self.c2(F.silu(self.n2(h)))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.t1, self.t2 = nn.Linear(64, 128), nn.Linear(128, 128)
        self.input = nn.Conv2d(1, 32, 3, padding=1)
        self.r1, self.d1 = TimedBlock(32, 32), nn.Conv2d(32, 64, 3, 2, 1)
        self.r2, self.d2 = TimedBlock(64, 64), nn.Conv2d(64, 64, 3, 2, 1)
        self.middle = TimedBlock(64, 64)
        self.u2, self.r3 = nn.ConvTranspose2d(64, 64, 4, 2, 1), TimedBlock(128, 64)
        self.u1, self.r4 = nn.ConvTranspose2d(64, 32, 4, 2, 1), TimedBlock(64, 32)
        self.norm, self.output = nn.GroupNorm(8, 32), nn.Conv2d(32, 1, 3, padding=1)
        frequencies = torch.exp(-math.log(10000) * torch.arange(32) / 32)
        self.register_buffer("frequencies", frequencies)

    def forward(self, x, times):
        angles = times[:, None].float() * self.frequencies
        e = F.silu(self.t2(F.silu(self.t1(torch.cat([angles.sin(), angles.cos()], 1)))))
        h1 = self.r1(self.input(x), e)
        h2 = self.r2(self.d1(h1), e)
        h = self.middle(self.d2(h2), e)
        h = self.r3(torch.cat([self.u2(h), h2], 1), e)
        h = self.r4(torch.cat([self.u1(h), h1], 1), e)
        return self.output(F.silu(self.norm(h)))


def ddpm_small():
    model = UNet()
    kept = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), 0)

    def loss(x):
        times = torch.randint(0, 1000, (x.shape[0],))
        noise, share = torch.randn_like(x), kept[times][:, None, None, None]
        return F.mse_loss(model(share.sqrt() * x + (1 - share).sqrt() * noise, times), noise)

    data = [torch.rand(64, 1, 28, 28) * 2 - 1 for _ in range(BATCHES)]
    return training(model, loss, data, lr=2e-4)


WORKLOADS = {
    "gemm_512x784x500": lambda: product(512, 784, 500),
    "gemm_1024": lambda: product(1024, 1024, 1024),
    "gemm_2048": lambda: product(2048, 2048, 2048),
    "gemm_100x784x500_NN": lambda: product(100, 784, 500),
    "gemm_100x500x784_NT": lambda: product(100, 500, 784, right_transposed=True),
    "gemm_784x100x500_TN": lambda: product(784, 100, 500, left_transposed=True),
    "gemm_128x784x400_NT": lambda: product(128, 784, 400, right_transposed=True),
    "gemm_128x400x20_NT": lambda: product(128, 400, 20, right_transposed=True),
    "gemm_512x128x128_NT": lambda: product(512, 128, 128, right_transposed=True),
    **{
        one.__name__: one
        for one in (
            rbm_cd1, vae_mlp, gan_mlp, dcgan, conv_vae, nade, made, pixelcnn, pixelcnn_sample,
            realnvp_2d, maf, glow_small, ddpm_small,
        )
    },
}  # fmt: skip


def main():
    if options.list:
        print("\n".join(WORKLOADS))
        return
    if options.workload not in WORKLOADS:
        parser.error(f"there is no workload named {options.workload}; --list shows all")
    step, parameters, batch = WORKLOADS[options.workload]()
    start = time.perf_counter()
    losses = [step()]
    report = {
        "framework": "torch",
        "version": torch.__version__,
        "workload": options.workload,
        "threads": options.threads,
        "variant": "fused Adam",
        "params": parameters,
        "batch": batch,
        "first_step_s": round(time.perf_counter() - start, 4),
    }
    if options.steps:
        losses += [step() for _ in range(max(options.steps - 1, 1))]
        if losses[0] is not None:
            report["loss"] = [round(losses[0].item(), 4), round(losses[-1].item(), 4)]
        blocks.finish(report)
    else:
        blocks.serve(step, options.block_seconds, report)


if __name__ == "__main__":
    main()

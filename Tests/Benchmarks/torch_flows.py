# SPDX-License-Identifier: MIT
"""The PyTorch twins that are flows or diffusions."""

import math

from torch_training import BATCHES, F, masked_network, nn, perceptron, torch, training


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

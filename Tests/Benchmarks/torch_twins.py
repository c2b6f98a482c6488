# SPDX-License-Identifier: MIT
"""The workloads of `Benchmarks` in PyTorch, as a user writes them, with its fused Adam.

    python Tests/Benchmarks/torch_twins.py vae_mlp [--threads 2] [--block-seconds 0.4] [--steps N]
    python Tests/Benchmarks/torch_twins.py --list
"""

import time

import blocks
from torch_flows import ddpm_small, glow_small, maf, realnvp_2d
from torch_training import (
    BATCHES, F, Turns, adam, binary, count, cross_entropy, masked_network, nn, options, parser,
    perceptron, torch, training,
)  # fmt: skip


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

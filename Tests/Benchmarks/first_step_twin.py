# SPDX-License-Identifier: MIT
"""The first step of the dense autoencoder in PyTorch; prints the moment at which it ended."""

import time

import torch
import torch.nn.functional as F
from torch import nn


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(784, 400)
        self.mean, self.log_variance = nn.Linear(400, 20), nn.Linear(400, 20)
        self.hidden, self.output = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x):
        h = F.relu(self.encoder(x))
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        logits = self.output(F.relu(self.hidden(z)))
        cross_entropy = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum()
        return (cross_entropy + divergence) / len(x)


model = VAE()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
x = (torch.rand(128, 784) < 0.13).float()
optimizer.zero_grad()
loss = model(x)
loss.backward()
optimizer.step()
loss.item()
print(time.time())

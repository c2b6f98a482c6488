# SPDX-License-Identifier: MIT
"""The density models of `Benchmarks` in scikit-learn and SciPy.

    python Tests/Benchmarks/density_twins.py gmm_em_diag | gmm_em_full | kde [--threads 2] [--block-seconds 0.4]
"""

import argparse
import os
import warnings

import blocks

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("workload", choices=["gmm_em_diag", "gmm_em_full", "kde"])
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--block-seconds", type=float, default=0.4)
options = parser.parse_args()
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = str(options.threads)

import numpy as np  # noqa: E402

warnings.filterwarnings("ignore")  # one round of EM does not converge
rng = np.random.default_rng(0)


def mixture(kind):
    """One round of expectation maximisation, the body of the loop in scikit-learn's `fit_predict`."""
    import sklearn
    from sklearn.mixture import GaussianMixture

    centers = rng.standard_normal((10, 64))
    x = centers[rng.integers(0, 10, 10_000)] + rng.standard_normal((10_000, 64))
    x = x.astype(np.float32)
    model = GaussianMixture(10, covariance_type=kind, init_params="random", max_iter=1)
    model.fit(x)

    def step():
        log_prob, log_shares = model._e_step(x)
        model._m_step(x, log_shares)
        model._compute_lower_bound(log_shares, log_prob)

    return step, "scikit-learn", sklearn.__version__, int(model._n_parameters())


def kernel_estimate():
    import scipy
    from scipy.stats import gaussian_kde

    x, y = (rng.standard_normal((10_000, 2)).astype(np.float32) for _ in range(2))
    estimate = gaussian_kde(x.T, bw_method=0.2)
    return lambda: estimate(y.T), "scipy", scipy.__version__, 0


kinds = {"gmm_em_diag": "diag", "gmm_em_full": "full"}
kind = kinds.get(options.workload)
step, framework, version, parameters = mixture(kind) if kind else kernel_estimate()
blocks.serve(
    step,
    options.block_seconds,
    {
        "framework": framework,
        "version": version,
        "workload": options.workload,
        "threads": options.threads,
        "params": parameters,
        "batch": 10_000,
    },
)

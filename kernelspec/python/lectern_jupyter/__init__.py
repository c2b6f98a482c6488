# SPDX-License-Identifier: MIT
"""Swift for Jupyter's Python tools: parameters for papermill, scripts for nbconvert."""

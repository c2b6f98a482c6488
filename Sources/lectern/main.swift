// SPDX-License-Identifier: MIT
print("lectern")

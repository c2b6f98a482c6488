// SPDX-License-Identifier: MIT
struct Reason: Error { var number = 5 }
func inner() throws { throw Reason() }
func outer() throws { try inner() }
try outer()

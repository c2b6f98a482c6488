// SPDX-License-Identifier: MIT

/// Ends the computation with one sentence that shows the sizes or indices that do not fit.
///
/// `precondition` loses its message in optimised builds; this one is always printed.
package func fail(_ reason: String) -> Never { fatalError(reason) }

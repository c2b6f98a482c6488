// SPDX-License-Identifier: MIT

import Tensors

/// Rows that are made together for all places with the same label, in the order of the labels.
///
/// - Parameters:
///   - make: Gives the rows of some places, `[places.count, size]`; labels come in ascending order.
/// - Shapes: result `[labels.count, size]`.
/// - Requires: At least one label.
func rows(
  groupedBy labels: [Int], _ make: (_ label: Int, _ places: [Int]) -> Tensor
) -> Tensor {
  let groups = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }
  var places = [Int](repeating: 0, count: labels.count)
  for (made, place) in groups.flatMap(\.value).enumerated() { places[place] = made }
  return groups.map { make($0.key, $0.value) }.concatenated().gathered(places)
}

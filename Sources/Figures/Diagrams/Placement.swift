// SPDX-License-Identifier: MIT

/// Finds places along a line that lie close to their neighbours in other ranks and keep their distances.
struct Placement {
  /// The second must lie at least so far behind the first.
  struct Separation {
    var first: Int
    var second: Int
    var gap: Double
  }

  private static let rounds = 240
  private static let sweeps = 8
  private static let settlings = 40

  private(set) var places: [Double]
  private let separations: [Separation]
  private let neighbours: [[(place: Int, weight: Double)]]

  /// Settles the places of things.
  ///
  /// Alternately everything moves toward what pulls it, and each two that are too close move apart.
  static func places(
    start: [Double], separations: [Separation],
    pulls: [(first: Int, second: Int, weight: Double)]
  ) -> [Double] {
    var placement = Placement(places: start, separations: separations, pulls: pulls)
    for round in 0..<rounds {
      placement.pull(strength: round < rounds / 2 ? 0.8 : 0.3)
      for _ in 0..<sweeps { placement.pushApart() }
    }
    placement.enforce()
    for _ in 0..<settlings { placement.settle() }
    return placement.places
  }

  /// Moves each thing toward what pulls it as far as its distances allow.
  private mutating func settle() {
    for index in places.indices where !neighbours[index].isEmpty {
      var (sum, weight) = (0.0, 0.0)
      for neighbour in neighbours[index] {
        sum += neighbour.weight * places[neighbour.place]
        weight += neighbour.weight
      }
      var (low, high) = (-Double.infinity, Double.infinity)
      for separation in separations {
        if separation.second == index { low = max(low, places[separation.first] + separation.gap) }
        if separation.first == index {
          high = min(high, places[separation.second] - separation.gap)
        }
      }
      if low <= high { places[index] = max(low, min(high, sum / weight)) }
    }
  }

  private init(
    places: [Double], separations: [Separation],
    pulls: [(first: Int, second: Int, weight: Double)]
  ) {
    (self.places, self.separations) = (places, separations)
    var neighbours = [[(place: Int, weight: Double)]](repeating: [], count: places.count)
    for (first, second, weight) in pulls {
      neighbours[first].append((second, weight))
      neighbours[second].append((first, weight))
    }
    self.neighbours = neighbours
  }

  /// Moves one thing after another toward the mean of what pulls it.
  private mutating func pull(strength: Double) {
    for index in places.indices where !neighbours[index].isEmpty {
      var (sum, weight) = (0.0, 0.0)
      for neighbour in neighbours[index] {
        sum += neighbour.weight * places[neighbour.place]
        weight += neighbour.weight
      }
      places[index] += strength * (sum / weight - places[index])
    }
  }

  private mutating func pushApart() {
    for separation in separations {
      let lack = separation.gap - (places[separation.second] - places[separation.first])
      if lack <= 0 { continue }
      places[separation.first] -= lack / 2
      places[separation.second] += lack / 2
    }
  }

  /// Moves everything on until each distance is kept exactly.
  private mutating func enforce() {
    for _ in places.indices {
      var isSettled = true
      for separation in separations {
        let least = places[separation.first] + separation.gap
        if places[separation.second] < least - 1e-9 {
          places[separation.second] = least
          isSettled = false
        }
      }
      if isSettled { return }
    }
  }
}

// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors
import Testing

@Suite("Optimizers") struct OptimizerLaws {
  static let start: [Float] = [0.5, -1.25, 3]
  static let gradients: [[Float]] = [[0.1, -0.4, 2], [0.3, 0.2, -1], [-0.05, 0.7, 0.5]]

  /// Places after three steps, by `torch.optim` of PyTorch 2.13 in double precision.
  enum Method: CaseIterable {
    case descent, momentum, nesterov, rmsProp, smoothRMSprop, adam, decayingAdam, adamW

    var optimizer: any Optimizer {
      switch self {
      case .descent: SGD(learningRate: 0.1)
      case .momentum: SGD(learningRate: 0.1, momentum: 0.9)
      case .nesterov: SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, isNesterov: true)
      case .rmsProp: RMSprop(learningRate: 0.01)
      case .smoothRMSprop: RMSprop(learningRate: 0.1, decay: 0.9, epsilon: 1e-3)
      case .adam: Adam(learningRate: 0.01)
      case .decayingAdam:
        Adam(learningRate: 0.1, betas: (0.5, 0.9), epsilon: 1e-3, weightDecay: 0.1)
      case .adamW: AdamW(learningRate: 0.1, weightDecay: 0.2)
      }
    }

    var places: [[Float]] {
      switch self {
      case .descent: [[0.49, -1.21, 2.8], [0.46, -1.23, 2.9], [0.465, -1.3, 2.85]]
      case .momentum: [[0.49, -1.21, 2.8], [0.451, -1.194, 2.72], [0.4209, -1.2496, 2.598]]
      case .nesterov:
        [
          [0.48005, -1.171625, 2.6143], [0.413632905, -1.173986412, 2.63490283],
          [0.390003662, -1.289935572, 2.465791932],
        ]
      case .rmsProp:
        [
          [0.4000001, -1.150000025, 2.900000005], [0.3050843305, -1.19490134, 2.944901328],
          [0.3207861054, -1.279391142, 2.92289091],
        ]
      case .smoothRMSprop:
        [
          [0.1934656997, -0.9362526248, 2.684271445],
          [-0.1050454945, -1.082615579, 2.83149633],
          [-0.05334340426, -1.354939454, 2.756146414],
        ]
      case .adam:
        [
          [0.490000001, -1.24, 2.99], [0.4808221902, -1.23733663, 2.98733663],
          [0.474813057, -1.241613614, 2.983932338],
        ]
      case .decayingAdam:
        [
          [0.4006622517, -1.150190114, 2.900043459],
          [0.2975808616, -1.117991648, 2.882432677],
          [0.2475222783, -1.17977595, 2.841494798],
        ]
      case .adamW:
        [
          [0.39000001, -1.125000002, 2.84], [0.290421902, -1.075866299, 2.756566297],
          [0.2245221317, -1.097118817, 2.667392056],
        ]
      }
    }
  }

  @Test("Three steps end where PyTorch's end", arguments: Method.allCases)
  func steps(_ method: Method) {
    let path = Point(Self.start).path(Self.gradients, by: method.optimizer)
    for (step, (mine, theirs)) in zip(path, method.places).enumerated() {
      for (a, b) in zip(mine, theirs) {
        #expect(abs(a - b) <= 2e-6 * max(1, abs(b)), "step \(step + 1): \(mine), not \(theirs)")
      }
    }
  }

  @Test("The first step of Adam has the length of the learning rate, whatever the gradient's")
  func firstStepOfAdam() {
    let path = Point([0, 0, 0]).path([[1e-3, -5, 400]], by: Adam(learningRate: 0.25))
    for (place, wanted) in zip(path[0], [-0.25, 0.25, -0.25] as [Float]) {
      #expect(abs(place - wanted) < 1e-5)
    }
  }

  @Test("A quadratic is descended to its minimum", arguments: Method.allCases)
  func quadratic(_ method: Method) {
    // Penalties move the minimum; here there are none.
    let optimizers: [Method: any Optimizer] = [
      .descent: SGD(learningRate: 0.05), .momentum: SGD(learningRate: 0.02, momentum: 0.8),
      .nesterov: SGD(learningRate: 0.02, momentum: 0.8, isNesterov: true),
      .rmsProp: RMSprop(learningRate: 0.004),
      .smoothRMSprop: RMSprop(learningRate: 0.002, decay: 0.9),
      .adam: Adam(learningRate: 0.05), .decayingAdam: Adam(learningRate: 0.05, betas: (0.8, 0.99)),
      .adamW: AdamW(learningRate: 0.05, weightDecay: 0),
    ]
    guard var optimizer = optimizers[method] else { return }
    let point = Point([1, -1, 0.5])
    let (minimum, scale) = (Tensor([0.2, 0.4, -0.1]), Tensor([1, 5, 10]))
    let parameters = point.parameters
    for _ in 0..<800 {
      optimizer.step(parameters) {
        let distance = point.place - minimum
        return (scale * distance * distance).sum()
      }
    }
    for (a, b) in zip(point.place.scalars, minimum.scalars) { #expect(abs(a - b) < 5e-3) }
  }

  @Test("A step returns the loss before it")
  func returnsLoss() {
    let point = Point([3])
    var optimizer = SGD(learningRate: 0.1)
    let loss = optimizer.step(point.parameters) { (point.place * point.place).sum() }
    #expect(loss.scalar == 9)
    #expect(abs(point.place.scalar - 2.4) < 1e-6)
  }

  @Test("A step moves only the parameters that it is given")
  func onlyOnePlayer() {
    let (player, other) = (Point([1]), Point([2]))
    var optimizer = SGD(learningRate: 0.5)
    optimizer.step(player.parameters) { (player.place * other.place).sum() }
    #expect(player.place.scalar == 0)
    #expect(other.place.scalar == 2)
  }

  @Test("Two players with an optimizer each find the saddle of their game")
  func game() {
    let (player, other) = (Point([1]), Point([-1]))
    let (mine, theirs) = (player.parameters, other.parameters)
    var (down, up) = (SGD(learningRate: 0.1), SGD(learningRate: 0.1))
    func value() -> Tensor {
      let (x, y) = (player.place, other.place)
      return (x * x + x * y * 2 - y * y).sum()
    }
    for _ in 0..<200 {
      down.step(mine) { value() }
      up.step(theirs) { -value() }
    }
    #expect(abs(player.place.scalar) < 1e-4)
    #expect(abs(other.place.scalar) < 1e-4)
  }

  @Test("A copy of an optimizer forgets nothing and shares nothing")
  func copies() {
    let (one, two) = (Point([1]), Point([1]))
    var first = SGD(learningRate: 0.1, momentum: 0.9)
    first.update(one.parameters, with: [Tensor([1])])
    var second = first
    first.update(one.parameters, with: [Tensor([1])])
    #expect(second.memory.stepCount(of: one.$place) == 1)
    #expect(first.memory.stepCount(of: one.$place) == 2)
    second.update(two.parameters, with: [Tensor([1])])
    #expect(first.memory.stepCount(of: two.$place) == 0)
  }

  @Test("A value that somebody keeps is not changed by a step")
  func keptValues() {
    let point = Point([1, 2])
    let kept = point.place
    var optimizer = Adam()
    optimizer.update(point.parameters, with: [Tensor([1, 1])])
    #expect(kept == Tensor([1, 2]))
    #expect(point.place != kept)
  }

  @Test("Steps change the weights where they lie in memory", arguments: Method.allCases)
  func inPlace(_ method: Method) {
    let point = Point([1, 2, 3])
    var optimizer = method.optimizer
    func step() -> UnsafePointer<Float>? {
      optimizer.step(point.parameters, clipping: .norm(0.5)) { (point.place * point.place).sum() }
      return point.place.withScalars { $0.baseAddress }
    }
    let address = step()
    for _ in 0..<5 { #expect(step() == address) }
  }
}

// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Gradients") struct GradientLaws {
  @Test("The gradient of a sum of squares is twice the tensor") func square() {
    let x = sample([3, 4])
    let (value, gradient) = valueWithGradient(at: x) { ($0 * $0).sum() }
    #expect(value == (x * x).sum())
    #expect(gradient == 2 * x)
  }

  @Test("Gradients at two tensors have their shapes, also where one was repeated") func two() {
    let (a, b) = (sample([3, 4], seed: 1), sample([4], seed: 2))
    let (_, gradient) = valueWithGradient(at: a, b) { ($0 * $1).sum() }
    #expect(gradient.0 == b.broadcast(to: [3, 4]))
    expectClose(gradient.1, a.sum(alongAxis: 0), tolerance: 1e-6)
  }

  @Test("A tensor used twice gets both gradients") func shared() {
    let slope = gradient(at: Tensor(3)) { $0 * $0 * $0 + $0 }
    #expect(slope.scalar == 28)
  }

  @Test("A function that ignores its argument has the gradient 0") func constant() {
    let x = sample([2, 2])
    #expect(gradient(at: x) { _ in Tensor(1) } == .zeros([2, 2]))
    #expect(gradient(at: Tensor(2)) { $0 }.scalar == 1)
  }

  @Test("Nothing flows through a detached tensor") func detached() {
    #expect(gradient(at: Tensor(3)) { $0 * $0.detached() }.scalar == 3)
    #expect(gradient(at: Tensor(3)) { x in x * withoutGradient { x * x } }.scalar == 9)
  }

  @Test("A straight-through tensor has the value of one and the gradient of the other")
  func straightThroughEstimator() {
    let x = Tensor([0.2, 0.9])
    let (value, gradient) = valueWithGradient(at: x) {
      (straightThrough($0 .> 0.5, gradient: $0) * Tensor([2, 3])).sum()
    }
    #expect(value.scalar == 3)
    #expect(gradient == Tensor([2, 3]))
  }

  @Test("What an ended scope traced counts as a constant") func stale() {
    var kept = Tensor(0)
    _ = valueWithGradient(at: Tensor(3)) { x in
      kept = x * x
      return kept
    }
    #expect(gradient(at: Tensor(2)) { $0 * kept }.scalar == 9)
    #expect(gradient(at: kept) { $0 * kept }.scalar == 9)
  }

  @Test("Scopes inside scopes give derivatives of derivatives") func nested() {
    let third = gradient(at: Tensor(2)) { x in
      gradient(at: x) { y in gradient(at: y) { pow($0, 4) } }
    }
    #expect(third.scalar == 48)
  }

  @Test("An inner derivative treats the outer variable as a constant") func confusion() {
    // d/dx [x · d/dy (x + y)] = d/dx x = 1
    #expect(gradient(at: Tensor(5)) { x in x * gradient(at: Tensor(1)) { x + $0 } }.scalar == 1)
    // d/dx [d/dy (x² y)] = 2 x
    #expect(gradient(at: Tensor(5)) { x in gradient(at: Tensor(1)) { x * x * $0 } }.scalar == 10)
  }

  @Test("A gradient penalty reaches the weights of a critic") func penalty() {
    // |∇ₓ w·x³|² = 9 w² x⁴, of which the derivative by w is 18 w x⁴.
    let (w, x) = (Tensor([2, -1]), Tensor([1, 3]))
    let slope = gradient(at: w) { w in
      pow(gradient(at: x) { (w * pow($0, 3)).sum() }, 2).sum()
    }
    #expect(slope == 18 * w * pow(x, 4))
  }

  @Test("Parameters are differentiated without being arguments, and keep their values")
  func parameters() {
    final class Parameter: DifferentiableLeaf {
      var value: Tensor
      init(_ value: Tensor) { self.value = value }
    }
    let (w, b) = (Parameter(Tensor([1, 2])), Parameter(Tensor(3)))
    let (loss, gradients) = valueWithGradients(at: [w, b]) { (w.value * b.value).sum() }
    #expect(loss.scalar == 9)
    #expect(gradients == [Tensor([3, 3]), Tensor(3)])
    #expect(w.value == Tensor([1, 2]))
    #expect(gradient(at: Tensor(1)) { ($0 * w.value).sum() }.scalar == 3)
  }

  @Test("An error thrown by the function passes, and the next scope is unharmed") func throwing() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try valueWithGradient(at: Tensor(1)) { _ in throw Stop() } }
    #expect(gradient(at: Tensor(1)) { 2 * $0 }.scalar == 2)
  }

  @Test("A chain of 100 000 operations needs no stack") func deep() {
    let slope = gradient(at: Tensor(1)) { x in (0..<100_000).reduce(x) { y, _ in y + 1 } }
    #expect(slope.scalar == 1)
  }

  @Test("A value of many numbers is refused in a sentence") func vectorValue() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = valueWithGradient(at: Tensor([1, 2])) { $0 }
    }
    #expect(message(result).contains("gradient: the function's value has the shape [2]"))
  }

  @Test("Tensors of no elements have gradients of no elements") func empty() {
    let none = Tensor.zeros([0, 3])
    let gradients = valueWithGradients(at: [none, .ones([3, 2])]) { x in
      matmul(exp(x[0]), x[1]).sum() + x[0][0..<0].sum()
    }.gradients
    #expect(gradients == [none, .zeros([3, 2])])
  }

  @Test("Samplers without gradient may differentiate on their own inside a loss") func sampler() {
    // A step of gradient descent on x² from 3, of size ½ · w, ends at 3 − 3 w: a constant for the loss.
    let slope = gradient(at: Tensor(2)) { w in
      let place = withoutGradient {
        Tensor(3) - gradient(at: Tensor(3)) { $0 * $0 } * w / 2
      }
      return place * w
    }
    #expect(slope.scalar == -3)
  }

  @Test("Gradients on several threads do not meet") func parallel() async {
    await withTaskGroup(of: Float.self) { group in
      for index in 0..<8 {
        group.addTask {
          gradient(at: Tensor(Float(index))) { x in
            (0..<200).reduce(x * x) { y, _ in y + x }
          }.scalar
        }
      }
      let slopes = await group.reduce(into: Set<Float>()) { $0.insert($1) }
      #expect(slopes == Set((0..<8).map { 2 * Float($0) + 200 }))
    }
  }
}

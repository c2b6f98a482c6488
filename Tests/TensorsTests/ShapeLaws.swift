// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Shapes and parts") struct ShapeLaws {
  let x = Tensor.arange(24).reshaped(2, 3, 4)

  @Test("Scalars lie with the last axis fastest") func rowMajor() {
    #expect(x.shape == [2, 3, 4])
    #expect(x[1, 2, 3].scalar == 23)
    #expect(x[1, 0].scalars == [12, 13, 14, 15])
    #expect(Tensor([[1, 2], [3, 4]]).scalars == [1, 2, 3, 4])
    #expect(Tensor([[[1, 2]], [[3, 4]]]).shape == [2, 1, 2])
  }

  @Test("An index removes an axis, a range keeps it") func subscripts() {
    #expect(x[1].shape == [3, 4])
    #expect(x[0..<1].shape == [1, 3, 4])
    #expect(x[1...].scalars == Array(x.scalars[12...]))
    #expect(x[..<0].elementCount == 0)
    #expect(x[0][column: 1].scalars == [1, 5, 9])
  }

  @Test("A part of a part is the part of the whole") func nestedParts() {
    #expect(x[1][1..<3][1] == x[1, 2])
    #expect(x[1][2].reshaped(2, 2).scalars == [20, 21, 22, 23])
  }

  @Test("Rows are gathered in the order of their indices, also twice") func gathering() {
    #expect(x[at: [1, 0, 1]].scalars == x[1].scalars + x[0].scalars + x[1].scalars)
    #expect(x.gathered([3, 0], alongAxis: -1)[1, 2].scalars == [23, 20])
  }

  @Test("A slice takes the same range at each place of the leading axes") func slicing() {
    let part = x.sliced(1..<3, alongAxis: 1)
    #expect(part.shape == [2, 2, 4])
    #expect(part[1].scalars == Array(x.scalars[16..<24]))
    #expect(x.split(into: 2, alongAxis: 2).concatenated(alongAxis: 2) == x)
  }

  @Test("One size of a new shape may follow from the others") func reshaping() {
    #expect(x.reshaped(-1, 6).shape == [4, 6])
    #expect(x.flattened().shape == [24])
    #expect(x.expanded(atAxis: -1).squeezed(atAxis: 3) == x)
  }

  @Test(
    "Axes change places", arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1], [0, 2, 1]])
  func transposition(_ order: [Int]) {
    let x = sample([17, 5, 33])
    let result = x.transposed(order[0], order[1], order[2])
    #expect(result.shape.sizes == order.map { x.shape[$0] })
    for index in Reference.indices(of: result.shape) {
      var source = index
      for axis in order.indices { source[order[axis]] = index[axis] }
      #expect(Reference.element(result, index) == Reference.element(x, source))
    }
  }

  @Test("Transposing twice changes nothing") func involution() {
    #expect(x.transposed().transposed() == x)
  }

  @Test("Tensors join along an axis, old or new") func joining() {
    #expect([x, x].concatenated().shape == [4, 3, 4])
    #expect([x, x].stacked(alongAxis: -1)[1, 2, 3].scalars == [23, 23])
    let wide = [x, x[0..<2]].concatenated(alongAxis: 1)
    #expect(wide[1].scalars == x[1].scalars + x[1].scalars)
  }

  @Test("Creation gives the numbers that the names say") func creation() {
    #expect(Tensor.linspace(0, 1, count: 5).scalars == [0, 0.25, 0.5, 0.75, 1])
    #expect(Tensor.arange(1, 2, by: 0.25).scalars == [1, 1.25, 1.5, 1.75])
    #expect(Tensor.identity(2).scalars == [1, 0, 0, 1])
    #expect(Tensor.oneHot([2, 0], classCount: 3).scalars == [0, 0, 1, 1, 0, 0])
    #expect(Tensor.full([2], 3).scalars == [3, 3])
    #expect(Tensor(2).rank == 0)
  }

  @Test("Tensors of no elements pass through operations of every kind", arguments: [0, 1, 2])
  func emptyOperations(axis: Int) {
    var sizes = [2, 3, 4]
    sizes[axis] = 0
    let x = Tensor.zeros(Shape(sizes))
    #expect(x.transposed().shape == Shape(sizes.reversed()))
    #expect(x.transposed(2, 0, 1).shape == Shape([sizes[2], sizes[0], sizes[1]]))
    #expect((x + Tensor.ones([sizes[1], 1])).shape == x.shape)
    #expect(exp(x).shape == x.shape && (x * x).shape == x.shape)
    #expect(x.sum(alongAxis: axis) == .zeros(x.sum(alongAxis: axis).shape))
    #expect(x.sum().scalar == 0)
    #expect([x, x].concatenated(alongAxis: axis).shape == x.shape)
    #expect(matmul(x, .ones([sizes[2], 5])).shape == Shape([sizes[0], sizes[1], 5]))
    #expect(gradient(at: x) { (exp($0) * 2).sum() }.shape == x.shape)
  }

  @Test("A tensor of no elements is a tensor") func empty() {
    let none = Tensor.zeros([0, 3])
    #expect(none.sum(alongAxis: 0).scalars == [0, 0, 0])
    #expect((none + Tensor.ones([3])).shape == [0, 3])
    #expect(matmul(none, Tensor.ones([3, 2])).shape == [0, 2])
    #expect(none.description == "[]")
  }
}

@Suite("Traps name the sizes that do not fit") struct Traps {
  @Test("Reshaping") func reshaping() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]).reshaped(4, 2) }
    #expect(message(result).contains("reshaped: 6 numbers of shape [2, 3] do not fill [4, 2]"))
  }

  @Test("Indexing") func indexing() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3])[1, 3] }
    #expect(message(result).contains("index 3 is outside axis 1 of [2, 3]"))
  }

  @Test("Adding") func adding() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([2, 3]) + Tensor.zeros([2]) }
    #expect(message(result).contains("+: the shapes [2, 3] and [2] do not fit: 3 against 2"))
  }

  @Test("Multiplying matrices") func multiplying() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = matmul(Tensor.zeros([128, 784]), Tensor.zeros([512, 10])) }
    #expect(
      message(result).contains(
        "matmul: [128, 784] × [512, 10]: the inner sizes 784 and 512 differ"))
  }
}

// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Text of tensors") struct TextLaws {
  @Test("Elements stand in columns with the decimals that they need") func columns() {
    #expect(Tensor([1, 2, 3]).description == "[1, 2, 3]")
    #expect(Tensor([0.5, -10.25]).description == "[  0.50, -10.25]")
    #expect(Tensor([[1.5, 2], [3, 40]]).description == "[[ 1.5,  2.0],\n [ 3.0, 40.0]]")
    #expect(Tensor(0.1).description == "0.1")
    #expect(Tensor([.nan, .infinity, 1]).description == "[nan, inf,   1]")
  }

  @Test("Very large and very small numbers are written in powers of ten") func scientific() {
    #expect(Tensor([1e-9, 1]).description == "[1.0000e-09, 1.0000e+00]")
    #expect(Tensor([123456, 1]).description == "[123456,      1]")
  }

  @Test("Matrices in a tensor are kept apart by an empty line") func depth() {
    #expect(Tensor([[[1], [2]], [[3], [4]]]).description == "[[[1],\n  [2]],\n\n [[3],\n  [4]]]")
  }

  @Test("Of a large tensor the ends and the shape are written") func cut() {
    #expect(
      Tensor.arange(2000).description == "[   0,    1,    2, …, 1997, 1998, 1999]\nshape [2000]")
    let lines = Tensor.zeros([100, 100]).description.split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines[0] == "[[0, 0, 0, …, 0, 0, 0],")
    #expect(lines[3] == " …,")
  }

  @Test("A long vector is written on several lines") func wrapping() {
    let lines = Tensor.arange(100).description.split(separator: "\n")
    #expect(lines.count == 6 && lines.allSatisfy { $0.count <= 77 })
  }
}

@Suite("Counting") struct CountingLaws {
  @Test("Bins include their lower edge, the last one also the end") func bins() {
    let x = Tensor([0, 0.24, 0.25, 0.5, 0.99, 1, 1.5, -0.1, .nan])
    #expect(x.histogram(binCount: 4, in: 0...1) == [2, 1, 1, 2])
  }

  @Test("Classes are counted, absent ones too") func classes() {
    #expect([2, 0, 2].counts(classCount: 4) == [1, 0, 2, 0])
  }
}

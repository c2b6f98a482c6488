// SPDX-License-Identifier: MIT

import Display
import Foundation
import Tensors
import Testing

@testable import Figures

@Suite("A tensor that shows itself") struct TensorViewLaws {
  private func html(_ tensor: Tensor) -> String? {
    guard case .text(let html)? = tensor.mimeBundle.contents["text/html"] else { return nil }
    return html
  }

  @Test("A single number is plain text")
  func scalar() {
    #expect(Tensor(2.5).mimeBundle == MIMEBundle(text: "2.5"))
  }

  @Test("A small tensor shows its shape, range, mean and numbers")
  func numbers() {
    let caption = "Tensor [2, 2] · −1 … 4 · mean 1.5"
    let numbers = "[[-1,  1],\n [ 2,  4]]"
    #expect(
      html(Tensor([-1, 1, 2, 4], shape: [2, 2]))
        == "<div style=\"color:#777\">\(caption)</div>"
        + "<pre style=\"font-family:monospace\">\(numbers)</pre>")
  }

  @Test("Elements that are no numbers are counted, and left out of range and mean")
  func notFinite() {
    let view = TensorView(Tensor([1, .nan, 3, .infinity, -.infinity], shape: [5]))
    #expect(view.captionText == "Tensor [5] · 1 … 3 · mean 2 · 1 NaN · 2 infinite")
    #expect(TensorView(Tensor([.nan], shape: [1])).captionText == "Tensor [1] · 1 NaN")
  }

  @Test("A large matrix is a heat map with a pixel for each element")
  func heatMap() throws {
    let matrix = Tensor((0..<600).map { Float($0) }, shape: [20, 30])
    let picture = try #require(html(matrix).flatMap(decodedPicture))
    #expect(picture.width == 30 && picture.height == 20)
    let ends = [ColorMap.sequential.color(at: 0), ColorMap.sequential.color(at: 1)].map(\.bytes)
    #expect(picture.bytes.prefix(3).elementsEqual([ends[0].red, ends[0].green, ends[0].blue]))
    #expect(picture.bytes.suffix(3).elementsEqual([ends[1].red, ends[1].green, ends[1].blue]))
  }

  @Test("Numbers on both sides of zero share a scale on which zero is the middle")
  func signs() {
    let summary = TensorView(Tensor([-1, 3], shape: [2])).summary
    #expect(summary.colorRange == -3...3 && summary.colorMap == .diverging)
  }

  @Test("Of many matrices the first eight are shown, of a huge one evenly spaced elements")
  func cuts() throws {
    let many = try #require(html(.ones([20, 8, 8])))
    #expect(many.components(separatedBy: "<img").count - 1 == 8)
    #expect(many.contains("the first 8 of 20"))
    let picture = try #require(html(.ones([1000, 300])).flatMap(decodedPicture))
    #expect(picture.width == 256 && picture.height == 256)
  }

  @Test("Empty tensors have no range")
  func empty() {
    #expect(TensorView(.zeros([0, 3])).captionText == "Tensor [0, 3]")
    #expect(html(.zeros([0, 3])) != nil)
  }

  private func decodedPicture(_ html: String) -> Raster? {
    guard let start = html.range(of: "base64,"),
      let end = html.range(of: "\"", range: start.upperBound..<html.endIndex),
      let data = Data(base64Encoded: String(html[start.upperBound..<end.lowerBound]))
    else { return nil }
    return PNGDecoder.decode(Array(data))
  }
}

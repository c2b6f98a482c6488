// SPDX-License-Identifier: MIT

// What the field calls a convolution: the kernel is not turned around. Its two adjoints are the transposed convolution
// and the product with respect to the weights; each of the three is differentiated by means of the other two.

/// The convolution of images, or of feature maps, with kernels.
///
/// `y[b, o, i, j] = Σ_{c, k, l} w[o, c, k, l] · x[b, c, i · stride + k · dilation − padding, j · stride + …] + bias[o]`
///
/// - Shapes: `x` `[batch, inputChannels, height, width]`, `weight` `[outputChannels, inputChannels / groups, kernelHeight,
///   kernelWidth]`, `bias` `[outputChannels]` → `[batch, outputChannels, …, …]`.
/// - Requires: Groups that divide both numbers of channels, and a kernel no larger than the padded input.
public func convolution2D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  dilation: Int = 1, groups: Int = 1
) -> Tensor {
  let axis = ConvolutionAxis(stride: stride, padding: padding, dilation: dilation)
  return convolution2D(
    x, weight, bias: bias, vertical: axis, horizontal: axis, groups: groups)
}

/// The convolution of images with kernels that move differently along the two axes, or of which parts are masked away.
///
/// A mask `[kernelHeight, kernelWidth]` keeps a tap where it is 1; taps that are 0 cost no time, and their weights count as
/// 0, as in a model that must not see the pixels after the present one.
///
/// - Shapes: `x` `[batch, inputChannels, height, width]`, `weight` `[outputChannels, inputChannels / groups, kernelHeight,
///   kernelWidth]` → `[batch, outputChannels, …, …]`.
/// - Requires: Groups that divide both numbers of channels, a kernel no larger than the padded input, and a mask of zeros
///   and ones.
public func convolution2D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, vertical: ConvolutionAxis,
  horizontal: ConvolutionAxis, groups: Int = 1, mask: Tensor? = nil
) -> Tensor {
  let name = "convolution2D"
  checkConvolution(
    name, x, weight, channels: weight.rank == 4 ? weight.shape[1] * groups : 0, groups)
  let outputChannels = weight.shape[0]
  checkBias(name, bias, channels: outputChannels)
  guard let rows = vertical.outputSize(input: x.shape[2], kernel: weight.shape[2]),
    let columns = horizontal.outputSize(input: x.shape[3], kernel: weight.shape[3])
  else { fail("\(name): the kernel of \(weight.shape) is larger than the padded \(x.shape)") }
  let taps = keptTaps(name, weight, mask)
  let plan = ConvolutionPlan(
    batch: x.shape[0], groups: groups, channels: (weight.shape[1], outputChannels / groups),
    inputSize: (x.shape[2], x.shape[3]), outputSize: (rows, columns), vertical: vertical,
    horizontal: horizontal, taps: taps.map { ($0 / weight.shape[3], $0 % weight.shape[3]) })
  return plan.convolved(x, weight.keeping(taps), bias)
}

/// The transposed convolution: what a convolution's outputs would send back to its inputs; with a stride it enlarges.
///
/// `⟨convolution2D(x, w), y⟩ = ⟨x, transposedConvolution2D(y, w)⟩`
///
/// - Shapes: `x` `[batch, inputChannels, height, width]`, `weight` `[inputChannels, outputChannels / groups, kernelHeight,
///   kernelWidth]` → `[batch, outputChannels, (height − 1) · stride − 2 · padding + dilation · (kernelHeight − 1) + 1 +
///   outputPadding, …]`.
/// - Requires: Groups that divide both numbers of channels, and an output padding less than the stride.
public func transposedConvolution2D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1
) -> Tensor {
  let axis = ConvolutionAxis(stride: stride, padding: padding, dilation: dilation)
  return transposedConvolution2D(
    x, weight, bias: bias, vertical: axis, horizontal: axis,
    outputPadding: (outputPadding, outputPadding),
    groups: groups)
}

/// The transposed convolution whose kernel moves differently along the two axes.
///
/// - Shapes: As above; the output padding adds rows and columns at the end that the convolution would not have reached.
/// - Requires: Groups that divide both numbers of channels, and an output padding less than the stride.
public func transposedConvolution2D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, vertical: ConvolutionAxis,
  horizontal: ConvolutionAxis, outputPadding: (rows: Int, columns: Int) = (0, 0), groups: Int = 1
) -> Tensor {
  let name = "transposedConvolution2D"
  checkConvolution(name, x, weight, channels: weight.rank > 0 ? weight.shape[0] : 0, groups)
  checkBias(name, bias, channels: weight.shape[1] * groups)
  let rows = vertical.inputSize(output: x.shape[2], kernel: weight.shape[2]) + outputPadding.rows
  let columns =
    horizontal.inputSize(output: x.shape[3], kernel: weight.shape[3]) + outputPadding.columns
  if x.shape[2] < 1 || x.shape[3] < 1
    || vertical.outputSize(input: rows, kernel: weight.shape[2]) != x.shape[2]
    || horizontal.outputSize(input: columns, kernel: weight.shape[3]) != x.shape[3]
  {
    fail(
      "\(name): \(x.shape) and a kernel of \(weight.shape) cannot give \(rows) × \(columns) outputs"
    )
  }
  let taps = keptTaps(name, weight, nil)
  let plan = ConvolutionPlan(
    batch: x.shape[0], groups: groups, channels: (weight.shape[1], x.shape[1] / groups),
    inputSize: (rows, columns), outputSize: (x.shape[2], x.shape[3]), vertical: vertical,
    horizontal: horizontal, taps: taps.map { ($0 / weight.shape[3], $0 % weight.shape[3]) })
  return plan.transposed(x, weight.keeping(taps), bias)
}

extension ConvolutionPlan {
  /// The convolution `y = w ∗ x`.
  func convolved(_ x: Tensor, _ w: Tensor, _ bias: Tensor? = nil) -> Tensor {
    let value = ConvolutionKernel.convolved(x, w, adding: bias, self)
    return traced(value, [(x, { transposed($0, w) }), (w, { weights(x, $0) })], bias)
  }

  /// Its adjoint with respect to `x`.
  func transposed(_ y: Tensor, _ w: Tensor, _ bias: Tensor? = nil) -> Tensor {
    let value = ConvolutionKernel.transposed(y, w, adding: bias, self)
    return traced(value, [(y, { convolved($0, w) }), (w, { weights($0, y) })], bias)
  }

  /// The value with its pullbacks; a bias receives the sum over images and pixels.
  private func traced(
    _ value: Tensor, _ pullbacks: [(Tensor, Tape.Pullback)], _ bias: Tensor?
  ) -> Tensor {
    guard let bias else { return value.traced(from: pullbacks) }
    return value.traced(from: pullbacks + [(bias, { $0.sum(alongAxes: [0, 2, 3]) })])
  }

  /// Its adjoint with respect to `w`.
  func weights(_ x: Tensor, _ y: Tensor) -> Tensor {
    ConvolutionKernel.weights(x, y, self).traced(
      from: x, { transposed(y, $0) }, from: y, { convolved(x, $0) })
  }
}

extension Tensor {
  /// The weights of some taps of each kernel.
  ///
  /// - Shapes: `[outputChannels, inputChannels, kernelHeight, kernelWidth]` → `[outputChannels, inputChannels, taps]`.
  fileprivate func keeping(_ taps: [Int]) -> Tensor {
    let flat = reshaped(shape[0], shape[1], shape[2] * shape[3])
    return taps.count == shape[2] * shape[3] ? flat : flat.gathered(taps, alongAxis: 2)
  }
}

/// The taps that a mask keeps; without a mask, all of them.
private func keptTaps(_ name: String, _ weight: Tensor, _ mask: Tensor?) -> [Int] {
  let all = Array(0..<weight.shape[2] * weight.shape[3])
  guard let mask else { return all }
  if mask.shape.sizes != Array(weight.shape.sizes[2...]) {
    fail("\(name): a mask of shape \(mask.shape) does not fit kernels of shape \(weight.shape)")
  }
  let scalars = mask.scalars
  if let other = scalars.first(where: { $0 != 0 && $0 != 1 }) {
    fail("\(name): a mask holds zeros and ones, not \(other)")
  }
  return all.filter { scalars[$0] == 1 }
}

/// Traps unless a bias has a number for each channel of the outputs.
private func checkBias(_ name: String, _ bias: Tensor?, channels: Int) {
  if let bias, bias.shape != [channels] {
    fail("\(name): a bias of shape \(bias.shape) does not fit \(channels) output channels")
  }
}

/// Traps unless images and kernels have four axes, and channels that fit.
private func checkConvolution(
  _ name: String, _ x: Tensor, _ weight: Tensor, channels: Int, _ groups: Int
) {
  if x.rank != 4 || weight.rank != 4 {
    fail("\(name): images of shape \(x.shape) and kernels of shape \(weight.shape) need four axes")
  }
  if groups < 1 || x.shape[1] != channels || weight.shape[0] % groups != 0 {
    fail(
      "\(name): images of shape \(x.shape) and kernels of shape \(weight.shape) do not fit "
        + "in \(groups) groups of channels")
  }
}

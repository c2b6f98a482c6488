// SPDX-License-Identifier: MIT

/// The convolution of sequences with kernels.
///
/// `y[b, o, i] = Σ_{c, k} w[o, c, k] · x[b, c, i · stride + k · dilation − padding]`
///
/// - Shapes: `x` `[batch, inputChannels, length]`, `weight` `[outputChannels, inputChannels / groups, kernelSize]` →
///   `[batch, outputChannels, …]`.
/// - Requires: Groups that divide both numbers of channels, and a kernel no longer than the padded input.
public func convolution1D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  dilation: Int = 1, groups: Int = 1
) -> Tensor {
  let axis = ConvolutionAxis(stride: stride, padding: padding, dilation: dilation)
  return convolution1D(x, weight, bias: bias, axis: axis, groups: groups)
}

/// The convolution of sequences with a padding for each side: all of it before makes an output see only the past.
///
/// - Shapes: `x` `[batch, inputChannels, length]`, `weight` `[outputChannels, inputChannels / groups, kernelSize]` →
///   `[batch, outputChannels, …]`.
/// - Requires: Groups that divide both numbers of channels, and a kernel no longer than the padded input.
public func convolution1D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, axis: ConvolutionAxis, groups: Int = 1
) -> Tensor {
  let (images, kernels) = oneRow("convolution1D", x, weight)
  return convolution2D(
    images, kernels, bias: bias, vertical: ConvolutionAxis(), horizontal: axis, groups: groups
  ).squeezed(atAxis: 2)
}

/// The transposed convolution of sequences: what a convolution's outputs would send back to its inputs.
///
/// - Shapes: `x` `[batch, inputChannels, length]`, `weight` `[inputChannels, outputChannels / groups, kernelSize]` →
///   `[batch, outputChannels, (length − 1) · stride − 2 · padding + dilation · (kernelSize − 1) + 1 + outputPadding]`.
/// - Requires: Groups that divide both numbers of channels, and an output padding less than the stride.
public func transposedConvolution1D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1
) -> Tensor {
  let (images, kernels) = oneRow("transposedConvolution1D", x, weight)
  return transposedConvolution2D(
    images, kernels, bias: bias, vertical: ConvolutionAxis(),
    horizontal: ConvolutionAxis(stride: stride, padding: padding, dilation: dilation),
    outputPadding: (0, outputPadding), groups: groups
  ).squeezed(atAxis: 2)
}

/// Sequences and their kernels as images of one row.
private func oneRow(_ name: String, _ x: Tensor, _ weight: Tensor) -> (Tensor, Tensor) {
  if x.rank != 3 || weight.rank != 3 {
    fail("\(name): sequences \(x.shape) and kernels \(weight.shape) need three axes")
  }
  return (x.expanded(atAxis: 2), weight.expanded(atAxis: 2))
}

// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

// The numbers are those of PyTorch 2.13 with the same weights, biases and inputs, which `wave` makes.

@Suite("Layers give PyTorch's numbers") struct TorchLaws {
  private var rng = PCG32(seed: 1)

  @Test("Convolution with stride, padding and groups") mutating func convolution2D() {
    let layer = Conv2D(4, 6, kernelSize: 3, stride: 2, padding: 1, groups: 2, using: &rng)
    layer.weight = wave([6, 2, 3, 3], 1)
    layer.bias?.wrappedValue = wave([6], 2)
    expectNear(
      layer(wave([1, 4, 5, 5], 3)),
      [
        0.6689406, 0.4030796, 0.2784341, 0.4991694, 0.2262376, 0.6554489, 0.1972445, 0.7249658,
        0.4370207, 0.0172142, -0.4531782, 0.1361608, -0.2948499, 0.1771288, -0.1493447,
        0.0324240, 0.0480639, -0.2236727, -0.7421232, -0.3245720, -0.3899741, -0.4717188,
        -0.3509887, -0.6749202, -0.2753319, -0.8080965, -0.4325230, -0.1605406, -0.3860077,
        0.0212974, -0.3415930, -0.0706169, -0.1492408, -0.0635621, -0.0977445, -0.4326297,
        0.3432952, 0.5096395, 0.4417651, 0.3090842, 0.6569065, 0.1831000, 0.5378575, 0.0307229,
        0.5574270, 0.3901108, 0.5619359, 0.1765186, 0.5821954, 0.1990550, 0.4304701, 0.2303907,
        0.4281118, 0.5931475,
      ])
  }

  @Test("Transposed convolution with stride, padding and groups") mutating func transposed2D() {
    let layer = ConvTranspose2D(
      4, 2, kernelSize: 4, stride: 2, padding: 1, outputPadding: 1, groups: 2, using: &rng)
    layer.weight = wave([4, 1, 4, 4], 1)
    layer.bias?.wrappedValue = wave([2], 2)
    expectNear(
      layer(wave([1, 4, 2, 2], 3)),
      [
        0.4817058, 0.2481953, 0.1022122, 0.3389045, 0.6070846, 0.7660719, 0.9646292, 0.4184187,
        0.2434702, 0.1800851, 0.4822342, 0.8518794, 0.9141443, 0.5556526, 0.1997282, 0.2199893,
        0.1448720, 0.5585124, 0.6248918, 0.6243882, 0.3765035, 0.1383079, 0.1938129, 0.4205359,
        0.6486343, -0.2926104, -0.3469626, 0.0783900, 0.1383486, 0.0783337, -0.0289978,
        -0.3066917, -0.6000297, -0.2992527, 0.1275503, 0.2085766, 0.2363466, -0.4041038,
        -0.4254376, -0.2348467, -0.0750490, 0.1521822, 0.2591944, 0.0216388, -0.2555685,
        -0.2670959, -0.2239137, 0.2084494, 0.1548765, -0.0261654,
      ])
  }

  @Test("Dilated convolution of sequences") mutating func convolution1D() {
    let layer = Conv1D(2, 3, kernelSize: 3, padding: 2, dilation: 2, using: &rng)
    layer.weight = wave([3, 2, 3], 1)
    layer.bias?.wrappedValue = wave([3], 2)
    expectNear(
      layer(wave([1, 2, 6], 3)),
      [
        0.7447888, 0.4275263, 0.4206161, 0.2364914, 0.3213619, 0.3753648, -0.1253363, -0.0961203,
        -0.0536738, -0.1906513, -0.3648276, -0.2019702, -0.7919995, -0.4715843, -0.4600937,
        -0.2907503, -0.3944163, -0.4308451,
      ])
  }

  @Test("Transposed convolution of sequences") mutating func transposed1D() {
    let layer = ConvTranspose1D(
      2, 3, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, using: &rng)
    layer.weight = wave([2, 3, 3], 1)
    layer.bias?.wrappedValue = wave([3], 2)
    expectNear(
      layer(wave([1, 2, 4], 3)),
      [
        0.7139308, 0.3371082, 0.2652400, 0.3830792, 0.0940333, 0.5338997, 0.4511291, 0.3460575,
        -0.2730447, 0.2746074, -0.0445645, 0.0457620, 0.1336539, -0.3656738, 0.0005201,
        0.0181786, -0.4742164, -0.8925105, -0.3572478, -0.6062288, -0.4447902, -0.1597004,
        -0.6085937, -0.5291599,
      ])
  }

  @Test("Batch normalisation in training") mutating func batchNorm() {
    let layer = BatchNorm(2)
    (layer.scale, layer.offset) = (wave([2], 1), wave([2], 2))
    expectNear(
      layer(wave([2, 2, 2, 2], 3), using: &rng),
      [
        0.5795082, -0.0573135, 0.1142863, 0.8429135, 0.4243976, -0.1400514, -0.6433281,
        -0.3481309, 0.9404504, 1.0039172, 0.3211000, -0.1076724, -0.2355203, 0.3837889,
        0.2968432, -0.3689818,
      ])
  }

  @Test("Running means of two batches") mutating func runningMean() {
    let layer = BatchNorm(2)
    (layer.scale, layer.offset) = (wave([2], 1), wave([2], 2))
    _ = layer(wave([2, 2, 2, 2], 3), using: &rng)
    _ = layer(wave([2, 2, 2, 2], 4, scale: 2), using: &rng)
    expectNear(
      layer.runningMean,
      [
        -0.0226948, -0.0103761,
      ])
  }

  @Test("Running variances of two batches") mutating func runningVariance() {
    let layer = BatchNorm(2)
    (layer.scale, layer.offset) = (wave([2], 1), wave([2], 2))
    _ = layer(wave([2, 2, 2, 2], 3), using: &rng)
    _ = layer(wave([2, 2, 2, 2], 4, scale: 2), using: &rng)
    expectNear(
      layer.runningVariance,
      [
        1.0746752, 1.0402058,
      ])
  }

  @Test("Batch normalisation in use after two batches") mutating func batchNormInUse() {
    let layer = BatchNorm(2)
    (layer.scale, layer.offset) = (wave([2], 1), wave([2], 2))
    _ = layer(wave([2, 2, 2, 2], 3), using: &rng)
    _ = layer(wave([2, 2, 2, 2], 4, scale: 2), using: &rng)
    expectNear(
      layer(wave([2, 2, 2, 2], 5)),
      [
        0.2692684, 0.4672714, 0.6602759, 0.5655298, -0.2030076, -0.2351009, -0.0327626,
        0.1075812, 0.5253702, 0.2939813, 0.3114643, 0.5522066, 0.1047658, -0.0584419, -0.2460239,
        -0.1831721,
      ])
  }

  @Test("Layer normalisation") mutating func layerNorm() {
    let layer = LayerNorm(4)
    (layer.scale, layer.offset) = (wave([4], 1), wave([4], 2))
    expectNear(
      layer(wave([2, 4], 3)),
      [
        0.7003478, -0.5224915, -0.3393457, -0.8342034, 1.1024357, -0.0438024, -0.2324689,
        0.0286346,
      ])
  }

  @Test("Group normalisation") mutating func groupNorm() {
    let layer = GroupNorm(4, groups: 2)
    (layer.scale, layer.offset) = (wave([4], 1), wave([4], 2))
    expectNear(
      layer(wave([2, 4, 1, 3], 3)),
      [
        0.5428351, -0.1486610, 0.0376715, 0.2527460, 0.4627283, -0.1260726, -0.2603705,
        -0.4189532, -0.7741593, -0.8724378, -0.1211916, 0.3505505, 0.3109912, 1.0377418,
        0.9357122, -0.3449722, -0.6249943, -0.0823913, -0.7270859, -0.6039440, -0.2423435,
        0.5341940, -0.1850901, -0.7260103,
      ])
  }

  @Test("Instance normalisation") mutating func instanceNorm() {
    let layer = InstanceNorm(2)
    layer.normalization.scale = wave([2], 1)
    layer.normalization.offset = wave([2], 2)
    expectNear(
      layer(wave([2, 2, 3], 3)),
      [
        1.0290745, 0.0332696, 0.3016020, 0.0072401, 0.3285369, -0.5723955, 0.0156924, 0.3262834,
        1.0219703, 0.4083244, -0.1478482, -0.4970947,
      ])
  }

  @Test("Gated recurrent unit") mutating func gru() {
    let layer = GRU(3, 2, using: &rng)
    layer.cell.inputWeight = wave([3, 6], 1)
    layer.cell.stateWeight = wave([2, 6], 2)
    (layer.cell.inputBias, layer.cell.stateBias) = (wave([6], 3), wave([6], 4))
    expectNear(
      layer(wave([2, 3, 3], 5, scale: 1.5)),
      [
        0.2434631, -0.0868815, 0.0559512, 0.2461046, 0.6373297, 0.2162897, 0.0155113, -0.1355186,
        0.2636470, 0.4843708, 0.5953024, 0.3571186,
      ])
  }

  @Test("Outputs of a long short-term memory") mutating func lstm() {
    let layer = LSTM(3, 2, using: &rng)
    layer.cell.inputWeight = wave([3, 8], 1)
    layer.cell.stateWeight = wave([2, 8], 2)
    (layer.cell.inputBias, layer.cell.stateBias) = (wave([8], 3), wave([8], 4))
    expectNear(
      layer(wave([2, 3, 3], 5, scale: 1.5)),
      [
        0.0328031, -0.0498164, 0.1383862, 0.0422245, 0.0829198, -0.0823611, 0.0559699,
        -0.0356853, 0.0599666, 0.0370203, 0.0420869, -0.0366202,
      ])
  }

  @Test("Last memory of a long short-term memory") mutating func lstmCell() {
    let layer = LSTM(3, 2, using: &rng)
    layer.cell.inputWeight = wave([3, 8], 1)
    layer.cell.stateWeight = wave([2, 8], 2)
    (layer.cell.inputBias, layer.cell.stateBias) = (wave([8], 3), wave([8], 4))
    let steps = wave([2, 3, 3], 5, scale: 1.5).transposed(1, 0, 2)
    let states = layer.run([steps[0], steps[1], steps[2]])
    expectNear(
      states[2].cell,
      [
        0.2559591, -0.1332453, 0.2563007, -0.0610721,
      ])
  }

  @Test("Attention with two heads") mutating func attention() {
    let layer = SelfAttention(4, headCount: 2, using: &rng)
    layer.projections.weight = wave([4, 12], 1)
    layer.projections.bias?.wrappedValue = wave([12], 2)
    layer.output.weight = wave([4, 4], 3)
    layer.output.bias?.wrappedValue = wave([4], 4)
    expectNear(
      layer(wave([1, 3, 4], 5, scale: 1.5)),
      [
        -0.0481044, -0.7004118, -0.3266143, 0.5256740, -0.0492592, -0.7027788, -0.3267257,
        0.5279813, -0.0451801, -0.6979277, -0.3282096, 0.5223364,
      ])
  }

  @Test("Causal attention with two heads") mutating func causalAttention() {
    let layer = SelfAttention(4, headCount: 2, isCausal: true, using: &rng)
    layer.projections.weight = wave([4, 12], 1)
    layer.projections.bias?.wrappedValue = wave([12], 2)
    layer.output.weight = wave([4, 4], 3)
    layer.output.bias?.wrappedValue = wave([4], 4)
    expectNear(
      layer(wave([1, 3, 4], 5, scale: 1.5)),
      [
        -0.1586550, -0.7410626, -0.2378118, 0.6138340, -0.1093437, -0.8050449, -0.3213535,
        0.6331216, -0.0451801, -0.6979277, -0.3282096, 0.5223364,
      ])
  }

  @Test("Linear layer with weight norm") mutating func weightNorm() {
    let base = Linear(3, 2, using: &rng)
    base.weight = wave([3, 2], 2)
    base.bias?.wrappedValue = wave([2], 3)
    let layer = WeightNorm(base)
    layer.magnitude = wave([1, 2], 1)
    expectNear(
      layer(wave([2, 3], 4)),
      [
        0.1225160, -0.3166925, 0.0690347, -0.6544279,
      ])
  }

  @Test("Sines and cosines of times") mutating func sinusoidal() {
    let times = Tensor([Float]([0, 1, 7, 250]))
    expectNear(
      SinusoidalEmbedding(8)(times),
      [
        0.0000000, 0.0000000, 0.0000000, 0.0000000, 1.0000000, 1.0000000, 1.0000000, 1.0000000,
        0.8414710, 0.0998334, 0.0099998, 0.0010000, 0.5403023, 0.9950042, 0.9999500, 0.9999995,
        0.6569866, 0.6442176, 0.0699428, 0.0069999, 0.7539023, 0.7648422, 0.9975510, 0.9999755,
        -0.9705280, -0.1323536, 0.5984721, 0.2474039, 0.2409883, 0.9912025, -0.8011436,
        0.9689124,
      ])
  }

}

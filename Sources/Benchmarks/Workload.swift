// SPDX-License-Identifier: MIT

/// A fixed piece of work, the same as the twin's in another framework.
struct Workload: Sendable {
  let name: String
  /// The examples of one step.
  let batchSize: Int
  /// The scalars that training changes; the model that is made must have just as many.
  let parameterCount: Int
  /// The multiplications and additions of a step's only matrix product, where it is one.
  var productOperations: Int?
  /// Makes the model, its data and its optimiser.
  let prepare: @Sendable () -> Prepared

  /// A workload that is ready to run.
  struct Prepared {
    let parameterCount: Int
    /// One step; its loss, where it has one.
    let step: () -> Float?
  }

  static let all: [Workload] =
    products + energyModels + denseModels + convolutionalModels + autoregressiveModels + flows
    + diffusionModels + densities
}

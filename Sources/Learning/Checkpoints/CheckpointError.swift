// SPDX-License-Identifier: MIT

public import Tensors

/// Why a checkpoint was not read or written; a model that was to be loaded is as it was.
public enum CheckpointError: Error, Sendable, Equatable {
  /// There is no such file.
  case missing(path: String)
  /// The system does not let the file be read.
  case unreadable(path: String, reason: String)
  /// The system does not let the file be written; what was there before is still there.
  case unwritable(path: String, reason: String)
  /// The file is of another kind, or its header is damaged.
  case notSafetensors(path: String, reason: String)
  /// The file ends too soon.
  case truncated(path: String, expectedBytes: Int, actualBytes: Int)
  /// The header claims a length that no header has.
  case headerTooLong(path: String, byteCount: UInt64)
  /// The places of the tensors in the file overlap, leave gaps or do not fit their shapes.
  case invalidOffsets(path: String, tensor: String, reason: String)
  /// A tensor's numbers are not of single precision.
  case unsupportedType(path: String, tensor: String, type: String)
  /// The file lacks a tensor that the model has.
  case missingTensor(path: String, tensor: String)
  /// The file holds a tensor that the model lacks.
  case unexpectedTensor(path: String, tensor: String)
  /// A tensor has another shape in the file than in the model.
  case shapeMismatch(path: String, tensor: String, inFile: Shape, inModel: Shape)
  /// The file does not hold the state of such an optimizer or training.
  case otherState(path: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
  /// What happened and what to do about it.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path) does not exist. Check the name and the working directory, or save a model there first."
    case .unreadable(let path, let reason):
      "Cannot read \(path): \(reason). Make the file readable for your account."
    case .unwritable(let path, let reason):
      "Cannot write \(path): \(reason). Choose a folder that exists and is yours, with room left."
    case .notSafetensors(let path, let reason):
      "\(path) is not a safetensors file: \(reason). Save the model again, or name another file."
    case .truncated(let path, let expected, let actual):
      """
      \(path) is cut off: it has \(actual) of at least \(expected) bytes. \
      Copy or save it again.
      """
    case .headerTooLong(let path, let count):
      """
      \(path) is not a safetensors file: its header claims \(count) bytes. \
      Name a file that was saved as safetensors.
      """
    case .invalidOffsets(let path, let tensor, let reason):
      "\(path) is damaged at \(tensor): \(reason). Copy or save it again."
    case .unsupportedType(let path, let tensor, let type):
      "\(path) holds \(tensor) as \(type). Convert it to F32 where it was written."
    default: mismatch
    }
  }

  /// What does not fit the model.
  private var mismatch: String {
    switch self {
    case .missingTensor(let path, let tensor):
      "\(path) has no tensor \(tensor). Build the model with the sizes and layers that were saved."
    case .unexpectedTensor(let path, let tensor):
      """
      \(path) has a tensor \(tensor) for which the model has no place. \
      Build the model with the sizes and layers that were saved.
      """
    case .shapeMismatch(let path, let tensor, let inFile, let inModel):
      """
      \(path) has \(tensor) in the shape \(inFile), the model in \(inModel). \
      Build the model with the sizes that were saved.
      """
    case .otherState(let path, let reason):
      "\(path) cannot be resumed: \(reason). Build the training as it was when it was saved."
    default: "the checkpoint does not fit"
    }
  }
}

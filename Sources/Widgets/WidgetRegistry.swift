// SPDX-License-Identifier: MIT

import Display
import Synchronization

/// The session's widgets, for front ends that come later: a page that was loaded anew asks for all of them at once.
enum WidgetRegistry {
  private static let controlTarget = "jupyter.widget.control"
  private static let models = Mutex<[String: WidgetModel]>([:])

  /// Answers are given from the first widget on; before it nobody can have anything to ask.
  private static let isAnswering: Bool = {
    Comm.registerOfLibrary(target: controlTarget) { comm, _ in
      comm.onArrival { [weak comm] message in
        if message.data["method"]?.stringValue == "request_states" { comm?.send(states()) }
        return nil
      }
    }
    return true
  }()

  static func add(_ model: WidgetModel) {
    _ = isAnswering
    models.withLock { $0[model.id] = model }
  }

  static func remove(_ model: WidgetModel) { models.withLock { $0[model.id] = nil } }

  /// The states of all widgets, with their bytes apart.
  private static func states() -> Comm.Message {
    var states: [String: JSON] = [:]
    var paths: [JSON] = []
    var buffers: [[UInt8]] = []
    for (id, model) in models.withLock({ $0 }) {
      let (state, binary) = model.snapshot
      states[id] = [
        "model_name": state["_model_name"] ?? .null,
        "model_module": state["_model_module"] ?? .null,
        "model_module_version": state["_model_module_version"] ?? .null,
        "state": .object(state),
      ]
      for (key, bytes) in binary {
        paths.append(.array([.string(id), "state", .string(key)]))
        buffers.append(bytes)
      }
    }
    return Comm.Message(
      ["method": "update_states", "states": .object(states), "buffer_paths": .array(paths)],
      buffers: buffers)
  }
}

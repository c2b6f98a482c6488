// SPDX-License-Identifier: MIT

import Tensors

/// What a walk through a module's stored properties meets.
enum ModulePart {
  case parameter(Parameter)
  case buffer(Buffer)
  case module(any Module)
}

/// A walk through a module's stored properties and those of the values inside it, in the order of their declaration.
struct ModuleWalk {
  private let visit: (_ part: ModulePart, _ path: String, _ owner: String?) -> Void
  private var seen: Set<ObjectIdentifier> = []

  /// Calls a body with each part, the path of names to it, and the path of the innermost module that holds it.
  ///
  /// An object that is found twice is visited twice, but its own properties only once.
  static func visit(
    _ module: any Module,
    _ body: @escaping (_ part: ModulePart, _ path: String, _ owner: String?) -> Void
  ) {
    var walk = ModuleWalk(visit: body)
    walk.enter(module, at: "", owner: nil)
  }

  private init(visit: @escaping (ModulePart, String, String?) -> Void) { self.visit = visit }

  private mutating func enter(_ value: Any, at path: String, owner: String?) {
    switch value {
    case let leaf as Parameter: return visit(.parameter(leaf), path, owner)
    case let leaf as Buffer: return visit(.buffer(leaf), path, owner)
    // A tensor has no parts, and its storage is none of this walk's business.
    case is Tensor: return
    default: break
    }
    let module = value as? any Module
    if let module { visit(.module(module), path, owner) }
    // The cast has looked into optionals; walking the optional would meet the module again.
    enterParts(of: module ?? value, at: path, owner: module == nil ? owner : path)
  }

  private mutating func enterParts(of value: Any, at path: String, owner: String?) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      if let wrapped = mirror.children.first { enter(wrapped.value, at: path, owner: owner) }
    case .collection where mirror.children.first.map({ isPlain($0.value) }) ?? true: break
    case .dictionary, .set: refuseParts(of: mirror, at: path)
    case .class:
      if seen.insert(ObjectIdentifier(value as AnyObject)).inserted {
        enterChildren(of: mirror, at: path, owner: owner)
      }
    default: enterChildren(of: mirror, at: path, owner: owner)
    }
  }

  private mutating func enterChildren(of mirror: Mirror, at path: String, owner: String?) {
    if let parent = mirror.superclassMirror { enterChildren(of: parent, at: path, owner: owner) }
    for (index, child) in mirror.children.enumerated() {
      let name = child.label.map(propertyName) ?? "\(index)"
      enter(child.value, at: path.isEmpty ? name : "\(path).\(name)", owner: owner)
    }
  }

  /// The name of a property: a wrapper's storage has an underscore before it, a tuple's element a dot.
  private func propertyName(_ label: String) -> String {
    label.hasPrefix("_") || label.hasPrefix(".") ? String(label.dropFirst()) : label
  }

  /// Whether an array's elements are numbers or texts, of which there may be millions and none has parts.
  private func isPlain(_ value: Any) -> Bool {
    value is any Numeric || value is any StringProtocol || value is Bool
  }

  /// Traps where parameters stand in no fixed order.
  private func refuseParts(of mirror: Mirror, at path: String) {
    var walk = ModuleWalk { part, _, _ in
      if case .module = part { return }
      fail(
        "module: a parameter hides in the dictionary or set '\(path)', which has no fixed order; "
          + "keep it in a property or an array")
    }
    for child in mirror.children { walk.enter(child.value, at: path, owner: nil) }
  }
}

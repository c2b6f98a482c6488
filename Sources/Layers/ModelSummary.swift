// SPDX-License-Identifier: MIT

public import Display
public import Tensors

/// The layers of a model with their weights and the number of their parameters, shown as a table.
public struct ModelSummary: RichDisplay, CustomStringConvertible, Sendable {
  /// One layer, or another innermost part of a model.
  public struct Row: Sendable, Equatable {
    /// The path of property names to it; empty for the model itself.
    public let path: String
    /// The name of its type.
    public let type: String
    /// The shapes of its own parameters, in the order of their declaration.
    public let weights: [Shape]
    /// The shape of its output for the example input; none without one.
    public let output: Shape?
    /// The number of scalars in its parameters, those of an earlier row left out.
    public let parameterCount: Int
  }

  /// The name of the model's type.
  public let name: String
  /// The layers in the order of their declaration.
  public let rows: [Row]
  /// The number of scalars in all parameters: what training changes.
  public let parameterCount: Int
  /// The number of scalars in all buffers, such as running statistics.
  public let bufferCount: Int

  /// The table with its totals as text.
  public var description: String {
    guard case .text(let table)? = table.mimeBundle.contents["text/plain"] else { return totals }
    return "\(name)\n\(table)\n\(totals)"
  }

  /// The table with its totals for web pages, for documents and for the terminal.
  public var mimeBundle: MIMEBundle {
    var bundle = table.mimeBundle
    bundle.contents["text/plain"] = .text(description)
    if case .text(let html)? = bundle.contents["text/html"] {
      bundle.contents["text/html"] = .text("\(html)\n<p>\(totals.htmlEscaped)</p>")
    }
    if case .text(let markdown)? = bundle.contents["text/markdown"] {
      bundle.contents["text/markdown"] = .text("\(markdown)\n\n\(totals)")
    }
    return bundle
  }

  private var totals: String {
    let parameters = "Parameters: \(NumberText.grouped(parameterCount))"
    return bufferCount == 0
      ? parameters : "\(parameters); not trained: \(NumberText.grouped(bufferCount))"
  }

  private var table: Table {
    let shapes = rows.map { row in
      row.output.map { "\($0)" } ?? row.weights.map { "\($0)" }.joined(separator: " + ")
    }
    let isTraced = rows.contains { $0.output != nil }
    return Table(columns: [
      "layer": rows.map(\.path), "type": rows.map(\.type), isTraced ? "output" : "weights": shapes,
      "parameters": rows.map(\.parameterCount),
    ])
  }
}

extension Module {
  /// The table of the model's layers with the shapes of their weights.
  public func summary() -> ModelSummary {
    ModelSummary(self, rows: moduleRows(self, at: ""))
  }
}

extension Layer {
  /// The table of the layers of a chain with the shape of what each gives for an example input.
  ///
  /// Layers that are no chain, such as a residual block, are one row.
  public func summary(on x: Tensor) -> ModelSummary {
    var (rows, counted) = ([ModelSummary.Row](), Set<ObjectIdentifier>())
    withoutGradient { _ = trace(self, x, at: "", into: &rows, &counted) }
    return ModelSummary(self, rows: rows)
  }
}

extension ModelSummary {
  fileprivate init(_ model: any Module, rows: [Row]) {
    name = String(describing: type(of: model))
    self.rows = rows
    parameterCount = model.parameterCount
    bufferCount = model.buffers.reduce(0) { $0 + $1.buffer.value.elementCount }
  }
}

/// The innermost modules, and those that have parameters of their own beside other modules.
private func moduleRows(_ model: any Module, at path: String) -> [ModelSummary.Row] {
  var (order, types) = ([String](), [String: String]())
  var (own, holds): ([String: [Parameter]], Set<String>) = ([:], [])
  ModuleWalk.visit(model) { part, path, owner in
    switch part {
    case .module(let module):
      order.append(path)
      types[path] = String(describing: type(of: module))
      if let owner { holds.insert(owner) }
    case .parameter(let parameter): own[owner ?? "", default: []].append(parameter)
    case .buffer: break
    }
  }
  var counted: Set<ObjectIdentifier> = []
  return order.filter { !holds.contains($0) || own[$0] != nil }.map { path in
    ModelSummary.Row(
      path: path, type: types[path] ?? "", weights: (own[path] ?? []).map(\.value.shape),
      output: nil, parameterCount: count(own[path] ?? [], &counted))
  }
}

/// The output of a layer; each link of a chain adds a row with its own.
private func trace(
  _ layer: any Layer, _ x: Tensor, at path: String, into rows: inout [ModelSummary.Row],
  _ counted: inout Set<ObjectIdentifier>
) -> Tensor {
  if let chain = layer as? any LayerChain {
    return chain.links.enumerated().reduce(x) { value, link in
      let name = path.isEmpty ? "\(link.offset)" : "\(path).\(link.offset)"
      return trace(link.element, value, at: name, into: &rows, &counted)
    }
  }
  let y = layer(x)
  let parameters = layer.parameters.map(\.parameter)
  rows.append(
    ModelSummary.Row(
      path: path, type: String(describing: type(of: layer)),
      weights: parameters.map(\.value.shape), output: y.shape,
      parameterCount: count(parameters, &counted)))
  return y
}

/// The number of scalars in parameters that were not counted before.
private func count(_ parameters: [Parameter], _ counted: inout Set<ObjectIdentifier>) -> Int {
  parameters.reduce(0) { total, parameter in
    counted.insert(ObjectIdentifier(parameter)).inserted
      ? total + parameter.value.elementCount : total
  }
}

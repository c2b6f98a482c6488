// SPDX-License-Identifier: MIT

import Display

/// The names by which front ends find the code that draws a widget.
struct WidgetKind {
  private let module: String
  private let version: String
  private let model: String
  private let viewModule: String
  private let viewVersion: String
  private let view: String

  private static let base = "@jupyter-widgets/base"
  private static let controls = "@jupyter-widgets/controls"
  private static let controlsVersion = "2.0.0"

  /// What the person sees and moves.
  static func control(_ name: String, view: String? = nil) -> WidgetKind {
    WidgetKind(
      module: controls, version: controlsVersion, model: "\(name)Model", viewModule: controls,
      viewVersion: controlsVersion, view: "\(view ?? name)View")
  }

  /// The colours and widths of a control.
  static func style(_ name: String) -> WidgetKind {
    WidgetKind(
      module: controls, version: controlsVersion, model: "\(name)StyleModel", viewModule: base,
      viewVersion: "2.0.0", view: "StyleView")
  }

  /// The place that a widget takes on the page.
  static let layout = WidgetKind(
    module: base, version: "2.0.0", model: "LayoutModel", viewModule: base, viewVersion: "2.0.0",
    view: "LayoutView")

  /// A place for outputs of any kind.
  static let output = WidgetKind(
    module: "@jupyter-widgets/output", version: "1.0.0", model: "OutputModel",
    viewModule: "@jupyter-widgets/output", viewVersion: "1.0.0", view: "OutputView")

  /// The part of a widget's state that names its kind.
  var state: [String: JSON] {
    [
      "_model_module": .string(module), "_model_module_version": .string(version),
      "_model_name": .string(model), "_view_count": .null, "_view_module": .string(viewModule),
      "_view_module_version": .string(viewVersion), "_view_name": .string(view),
    ]
  }
}

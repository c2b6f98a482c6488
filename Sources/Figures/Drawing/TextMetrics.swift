// SPDX-License-Identifier: MIT

/// The widths of letters, known without a font so that every machine lays figures out alike.
///
/// They are those of a wide sans-serif face; in a narrower one there is a little more room.
enum TextMetrics {
  /// The width of a line of text, in pixels.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let units = RichText.parts(text).reduce(0.0) { units, part in
      let letters = part.text.unicodeScalars.reduce(0) { $0 + advance($1) }
      return units + letters * (part.level == .base ? 1 : RichText.smallness)
    }
    return units * size * (isBold ? 1.09 : 1)
  }

  /// The size at which a line fits into a width: the wanted one, or a smaller one that can still be read.
  static func fitting(_ text: String, width: Double, size: Double, isBold: Bool = false) -> Double {
    let needed = self.width(text, size: size, isBold: isBold)
    return needed <= width ? size : max(8, (size * width / needed * 4).rounded(.down) / 4)
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "'": 0.28
    case " ", "I", ".", ",", ":", ";", "|", "f", "t", "(", ")", "[", "]", "!", "/": 0.37
    case "\u{202F}", "\u{2009}": 0.2
    case "r", "⁰"..."ₜ", "²", "³", "¹": 0.41
    case "s", "c", "z", "J", "-": 0.54
    case "m", "M", "W", "w", "%", "@": 0.9
    case "+", "<", "=", ">", "~", "−", "±", "×", "O", "Q", "G", "D", "H", "N", "U": 0.8
    case "A"..."Z": 0.67
    case _ where scalar.value >= 0x2E80: 1
    default: 0.63
    }
  }
}

// SPDX-License-Identifier: MIT

/// A colour of the screen: red, green and blue in 0…1, and how opaque it is.
public struct Color: Sendable, Hashable {
  /// The amount of red in 0…1.
  public var red: Double
  /// The amount of green in 0…1.
  public var green: Double
  /// The amount of blue in 0…1.
  public var blue: Double
  /// The opacity in 0…1.
  public var opacity: Double

  /// Makes a colour from its parts.
  public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// Makes a grey between black at 0 and white at 1.
  public init(grey: Double) { self.init(red: grey, green: grey, blue: grey) }

  /// Makes a colour from 24 bits, as in `Color(rgb: 0x3747C0)`.
  public init(rgb: UInt32) {
    let part = { (shift: UInt32) in Double((rgb >> shift) & 0xFF) / 255 }
    self.init(red: part(16), green: part(8), blue: part(0))
  }

  /// The same colour, so opaque.
  public func opacity(_ opacity: Double) -> Color {
    Color(red: red, green: green, blue: blue, opacity: opacity)
  }

  /// Red, green and blue as bytes.
  var bytes: (red: UInt8, green: UInt8, blue: UInt8) {
    (Self.byte(red), Self.byte(green), Self.byte(blue))
  }

  /// The colour without its opacity as SVG writes it.
  var hex: String {
    let digits = [bytes.red, bytes.green, bytes.blue].map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "#" + digits.joined()
  }

  static func byte(_ part: Double) -> UInt8 { UInt8(max(0, min(1, part)) * 255 + 0.5) }
}

extension Color {
  /// White.
  public static let white = Color(grey: 1)
  /// Black.
  public static let black = Color(grey: 0)
  /// A middle grey, for what should stay in the background.
  public static let grey = Color(grey: 0.55)

  /// Ten colours that tell classes apart, also for readers with any kind of colour blindness.
  ///
  /// Found by maximizing the least distance of two of them under four kinds of vision.
  public static let palette: [Color] = [
    0x3747C0, 0xE84D0D, 0x139362, 0xE6B025, 0x672466, 0x2AD7D8, 0xC67BAC, 0x902E12, 0x43A4F7,
    0x735C8B,
  ].map { Color(rgb: $0) }

  /// The palette's colour for a class or series; from the eleventh on they come again.
  public static func palette(_ index: Int) -> Color {
    palette[((index % palette.count) + palette.count) % palette.count]
  }
}

// SPDX-License-Identifier: MIT

import Display
import TestSupport
import Testing

@Suite("Displays", .serialized) struct DisplayLaws {
  @Test("The first display under an identifier shows, the next ones update")
  func updatesInPlace() {
    let events = RecordingFrontEnd.events {
      for loss in 1...3 { display(loss, id: "display laws: loss") }
    }
    #expect(
      events == [
        .display(MIMEBundle(text: "1"), id: "display laws: loss"),
        .update(MIMEBundle(text: "2"), id: "display laws: loss"),
        .update(MIMEBundle(text: "3"), id: "display laws: loss"),
      ])
  }

  @Test("A cell that runs again shows its displays anew")
  func newCell() {
    let events = RecordingFrontEnd.events {
      display(1, id: "display laws: again")
      CurrentFrontEnd.beginCell()
      display(2, id: "display laws: again")
    }
    #expect(
      events == [
        .display(MIMEBundle(text: "1"), id: "display laws: again"),
        .display(MIMEBundle(text: "2"), id: "display laws: again"),
      ])
  }

  @Test("A handle updates the display that it came from")
  func handle() {
    var id = ""
    let events = RecordingFrontEnd.events {
      let handle = display("a")
      id = handle.id
      handle.update("b")
      LecternCell.show(handle)
    }
    #expect(
      events == [
        .display(MIMEBundle(text: "\"a\""), id: id), .update(MIMEBundle(text: "\"b\""), id: id),
      ])
  }

  @Test("Two displays without identifier are two displays")
  func distinct() { #expect(display(1).id != display(1).id) }

  @Test("Clearing and paging reach the front end")
  func others() {
    let events = RecordingFrontEnd.events {
      clearOutput()
      clearOutput(wait: true)
      page("manual")
    }
    #expect(
      events == [.clear(wait: false), .clear(wait: true), .page(MIMEBundle(text: "manual"))])
  }
}

@Suite("Markup") struct MarkupLaws {
  @Test("Escaped text is shown by HTML as it was written")
  func escaping() {
    #expect("a < b & \"c\" > 'd'".htmlEscaped == "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;")
  }

  @Test("The text of HTML is what remains without its tags")
  func htmlText() {
    #expect(HTML("<b>1 &lt; 2</b> &amp; <i>so on</i>").text == "1 < 2 & so on")
    #expect(HTML("<b>x</b>", text: "y").mimeBundle.plainText == "y")
  }

  @Test("A formula is put between delimiters unless it has its own")
  func latex() {
    #expect(LaTeX("x^2").mimeBundle.contents["text/latex"] == .text("$\\displaystyle x^2$"))
    #expect(LaTeX("$x$").mimeBundle.contents["text/latex"] == .text("$x$"))
    #expect(LaTeX("x^2").mimeBundle.plainText == "x^2")
  }

  @Test("A picture tells its size on the page")
  func png() {
    let header: [UInt8] = [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0,
      2, 0x58, 0, 0, 1, 0x90,
    ]
    let bundle = PNG(header, scale: 2).mimeBundle
    #expect(bundle.metadata["image/png"] == ["width": 300, "height": 200])
    #expect(bundle.plainText == "PNG image, 600 × 400 pixels")
    #expect(PNG([1, 2, 3]).mimeBundle == MIMEBundle(text: "Not a PNG image"))
  }

  @Test("JSON text escapes what JSON reserves and sorts its members")
  func json() {
    let value: JSON = ["b": [1, 2.5, nil], "a": "\"\\\n\u{1}é"]
    #expect(value.description == #"{"a": "\"\\\n\u0001é", "b": [1, 2.5, null]}"#)
  }

  @Test("What a JSON value is not, it does not give")
  func values() {
    let value: JSON = ["b": [1, 2.5, nil], "a": "1"]
    #expect(value["b"]?[0]?.doubleValue == 1 && value["b"]?[1]?.doubleValue == 2.5)
    #expect(value["b"]?.arrayValue?.count == 3 && value["b"]?[3] == nil && value["b"]?[-1] == nil)
    #expect(value["a"]?.doubleValue == nil && value["a"]?.arrayValue == nil)
    #expect(value["a"]?[0] == nil)
  }
}

@Suite("Numbers as text") struct NumberTextLaws {
  @Test("A minus sign is a minus sign, and there is none before zero")
  func minus() {
    #expect(NumberText.fixed(-1.25, decimals: 1) == "−1.2")
    #expect(NumberText.fixed(-0.01, decimals: 1) == "0.0")
    #expect(NumberText.significant(-1234.5678, digits: 6) == "−1234.57")
    #expect(NumberText.significant(.nan) == "nan")
  }

  @Test("Counts are grouped from five digits on")
  func grouped() {
    #expect(NumberText.grouped(6_000) == "6000")
    #expect(NumberText.grouped(60_000) == "60\u{202F}000")
    #expect(NumberText.grouped(-1_234_567) == "−1\u{202F}234\u{202F}567")
  }

  @Test("A duration is told in the unit that suits it")
  func durations() {
    #expect(NumberText.duration(0.012) == "12 ms")
    #expect(NumberText.duration(4.26) == "4.3 s")
    #expect(NumberText.duration(59.6) == "60 s")
    #expect(NumberText.duration(754) == "12 min 34 s")
    #expect(NumberText.duration(7_380) == "2 h 3 min")
  }
}

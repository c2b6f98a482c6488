// SPDX-License-Identifier: MIT

import Display

/// The page on which an animation is played.
enum AnimationPlayer {
  /// The height of the row with the button and the slider.
  private static let controlHeight = 36
  /// A slider shorter than this cannot be moved to a wanted frame.
  private static let leastWidth = 260

  /// A frame for a page's player in another page, just as large as the player.
  static func frame(
    around page: String, title: String, _ size: (width: Double, height: Double)
  ) -> String {
    let width = max(leastWidth, Int(size.width.rounded(.up)))
    let height = Int(size.height.rounded(.up)) + controlHeight
    return """
      <iframe srcdoc="\(page.htmlEscaped)" title="\(title.htmlEscaped)" width="\(width)" \
      height="\(height)" style="border:0;max-width:100%" scrolling="no"></iframe>
      """
  }

  static func page(
    _ pictures: [String], _ labels: [String], _ milliseconds: Int,
    _ size: (width: Double, height: Double)
  ) -> String {
    let sources = pictures.map { "\"data:image/png;base64,\($0)\"" }.joined(separator: ",")
    let names = JSON.array(labels.map(JSON.string)).description.replacing("</", with: "<\\/")
    let width = Int(size.width.rounded(.up))
    let height = Int(size.height.rounded(.up))
    return """
      <!doctype html><html lang="en"><meta charset="utf-8">
      <style>body{margin:0;background:#fff;font:12px Helvetica,Arial,sans-serif;color:#333}
      img{display:block}
      div{display:flex;gap:8px;align-items:center;width:\(max(leastWidth, width))px;\
      height:\(controlHeight)px;box-sizing:border-box;padding:0 12px}
      input{flex:1;min-width:0;accent-color:#3747be}
      button{width:28px;height:24px;padding:0;border:1px solid #ccc;border-radius:4px;background:#fff}
      svg{display:block;margin:auto;fill:#333}</style>
      <img id="i" alt="frame" width="\(width)" height="\(height)">
      <div><button id="b" aria-label="play or pause"><svg width="10" height="10"><path id="p"/></svg></button>
      <input id="s" type="range" min="0" max="\(pictures.count - 1)" value="0" aria-label="frame">
      <span id="t"></span></div>
      <script>
      const f=[\(sources)],n=\(names),g=k=>document.getElementById(k);let k=0,on;
      function show(j){k=j;g("i").src=f[k];g("s").value=k;g("t").textContent=n[k]||(k+1)+" / "+f.length}
      function play(p){on=p;g("p").setAttribute("d",p?"M1 0h3v10H1zM6 0h3v10H6z":"M1 0L10 5L1 10z")}
      g("b").onclick=()=>play(!on);g("s").oninput=e=>{play(false);show(+e.target.value)};
      setInterval(()=>{if(on)show((k+1)%f.length)},\(milliseconds));
      show(0);play(!matchMedia("(prefers-reduced-motion: reduce)").matches);
      </script></html>
      """
  }
}

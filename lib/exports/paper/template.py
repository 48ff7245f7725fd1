"""How a typeset report looks; source.py calls these functions with nothing but words."""

TEMPLATE = r"""
#set page(paper: "a4",
  margin: (top: at-top, bottom: at-bottom, left: at-left, right: at-right),
  header: align(right, stamps.map(s => box(fill: notice, inset: (x: 4pt, y: 3pt),
    text(font: heads, size: 9pt, weight: "bold", s))).join(h(6pt))),
  header-ascent: 30%, footer-descent: 7mm,
  footer: context {
    let number = text(size: 14pt, fill: ink, [— #counter(page).display() —])
    let told = text(size: 9pt, fill: muted, moment)
    let sides = if calc.odd(here().page()) { (told, number) } else { (number, told) }
    set par(first-line-indent: 0pt)
    grid(columns: (1fr, auto), align: (left + horizon, right + horizon),
      ..if calc.odd(here().page()) { sides } else { (number, align(right, told)) })
  })
#set text(font: body, size: size, fill: ink, tracking: tracking,
  top-edge: 0.75em, bottom-edge: -0.25em)
#let pitch = step - size
#set par(leading: pitch, spacing: pitch + after, justify: justified,
  first-line-indent: (amount: indent, all: true))
#set heading(numbering: none)
#show heading: it => block(sticky: true, above: pitch + before, below: pitch + after, {
  set text(size: size, weight: if bold { "bold" } else { "regular" },
    font: if it.level == 1 { heads } else { seconds })
  h(indent)
  it.body
})
#let flat(size, gap, it) = {
  set text(size: size, tracking: 0pt, top-edge: "cap-height", bottom-edge: "baseline")
  set par(first-line-indent: 0pt, leading: gap, spacing: gap + 2pt, justify: false)
  it
}
#let titled(words, under, level) = {
  set par(first-line-indent: 0pt, justify: false)
  align(center, {
    let face = text.with(font: titles, size: title-size, tracking: 0pt,
      weight: if bold { "bold" } else { "regular" })
    if level == 0 { block(below: pitch, face(words)) } else {
      show heading: it => block(below: pitch, face(it.body))
      heading(level: level, words)
    }
    if under != "" { block(below: step, text(font: seconds, fill: muted, under)) }
  })
}
#let finding(words, sign, color) = block(sticky: true, par({
  set text(weight: "bold")
  if sign != "" { text(fill: color, sign + if words != "" { " " } else { "" }) }
  words
}))
#let small(words) = block(above: 6pt, below: 6pt,
  flat(9pt, 4pt, text(fill: muted, words)))
#let said(words) = flat(cell-size, 5pt, words)
#let edge = 0.5pt + hatch
#let shown(cell) = if type(cell) == str { cell } else if cell.len() == 1 {
  table.cell(align: right + horizon, cell.at(0))
} else { table.cell(fill: cell.at(2), text(fill: cell.at(1), cell.at(0))) }
#let facts(..pairs) = said(block(above: 10pt, below: 10pt, sticky: true, table(
  columns: (17fr, 33fr, 17fr, 33fr), stroke: edge, inset: (x: 4pt, y: 6pt),
  align: left + horizon,
  fill: (x, y) => if calc.even(x) { panel },
  ..pairs.pos().enumerate().map(((n, words)) =>
    if calc.even(n) { text(font: heads, words) } else { words }))))
#let listed(title, parts, heads-of, height, ..cells) = said({
  if title != "" { block(above: 12pt, below: 6pt, sticky: true, text(font: heads, title)) }
  block(above: 8pt, below: 12pt, table(
    columns: parts.map(p => p * 1fr), stroke: edge, inset: (x: 3pt, y: 5pt),
    align: left + horizon, rows: (auto,) + (height,),
    fill: (x, y) => if y == 0 { panel },
    table.header(repeat: true, ..heads-of.map(w => text(font: heads, w))),
    ..cells.pos().map(shown)))
})
#let signed(who, day) = block(breakable: false, above: step, width: 100%, {
  set par(first-line-indent: 0pt)
  align(right, { who; linebreak(); day })
})
#let drawn(alt, it) = figure(numbering: none, outlined: false, alt: alt, {
  set par(first-line-indent: 0pt, justify: false, leading: 0pt, spacing: 0pt)
  set text(tracking: 0pt, top-edge: "cap-height", bottom-edge: "baseline")
  it
})
#let one-page(it) = layout(room => {
  let wanted = measure(width: room.width, it).height
  if wanted <= room.height { it } else {
    let part = room.height / wanted
    align(center, scale(x: part * 100%, y: part * 100%, reflow: true, block(width: room.width, it)))
  }
})
"""
"""Typst source; the names it takes are set before it: sizes, faces, colours, stamps."""

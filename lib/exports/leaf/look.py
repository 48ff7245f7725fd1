"""How the page looks, on a screen and on paper, and the few lines that draw its charts."""

from __future__ import annotations

from lib import theme
from lib.progress import STATUSES

_CSS = """
*{box-sizing:border-box}
html{scroll-padding-top:3.2rem}
body{margin:0;background:var(--panel);color:var(--ink);line-height:1.6;font-size:16px}
.bar{position:sticky;top:0;z-index:5;display:flex;gap:.75rem;align-items:center;flex-wrap:wrap;
padding:.45rem 1rem;background:var(--ground);border-bottom:1px solid var(--faint);
color:var(--muted);font-size:.875rem}
.pill{padding:.05rem .6rem;border:1px solid var(--notice-edge);border-radius:1rem;
background:var(--notice);color:var(--ink)}
.page{display:grid;grid-template-columns:minmax(0,1fr);max-width:86rem;margin:0 auto}
main{min-width:0;padding:1rem}
nav{padding:1rem 1rem 0;font-size:.9rem}
nav ol{list-style:none;margin:.5rem 0;padding:0}
nav li{padding:.15rem 0}
nav .l2{padding-left:1rem}
nav a{color:var(--accent);text-decoration:none}
nav a:hover,nav a:focus{text-decoration:underline}
header h1{margin:.5rem 0 0;font-size:1.9rem;line-height:1.3}
.under{margin:.2rem 0 1rem;color:var(--muted)}
section{margin:0 0 1.25rem;padding:1.25rem;background:var(--ground);border:1px solid var(--faint);
border-radius:.5rem;overflow-wrap:anywhere}
h2{margin:0 0 .75rem;font-size:1.35rem;line-height:1.4}
.topic{margin:0 0 .15rem;color:var(--muted);font-size:.9rem}
p{margin:.5rem 0}
.lead{font-size:1.15rem}
.small,.foot,footer{color:var(--muted);font-size:.85rem}
.why{color:var(--text)}
p.item{padding-left:1rem;border-left:3px solid var(--faint)}
.empty{padding:1rem;background:var(--panel);color:var(--muted)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:.5rem 0}
dl div{padding:.5rem .75rem;background:var(--panel);border-radius:.35rem}
dt{color:var(--muted);font-size:.85rem}
dd{margin:0;font-weight:600}
.chip{display:inline-block;padding:0 .5rem;border-radius:.3rem;white-space:nowrap;font-weight:600}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:.9rem}
caption{padding:.25rem 0;text-align:left;font-weight:600}
th,td{padding:.35rem .5rem;border-bottom:1px solid var(--faint);text-align:left;
vertical-align:top;min-width:4.5em}
th{background:var(--soft);white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums}
.blank td{height:2.6rem;border:1px solid var(--faint)}
figure{margin:.75rem 0}
.plot{min-width:40rem;min-height:14rem}
summary{cursor:pointer;color:var(--accent)}
footer{padding:1rem 0}
@media (min-width:1100px){
.page{grid-template-columns:17rem minmax(0,1fr)}
nav{position:sticky;top:2.6rem;align-self:start;max-height:calc(100vh - 2.6rem);overflow:auto}
}
@media (max-width:1099px){nav ol{max-height:11rem;overflow:auto}}
@media (max-width:700px){header h1{font-size:1.5rem}h2{font-size:1.15rem}section{padding:.9rem}}
@media print{
@page{size:A4;margin:16mm 14mm}
body{background:none;font-size:11pt}
nav{display:none}
.bar{position:static}
section{border:0;padding:0;break-inside:auto}
section.alone{break-before:page}
h2,.topic{break-after:avoid}
figure,tr,dl{break-inside:avoid}
.wide{overflow:visible}
.plot{min-width:0;zoom:.85}
figure details:not([open]),.why:not([open]){display:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""
SCRIPT = """
(() => {
  'use strict';
  const figures = JSON.parse(document.getElementById('figures').textContent);
  const plots = [...document.querySelectorAll('.plot')];
  const draw = (plot) => {
    if (plot.dataset.drawn) return;
    plot.dataset.drawn = 'yes';
    const told = figures[plot.dataset.figure];
    Plotly.newPlot(plot, told.data, told.layout, told.config);
  };
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (one.isIntersecting) { near.unobserve(one.target); draw(one.target); }
    }
  }, { rootMargin: '800px' });
  plots.forEach((plot) => near.observe(plot));
  const paper = 800;
  addEventListener('beforeprint', () => {
    plots.forEach((plot) => { draw(plot); Plotly.relayout(plot, { width: paper }); });
  });
  addEventListener('afterprint', () => {
    plots.forEach((plot) => Plotly.relayout(plot, { width: null, autosize: true }));
  });
})();
"""


def style() -> str:
    """The colours by what they mean, one class per status, and the rules of the page."""
    names = [code.replace("_", "-") for code in STATUSES]
    chips = "".join(f".is-{n}{{color:var(--{n}-ink);background:var(--{n}-ground)}}" for n in names)
    return f":root{{{theme.css()}}}body{{font-family:{theme.FONT}}}{_CSS}{chips}"

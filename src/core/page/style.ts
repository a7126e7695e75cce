const LIGHT = `--ground:#fff;--panel:#f6f7f9;--ink:#1b1f24;--soft:#59636e;--rule:#d5dae0;--good:#0a6b36;--bad:#b3261e;
--c1:#0b62c4;--c2:#b35900;--c3:#6a3fb5;--c4:#00767a;--c5:#a1266d;--c6:#5c6b00;--fill:#0b62c422;--warn:#fff4d6;--warn-rule:#d9a400;--up:26,127,72;--down:196,54,44`;

const DARK = `--ground:#0f1317;--panel:#181e24;--ink:#e6eaee;--soft:#9aa6b2;--rule:#303943;--good:#58c98b;--bad:#ff8a80;
--c1:#6db3ff;--c2:#ffb35c;--c3:#b99bff;--c4:#4fd1d6;--c5:#ff8fcb;--c6:#c5d64a;--fill:#6db3ff2e;--warn:#2c2511;--warn-rule:#b58900;--up:64,190,120;--down:230,90,80`;

const COLOURS = [1, 2, 3, 4, 5, 6]
  .map((n) => `.line-${String(n)}{stroke:var(--c${String(n)})}.swatch-${String(n)}{background:var(--c${String(n)})}`)
  .join("");

const HEAT = [1, 2, 3, 4]
  .flatMap((step) =>
    ["up", "down"].map((way) => `.${way}-${String(step)}{background:rgba(var(--${way}),${String(step * 0.14)})}`),
  )
  .join("");

/** Style sheet of a report: light, dark by the reader's own setting, and print. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.25rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule)}
p{margin:.5rem 0;max-width:46rem}
.subtitle{color:var(--soft);margin:.25rem 0 1rem;max-width:none}
.notice{background:var(--warn);border-left:4px solid var(--warn-rule);padding:.6rem .9rem;max-width:none}
.badge{display:inline-block;margin:0 0 .4rem;padding:.1rem .6rem;border:2px solid currentColor;border-radius:4px;font-weight:700;letter-spacing:.08em}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.15rem 1.2rem;margin:.75rem 0;font-size:.85rem}
.facts div{display:flex;gap:.5rem;min-width:0}
.facts .wide{grid-column:1/-1}
.facts dt{color:var(--soft);flex:none}
.facts dd{margin:0;overflow-wrap:anywhere;min-width:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.6rem;margin:1rem 0}
.figures div{background:var(--panel);border:1px solid var(--rule);border-radius:6px;padding:.6rem .8rem}
.figures dt{color:var(--soft);font-size:.85rem}
.figures dd{margin:0}
.figures .value{font-size:1.35rem;font-variant-numeric:tabular-nums}
.note{color:var(--soft);font-size:.8rem}
figure{margin:1rem 0}
figcaption{font-weight:600;text-align:left;margin:0 0 .35rem;padding:0}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.1rem 0 .3rem;font-size:.9rem}
.key{display:inline-flex;align-items:center;gap:.4rem;overflow-wrap:anywhere}
.swatch{flex:none;width:1.1rem;height:.2rem;border-radius:2px}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font-size:12px}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.area{fill:var(--fill);stroke:none}
.grid{stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke}
.tick{stroke:var(--soft);stroke-width:1}
.gain{fill:var(--c1)}.loss{fill:var(--c2)}
.mark{stroke:var(--ink);stroke-width:1;stroke-dasharray:4 3;fill:none}
svg .mark-name{fill:var(--ink)}
details{margin:.3rem 0 0}
summary{color:var(--soft);font-size:.85rem;cursor:pointer}
details .scroll{max-height:24rem;overflow:auto}
${COLOURS}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--rule);text-align:left;white-space:nowrap}
thead th{color:var(--soft);font-weight:600;border-bottom:2px solid var(--rule)}
tbody th{font-weight:400}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:0 2rem}
.tables table{width:100%}
.figure{text-align:right}
.long{white-space:normal;min-width:11rem;overflow-wrap:anywhere}
.good{color:var(--good)}.bad{color:var(--bad)}
${HEAT}
pre{background:var(--panel);border:1px solid var(--rule);border-radius:6px;padding:.7rem .9rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
li{margin:.2rem 0;overflow-wrap:anywhere}
a{color:var(--c1)}
@media (max-width:34rem){main{padding:1rem .75rem 2rem}.figures{grid-template-columns:1fr 1fr}.figures .value{font-size:1.15rem}svg text{font-size:20px}.minor{display:none}th,td{padding:.3rem .35rem}}
@media print{:root{${LIGHT}}body{font-size:10pt}main{max-width:none;padding:0}.scroll{overflow:visible}.download,details{display:none}.figures{grid-template-columns:repeat(4,1fr)}section{break-inside:auto}figure,tr,.figures div{break-inside:avoid}h2{break-after:avoid}}
`;

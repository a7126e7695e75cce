import { STYLE } from "../core/page/style.js";

/** Style sheet of the live page: that of reports, and panels that stand beside each other where there is room. */
export const WEB_STYLE = `${STYLE}
main{max-width:96rem}
header{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem}
header h1{margin:0}
header .subtitle{margin:0}
.freshness{margin:0 0 0 auto;color:var(--soft);font-variant-numeric:tabular-nums;font-size:.9rem}
.freshness.stale{color:var(--bad);font-weight:700}
.stale-page .panels{opacity:.45}
[hidden]{display:none!important}
.panels{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:1rem;margin-top:1rem;align-items:start}
.panel{border:1px solid var(--rule);border-radius:8px;padding:.9rem 1rem;min-width:0}
.panel.full{grid-column:1/-1}
.panel h2{margin:0 0 .6rem;padding:0;border:0;font-size:1.05rem}
.panel figure{margin:.6rem 0}
.panel .figures{margin:.3rem 0;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr))}
.panel .figures .value{font-size:1.2rem}
.panel .scroll:has(tbody tr:nth-child(21)){max-height:26rem;overflow:auto;border-bottom:3px double var(--soft)}
.panel th,.panel td{padding:.3rem .4rem}
.panel thead th{position:sticky;top:0;background:var(--ground)}
.panel svg{max-height:20rem}
#equity .panel-body,#value .panel-body{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:0 1.2rem}
.chart{min-width:0;overflow:hidden}
.plot{width:100%}
.uplot,.uplot .u-over{font-family:inherit}
.u-legend{font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums}
.u-legend th,.u-legend td{border:0;padding:.1rem .25rem}
@media print{.freshness{display:none}.panels{display:block}.panel{margin:0 0 1rem}.panel .scroll:has(tbody tr:nth-child(21)){max-height:none;overflow:visible;border:0}}
@media (max-width:60rem){.panels{grid-template-columns:minmax(0,1fr)}}
@media (max-width:34rem){main{padding:.8rem .6rem 2rem}.panel{padding:.7rem .6rem}.freshness{margin-left:0}}
`;

/** The style of every report. Charts take their colours from its variables, so they follow light and dark too. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #22262c; --muted: #646b76; --line: #e5e2db;
  --good: #2f7d5b; --good-tint: #e9f4ee; --bad: #b3403a; --bad-tint: #fbeceb; --open: #8a6a1c; --open-tint: #faf3e0;
  --series-1: #2e6da4; --series-2: #c06a2c; --series-3: #8b93a1; --series-4: #6f5aa8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181c; --card: #1d2025; --ink: #e4e6ea; --muted: #9aa2ae; --line: #32363d;
    --good: #6cc39b; --good-tint: #1b2c24; --bad: #ee8a83; --bad-tint: #331f1e; --open: #dbb861; --open-tint: #2f2818;
    --series-1: #6aaee6; --series-2: #e79a5d; --series-3: #8790a0; --series-4: #ab98e2;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.75rem 0 0.75rem; font-weight: 620; }
p { margin: 0 0 0.75rem; overflow-wrap: anywhere; }
.kind { color: var(--muted); font-size: 0.85rem; margin: 0 0 0.25rem; }
.subtitle { color: var(--muted); font-size: 0.9rem; margin: 0.35rem 0 0; }
.verdict { margin: 1.5rem 0; padding: 1rem 1.15rem; border-left: 4px solid; border-radius: 4px; font-size: 1.1rem; }
.verdict.good { background: var(--good-tint); border-color: var(--good); }
.verdict.bad { background: var(--bad-tint); border-color: var(--bad); }
.verdict.open { background: var(--open-tint); border-color: var(--open); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.4rem, 1fr)); gap: 0.75rem; margin: 0; }
.figures div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.7rem 0.9rem; }
.figures dt { color: var(--muted); font-size: 0.8rem; overflow-wrap: anywhere; }
.figures dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures dd small { display: block; font-size: 0.78rem; font-weight: 400; color: var(--muted); }
ul.notes { margin: 0; padding-left: 1.2rem; }
ul.notes li { margin-bottom: 0.4rem; overflow-wrap: anywhere; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.85rem 0.9rem 0.6rem; }
figcaption { color: var(--muted); font-size: 0.85rem; margin-top: 0.35rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin: 0 0 0.35rem; padding: 0; font-size: 0.85rem; color: var(--muted); }
.legend li::before { content: ""; display: inline-block; width: 0.85rem; height: 0.22rem; border-radius: 2px; margin-right: 0.45rem; vertical-align: middle; background: var(--line); }
.legend .series-1::before { background: var(--series-1); }
.legend .series-2::before { background: var(--series-2); }
.legend .series-3::before { background: var(--series-3); }
.legend .series-4::before { background: var(--series-4); }
h3 { font-size: 0.95rem; margin: 1.75rem 0 0.4rem; font-weight: 620; }
h3 + p { margin-bottom: 0.6rem; }
figure + figure, .table + figure { margin-top: 0.75rem; }
.multiples { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.9rem 0.7rem; margin: 0; padding: 0; }
.multiples li { min-width: 0; }
.multiples h4 { font-size: 0.82rem; font-weight: 600; margin: 0 0 0.15rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.passed { color: var(--good); font-weight: 600; }
.failed { color: var(--bad); font-weight: 600; }
.aside { color: var(--muted); }
svg { display: block; width: 100%; height: auto; }
svg text { font-family: inherit; font-variant-numeric: tabular-nums; }
.narrow { display: none; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.42rem 0.9rem 0.42rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--muted); font-weight: 500; font-size: 0.82rem; }
td { overflow-wrap: break-word; }
td:first-child { min-width: 7.5rem; }
td:nth-child(2):last-child { overflow-wrap: anywhere; }
.hint { display: none; color: var(--muted); font-size: 0.82rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.wrong { color: var(--bad); font-weight: 600; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.links { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 1.25rem; padding: 0; font-size: 0.9rem; }
a { color: var(--series-1); overflow-wrap: anywhere; }
.comparisons { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
.comparisons > li { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 6px; padding: 0.8rem 1rem 0.7rem; }
.comparisons > li.bad { border-left-color: var(--bad); }
.comparisons > li.open { border-left-color: var(--open); }
.comparisons .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.15rem 0.65rem; margin-bottom: 0.5rem; }
.comparisons h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
.comparisons .head .aside { margin-left: auto; font-size: 0.82rem; }
.badge { font-size: 0.76rem; font-weight: 600; padding: 0.05rem 0.5rem; border-radius: 1rem; white-space: nowrap; background: var(--good-tint); color: var(--good); }
.badge.bad { background: var(--bad-tint); color: var(--bad); }
.badge.open { background: var(--open-tint); color: var(--open); }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem; }
.pictures p { color: var(--muted); font-size: 0.78rem; margin: 0 0 0.2rem; }
.pictures .ends { display: flex; justify-content: space-between; gap: 1rem; margin: 0.15rem 0 0; font-variant-numeric: tabular-nums; }
.mini { height: 4.6rem; }
.mini path { fill: none; vector-effect: non-scaling-stroke; }
.mini .usual { fill: var(--series-3); opacity: 0.38; }
.mini .now { fill: var(--series-1); fill-opacity: 0.16; stroke: var(--series-1); stroke-width: 1.6; }
.mini .now.wrong { fill: var(--bad); stroke: var(--bad); }
.mini .ground { stroke: var(--line); }
.mini .floor { stroke: var(--muted); stroke-dasharray: 4 4; }
.mini .course { stroke: var(--series-1); stroke-width: 1.6; stroke-linejoin: round; }
.mini .last { stroke: var(--series-1); stroke-width: 7; stroke-linecap: round; }
.mini .last.wrong { stroke: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: 0.4rem 1rem; margin: 0.65rem 0 0; font-size: 0.85rem; }
.comparisons + p { margin-top: 0.75rem; font-size: 0.9rem; }
.facts dt { color: var(--muted); font-size: 0.76rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
details { margin-top: 0.75rem; }
summary { cursor: pointer; color: var(--muted); font-size: 0.9rem; padding: 0.3rem 0; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.85rem; }
@media (max-width: 40rem) {
  main { padding: 1.5rem 0.9rem 3rem; }
  h1 { font-size: 1.4rem; }
  figure { padding: 0.7rem 0.5rem 0.5rem; }
  .comparisons > li { padding: 0.7rem 0.75rem 0.6rem; }
  .pictures { gap: 0.8rem; }
  .facts { grid-template-columns: 1fr 1fr; gap: 0.35rem 0.8rem; }
  .wide { display: none; }
  .narrow, .hint { display: block; }
}
`;

import { FINDINGS } from '../volume/findings.ts';
import { FINDING_COLOURS } from './finding-colours.ts';

/** The look of the HTML report: light, for screen and A4 paper. */
export const REPORT_CSS = `
:root { color-scheme: light; --ink: #1c2733; --faint: #5b6b7b; --rule: #d9e0e7; --soft: #f3f6f9; }
* { box-sizing: border-box; }
body { margin: 0; background: #e9edf1; color: var(--ink); font: 14px/1.45 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 28px 32px; background: #fff; }
h1 { margin: 0; font-size: 22px; }
h2 { margin: 20px 0 6px; font-size: 15px; }
h3 { margin: 8px 0 4px; font-size: 13px; font-weight: 600; }
p { margin: 4px 0; }
.notice { color: #a1260d; font-weight: 600; }
.subject { display: grid; grid-template-columns: 1fr 2fr; gap: 0 32px; margin-top: 10px; }
dl { margin: 0; }
dl div { display: flex; gap: 10px; padding: 2px 0; }
dt { flex: 0 0 112px; color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
.summary { margin-top: 16px; padding: 12px 16px; border-left: 6px solid var(--faint); background: var(--soft); }
.summary.worse { border-color: #b3261e; }
.summary.better { border-color: #1b7f4b; }
.summary.unclear { border-color: #c77700; }
.verdict { margin: 0; font-weight: 700; letter-spacing: .02em; }
.main { font-size: 17px; font-weight: 600; }
.warnings { margin-top: 10px; padding: 8px 16px; border-left: 6px solid #c77700; background: #fff6e5; }
.warnings h2 { margin: 0; font-size: 14px; }
.warnings ul { margin: 2px 0 0; padding: 0; list-style: none; }
.charts { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 18px; }
figure { margin: 0; }
.charts figure { flex: 1 1 340px; min-width: 0; }
.charts figcaption { font-weight: 600; font-size: 15px; }
.charts svg { display: block; width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 12px; }
th, td { padding: 3px 4px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule); }
thead th { color: var(--faint); font-weight: 600; }
thead th[scope=colgroup] { text-align: left; color: var(--ink); }
tbody th { text-align: left; font-weight: 400; position: sticky; left: 0; background: #fff; }
tbody tr:first-child > * { font-weight: 700; }
tbody tr:nth-child(3) > * { border-bottom-color: var(--faint); }
.first { padding-left: 10px; }
tbody tr.worse .course { color: #b3261e; font-weight: 700; }
tbody tr.better .course { color: #1b7f4b; font-weight: 700; }
tbody tr.unclear .course { color: #8a5200; font-weight: 700; }
.lesions .side { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 16px; }
.lesions figure { flex: 1 1 260px; max-width: 360px; }
.lesions svg { display: block; width: 100%; height: auto; }
.lesions .scroll { flex: 2 1 380px; min-width: 0; }
.lesions tbody tr:first-child > :not(.course) { font-weight: 400; }
.lesions tbody tr:nth-child(3) > * { border-bottom-color: var(--rule); }
.lesions td:nth-child(2), .lesions th:nth-child(2), .lesions thead th:first-child { text-align: left; }
.key { color: var(--faint); }
.key span { display: inline-block; width: 12px; height: 12px; margin: 0 6px 0 12px; vertical-align: -1px; }
.key span:first-child { margin-left: 0; }
${FINDINGS.map(({ key }) => `.key .${key} { background: rgb(${FINDING_COLOURS[key].join(' ')}); }`).join('\n')}
.strip { display: grid; grid-template-columns: repeat(var(--per-row), 1fr); gap: 6px; }
.strip img { display: block; width: 100%; height: auto; background: #000; }
.strip figcaption { font-size: 12px; color: var(--faint); }
/* Pictures of one height, the histogram in the room that they leave. */
.views > div { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 8px; }
.views img { display: block; height: 150px; width: auto; background: #000; }
.views figcaption { font-size: 12px; color: var(--faint); }
.views figure:has(svg) { flex: 1 1 280px; min-width: 0; max-width: 420px; }
.views svg { display: block; width: 100%; height: auto; }
.key .lung { background: var(--faint); }
.missing { display: grid; place-items: center; min-height: 60px; background: var(--soft); color: var(--faint); font-size: 12px; }
footer { margin-top: 20px; padding-top: 8px; border-top: 1px solid var(--rule); font-size: 12px; }
@media (max-width: 640px) {
  main { padding: 16px; }
  .subject { grid-template-columns: 1fr; }
  .strip { grid-template-columns: repeat(2, 1fr); }
}
@media print {
  @page { size: A4; margin: 9mm; }
  body { background: none; font-size: 9.5px; line-height: 1.25; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 16px; }
  h2, .charts figcaption { margin: 5px 0 1px; font-size: 11px; }
  h3 { margin: 3px 0 1px; }
  p { margin: 2px 0; }
  dl div { padding: 0; }
  .subject, footer { margin-top: 4px; padding-top: 2px; }
  .main { font-size: 12px; }
  .warnings h2, table, h3, footer, .strip figcaption, .views figcaption { font-size: 9px; }
  .views img { height: 30mm; }
  .views figure:has(svg) { flex: 1 1 50mm; max-width: 60mm; }
  th, td { padding: 1px 3px; }
  .first { padding-left: 6px; }
  .summary, .warnings, .charts { margin-top: 5px; padding-top: 3px; padding-bottom: 3px; }
  .charts figure { flex: 1 1 40%; }
  .charts svg { max-height: 40mm; }
  .key span { height: 8px; }
  section, figure { break-inside: avoid; }
  * { print-color-adjust: exact; }
}
`;

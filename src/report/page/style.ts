/** How the HTML report looks: the reader's own light or dark, readable tables, usable at 400 px and on paper. */

export const style = `
:root { color-scheme: light dark; --ink: #1b1f23; --soft: #57606a; --paper: #fff; --line: #d0d7de; --band: #f6f8fa; --warn: #9a6700; --warn-paper: #fff8c5; --good: #1a7f37; --bad: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --paper: #0d1117; --line: #3d444d; --band: #151b23; --warn: #e3b341; --warn-paper: #272115; --good: #3fb950; --bad: #f85149; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem 1.25rem 4rem; font: 15px/1.55 system-ui, "Segoe UI", "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans KR", sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; word-break: keep-all; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); } h3 { font-size: 1.1rem; margin-top: 1.8rem; } h4 { font-size: 1rem; }
.wide { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; min-width: 3.5rem; }
th { background: var(--band); font-weight: 600; } tbody tr:nth-child(even) { background: var(--band); }
.figure { text-align: right; } td.figure { white-space: nowrap; overflow-wrap: normal; } th.figure { overflow-wrap: normal; }
.warning { border-left: 4px solid var(--warn); background: var(--warn-paper); padding: .6rem .9rem; }
.absent, small { color: var(--soft); }
figure { margin: 1.2rem 0; } figcaption { font-weight: 600; margin-bottom: .4rem; }
.chart { position: relative; height: 20rem; max-width: 60rem; }
pre { background: var(--band); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; overflow: auto; max-height: 32rem; white-space: pre-wrap; font: 13px/1.45 ui-monospace, Consolas, "D2Coding", monospace; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem; } summary { cursor: pointer; font-weight: 600; }
.beside { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1rem; align-items: start; margin-top: .6rem; } .beside pre { margin: 0; }
.passed td:first-child { color: var(--good); white-space: nowrap; } .failed td:first-child { color: var(--bad); white-space: nowrap; }
@media (max-width: 50rem) { .beside { grid-template-columns: 1fr; } }
@media print { body { max-width: none; } .chart { break-inside: avoid; } }
`;

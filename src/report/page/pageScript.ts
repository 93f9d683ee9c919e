/** The script of the HTML report: draws the charts from the JSON in the page, in the reader's light or dark. */
import { drawWhiskers } from '../whiskers.ts';

/** Runs after chart.js in the same page; touches nothing but its own canvases. */
export const pageScript = `
const drawWhiskers = ${drawWhiskers.toString()};
const definitions = JSON.parse(document.getElementById('charts').textContent);
const dark = matchMedia('(prefers-color-scheme: dark)');
const charts = [];
const draw = () => {
  for (const chart of charts.splice(0)) chart.destroy();
  Chart.defaults.color = dark.matches ? '#e6edf3' : '#1b1f23';
  Chart.defaults.borderColor = dark.matches ? '#3d444d' : '#d0d7de';
  for (const canvas of document.querySelectorAll('canvas[data-chart]')) {
    const definition = structuredClone(definitions[canvas.dataset.chart]);
    charts.push(new Chart(canvas, { ...definition, plugins: [{ id: 'whiskers', afterDatasetsDraw: drawWhiskers }] }));
  }
};
dark.addEventListener('change', draw);
draw();
`;

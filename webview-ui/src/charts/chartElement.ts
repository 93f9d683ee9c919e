/** A chart as an HTML element: drawn by chart.js, redrawn when its data or the theme changes, described in words for who cannot see it. */
import { BarController, BarElement, CategoryScale, Chart, type ChartConfiguration, Legend, LineController, LineElement, LinearScale, PointElement, RadarController, RadialLinearScale, Tooltip } from 'chart.js';
import { themeColour } from './themeColour.ts';
import { whiskers } from './whiskers.ts';

Chart.register(BarController, BarElement, LineController, LineElement, PointElement, RadarController, CategoryScale, LinearScale, RadialLinearScale, Legend, Tooltip, whiskers);

/** Drawn again only when this text differs: live runs send the same figures many times. */
export interface ChartPicture {
  readonly title: string;
  /** The figures in words. */
  readonly description: string;
  readonly configuration: ChartConfiguration;
}

class ChartElement extends HTMLElement {
  #picture: ChartPicture | undefined;
  #drawn = '';
  #chart: Chart | undefined;

  set picture(picture: ChartPicture) {
    this.#picture = picture;
    this.#draw();
  }

  connectedCallback(): void {
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#drawn = '';
    this.replaceChildren();
  }

  #draw(): void {
    const picture = this.#picture;
    if (picture === undefined || !this.isConnected) return;
    const fingerprint = JSON.stringify([picture, themeColour('--vscode-foreground')]);
    if (fingerprint === this.#drawn) return;
    this.#drawn = fingerprint;
    this.#chart?.destroy();
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${picture.title}: ${picture.description}`);
    this.replaceChildren(canvas);
    this.dataset['points'] = String(picture.configuration.data.datasets.reduce((sum, { data }) => sum + data.length, 0));
    this.#chart = new Chart(canvas, themed(picture.configuration));
  }
}

export function defineChartElement(): void {
  customElements.define('plimsoll-chart', ChartElement);
}

/** Fonts and lines in the colours of the current theme. */
function themed(configuration: ChartConfiguration): ChartConfiguration {
  Chart.defaults.color = themeColour('--vscode-foreground');
  Chart.defaults.borderColor = themeColour('--vscode-widget-border') || themeColour('--vscode-panel-border');
  Chart.defaults.font.family = themeColour('--vscode-font-family');
  return { ...configuration, options: { ...configuration.options, responsive: true, maintainAspectRatio: false, animation: false } };
}

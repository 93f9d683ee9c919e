/** Draws chart.js charts to PNG on a native canvas. The canvas is optional: where it cannot be loaded, that is a Failure. */
import type * as Canvas from '@napi-rs/canvas';
import { Chart, type ChartConfiguration, type Plugin, registerables } from 'chart.js';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { Plotter } from '../../ports/plotter.ts';

const size = { width: 1200, height: 640 };
/** Families that have Hangul come first on each system. */
const fontFamily = '"Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR", NanumGothic, "DejaVu Sans", sans-serif';

type CanvasModule = Pick<typeof Canvas, 'createCanvas'>;

const importCanvas = (): Promise<CanvasModule> => import('@napi-rs/canvas');

async function loadCanvas(load: () => Promise<CanvasModule>): Promise<Result<CanvasModule>> {
  try {
    return ok(await load());
  } catch (thrown) {
    return fail('unsupported', 'Pictures could not be drawn: the native package @napi-rs/canvas is not there for this system.', 'Install it with npm install @napi-rs/canvas, or use the charts in report.html.', { cause: messageOf(thrown).slice(0, 200) });
  }
}

/** The part of a chart that painting its background needs; chart.js's own type would need the browser's types. */
interface PaintedChart {
  readonly ctx: { fillStyle: unknown; readonly save: () => void; readonly restore: () => void; readonly fillRect: (x: number, y: number, width: number, height: number) => void };
  readonly width: number;
  readonly height: number;
}

function paintPaper({ ctx, width, height }: PaintedChart): void {
  ctx.save();
  ctx.fillStyle = '#fff';
  ctx.fillRect(0, 0, width, height);
  ctx.restore();
}

function drawOn(module: CanvasModule, title: string, config: ChartConfiguration, plugins: readonly Plugin[]): Buffer {
  const canvas = module.createCanvas(size.width, size.height);
  const options = { ...config.options, responsive: false, animation: false as const, devicePixelRatio: 1, color: '#1b1f23', layout: { padding: 16 }, plugins: { ...config.options?.plugins, title: { display: true, text: title, font: { size: 20 } } } };
  // chart.js asks of a canvas no more than getContext, width and height
  const chart = new Chart(canvas, { ...config, options, plugins: [{ id: 'whitePaper', beforeDraw: paintPaper }, ...plugins] });
  try {
    return canvas.toBuffer('image/png');
  } finally {
    chart.destroy();
  }
}

/** `plugins` are chart.js plugins of the charts themselves, such as their whiskers. */
export function canvasPlotter(plugins: readonly Plugin[], load: () => Promise<CanvasModule> = importCanvas): Plotter {
  let loading: Promise<Result<CanvasModule>> | undefined;
  return {
    draw: async (title, config) => {
      loading ??= loadCanvas(load);
      const module = await loading;
      if (!module.ok) return module;
      Chart.register(...registerables);
      Chart.defaults.font.family = fontFamily;
      Chart.defaults.font.size = 15;
      return ok(drawOn(module.value, title, structuredClone(config), plugins));
    },
  };
}

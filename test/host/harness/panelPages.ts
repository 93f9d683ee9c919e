/** Knows its way about the panel: its tabs, its own frame, and whether who cannot see or use a mouse can use it too. */
import axe from 'axe-core';
import type { Frame } from 'playwright-core';
import type { PanelView } from '../../../src/protocol/panel.ts';
import { patienceMs } from './openWorkbench.ts';
import type { Workbench } from './openWorkbench.ts';

export async function openTab(workbench: Workbench, view: PanelView): Promise<void> {
  const panel = workbench.panel();
  await panel.locator(`[role=tab][data-view=${view}]`).click({ timeout: patienceMs });
  await panel.locator(`[data-page=${view}] > *`).first().waitFor({ timeout: patienceMs });
}

export interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly string[];
}

/** What axe-core holds to be serious or critical in the panel as it is now. */
export async function seriousViolations(workbench: Workbench): Promise<readonly Violation[]> {
  const frame = await panelFrame(workbench);
  await frame.evaluate(axe.source);
  const found: unknown = await frame.evaluate('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 200) + " " + failureSummary) })))');
  return (found as readonly Violation[]).filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

/** Runs in the page: longest time between two frames while the same message arrives four times, half a second apart. */
const watchFrames = `async (message) => {
  let [last, longest, isOver] = [performance.now(), 0, false];
  const watch = () => {
    const now = performance.now();
    [longest, last] = [Math.max(longest, now - last), now];
    if (!isOver) requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
  for (let sent = 0; sent < 4; sent++) {
    window.postMessage(message, '*');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  isOver = true;
  return longest;
}`;

/** How long the page stands still at most while the extension tells it something again and again. */
export async function longestFrameMs(workbench: Workbench, message: unknown): Promise<number> {
  const frame = await panelFrame(workbench);
  return Number(await frame.evaluate(`(${watchFrames})(${JSON.stringify(message)})`));
}

async function panelFrame({ page }: Workbench): Promise<Frame> {
  for (const frame of page.frames()) {
    const isPanel = await frame.locator('#panel').count().then((count) => count > 0, () => false);
    if (isPanel) return frame;
  }
  throw new Error('No frame of the page is the panel.');
}

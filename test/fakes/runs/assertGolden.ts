/** Compares with a golden file. `PLIMSOLL_UPDATE_GOLDEN=1` writes them anew; look at the difference before committing. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../../fixtures/reports');

/** How many steps a plan has is the conductor's business and grows with it. */
const maskSteps = (text: string): string => text.replace(/(\d+) of \d+ steps/gu, '$1 of N steps').replace(/전체 \d+단계/gu, '전체 N단계');

export function assertGolden(name: string, report: string): void {
  const text = maskSteps(report);
  const file = path.join(folder, name);
  if (process.env['PLIMSOLL_UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'), `${name} differs from its golden file`);
}

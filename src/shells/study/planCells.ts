/** From a plan's servers to cells: one model on one server each, cheap ones first. */
import type { StudyCell, StudyPlan } from '../../domain/study.ts';
import type { ProbeReport } from '../../domain/server.ts';
import { byCost } from '../../recommend/study/foldStudy.ts';

const trimmed = (url: string): string => url.replace(/\/+$/u, '').replace(/\/v1$/u, '');

/** A server that does not answer keeps its named models as cells: each will say why it failed. */
export function planCells(plan: StudyPlan, probed: ProbeReport): readonly StudyCell[] {
  const cells = plan.servers.flatMap(({ url, models }) => {
    const listed = probed.servers.find((server) => trimmed(server.url) === trimmed(url))?.models ?? [];
    const wanted = models.length > 0 ? models : listed.map((model) => model.id);
    return wanted.map((model): StudyCell => {
      const sizeBytes = listed.find((candidate) => candidate.id === model)?.sizeBytes;
      return { id: `${trimmed(url)} ${model}`, url: trimmed(url), model, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
    });
  });
  return byCost(cells);
}

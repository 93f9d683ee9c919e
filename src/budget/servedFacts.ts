/** What a probe knows of a model that a budget question asks for. */
import type { ModelInfo } from '../domain/model.ts';
import type { BudgetQuestion } from './decideBudget.ts';

/** Only what is known; an unknown window stays unknown. */
export function servedFacts(model: ModelInfo | undefined, parallelSlots: number | undefined): Pick<BudgetQuestion, 'contextWindow' | 'trainedContextWindow' | 'parallelSlots'> {
  return {
    ...(model?.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }),
    ...(model?.trainedContextWindow === undefined ? {} : { trainedContextWindow: model.trainedContextWindow }),
    ...(parallelSlots === undefined ? {} : { parallelSlots }),
  };
}

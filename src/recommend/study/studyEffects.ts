/** Which candidates differ in one thing only: the same model on two servers, or in two quantisations on one. */
import type { Candidate } from '../../domain/candidates.ts';
import type { StudyEffect } from '../../domain/study.ts';

const quantizationMarks = /(?:^|[-_.:@/])(?:i?q\d(?:_[a-z0-9]+)*|awq|gptq(?:-?int\d)?|int\d|fp\d+|bf16|f16|gguf|latest|instruct|it|chat)(?=$|[-_.:@/])/giu;

/** The model without its quantisation, tag and publisher: `Qwen2.5-Coder-32B-Instruct-AWQ` and `qwen2.5-coder:32b` are one. */
export function baseName(id: string): string {
  const name = id.toLowerCase().split('/').at(-1) ?? id;
  let bare = name;
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(quantizationMarks, '');
  }
  return bare.replace(/[^a-z0-9]/gu, '');
}

/** llama.cpp says `Q4_K - Medium` where Ollama says `Q4_K_M`. */
const quantizationOf = ({ model }: Candidate): string => (model.info?.quantization ?? '').toLowerCase().replace(/ - (small|medium|large)$/u, (_, size: string) => `_${size.charAt(0)}`);

function effectOf(first: Candidate, second: Candidate, modelId: (candidate: Candidate) => string): StudyEffect | undefined {
  if (baseName(modelId(first)) !== baseName(modelId(second))) return undefined;
  const sameServer = first.server?.url === second.server?.url;
  const sameQuantization = quantizationOf(first) === quantizationOf(second);
  if (sameServer && !sameQuantization) return { kind: 'quantization', first: first.label, second: second.label };
  if (!sameServer && sameQuantization) return { kind: 'server', first: first.label, second: second.label };
  return undefined;
}

export function studyEffects(candidates: readonly Candidate[], modelId: (candidate: Candidate) => string): readonly StudyEffect[] {
  return candidates.flatMap((first, index) => candidates.slice(index + 1).map((second) => effectOf(first, second, modelId)).filter((effect) => effect !== undefined));
}

/** Reads a quantisation out of a model's name, where the server does not say it apart. */
const patterns = [
  /\b(I?Q\d(?:_[0-9A-Z]+)*)\b/i, // GGUF: Q4_K_M, IQ3_XS, Q8_0
  /\b(AWQ|GPTQ(?:-Int\d)?|FP8|NVFP4|MXFP4|BF16|FP16|F16|W\dA\d+)\b/i,
  /\b(\d(?:\.\d+)?bpw)\b/i, // exl2, exl3
  /\b([48]bit)\b/i, // MLX
];

export function quantizationOf(name: string): string | undefined {
  // a digit or letter next to "_" is inside a word for \b, so names are cut at their usual joints first
  const spaced = name.replaceAll(/[/\\:.](?=[A-Z])/gi, ' ').replaceAll(/[-.]/g, (joint, at: number) => (name.slice(at).startsWith('-Int') || /\d\.\d/.test(name.slice(at - 1, at + 2)) ? joint : ' '));
  for (const pattern of patterns) {
    const found = pattern.exec(spaced)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

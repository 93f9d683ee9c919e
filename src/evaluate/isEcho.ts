/** Recognises a reply that only gives back what it was given. */
import type { CodeLanguage, CodeReader } from '../ports/codeReader.ts';

/** True when every line of the reply stands in the prompt. */
export function isEcho(reply: string, prompt: string): boolean {
  const lines = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const known = new Set(lines(prompt));
  const said = lines(reply);
  return said.length > 0 && said.every((line) => known.has(line));
}

/** True when the code is the given code in other words: names, comments and layout do not matter. */
export async function isSameCode(code: string, given: string, language: CodeLanguage, reader: CodeReader): Promise<boolean> {
  const [left, right] = [await reader.read(language, code), await reader.read(language, given)];
  return left.shape.length === right.shape.length && left.shape.every((part, index) => part === right.shape[index]);
}

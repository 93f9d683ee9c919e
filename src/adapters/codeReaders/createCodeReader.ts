/** Reads Python with tree-sitter, JavaScript and TypeScript with the TypeScript compiler; each is loaded when first needed. */
import type { CodeFacts, CodeLanguage, CodeReader } from '../../ports/codeReader.ts';
import { grammarFolder } from './grammarFolder.ts';

/** Answers are read many times while a reply is graded. */
const rememberedFacts = 200;

export function createCodeReader(folder = grammarFolder(import.meta.url)): CodeReader {
  const remembered = new Map<string, Promise<CodeFacts>>();
  return {
    read: (language, code) => {
      const key = `${language}\n${code}`;
      const known = remembered.get(key);
      if (known) return known;
      const facts = readAnew(language, code, folder).catch(unreadable);
      remembered.set(key, facts);
      if (remembered.size > rememberedFacts) remembered.delete(remembered.keys().next().value ?? '');
      return facts;
    },
    toScript: async (language, code) => {
      if (language === 'python') return code;
      const { toCommonJs } = await import('./typescriptReader.ts');
      try {
        return toCommonJs(code);
      } catch (thrown) {
        if (thrown instanceof RangeError) return code;
        throw thrown;
      }
    },
  };
}

/** Code nested so deeply that reading it overflows the stack is no code; everything else is a bug and thrown. */
function unreadable(thrown: unknown): CodeFacts {
  if (!(thrown instanceof RangeError)) throw thrown;
  return { syntaxErrorLines: [1], functions: [], names: [], topLevel: [], commentLines: [], shape: [] };
}

async function readAnew(language: CodeLanguage, code: string, folder: string): Promise<CodeFacts> {
  if (language === 'python') {
    const { openPythonReader } = await import('./pythonReader.ts');
    return (await openPythonReader(folder))(code);
  }
  const { readTypeScript } = await import('./typescriptReader.ts');
  return readTypeScript(code, language);
}

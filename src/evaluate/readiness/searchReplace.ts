/** Applies SEARCH/REPLACE blocks to a file the way agents do: exactly once, exactly as written. */

export type EditOutcome = { readonly applied: true; readonly content: string } | { readonly applied: false; readonly problem: string };

const block = /^(?:<{5,9}|-{5,9}) ?SEARCH>?[ \t]*\n([\s\S]*?)\n?^={5,9}[ \t]*\n([\s\S]*?)\n?^(?:>{5,9}|\+{5,9}) ?REPLACE[ \t]*$/gm;

export function applySearchReplace(content: string, reply: string): EditOutcome {
  const edits = [...reply.replaceAll('\r\n', '\n').matchAll(block)];
  if (edits.length === 0) return { applied: false, problem: /SEARCH/.test(reply) ? 'a SEARCH block without its end' : 'no SEARCH/REPLACE block' };
  let edited = content;
  for (const [, search = '', replacement = ''] of edits) {
    if (search.trim() === '') return { applied: false, problem: 'an empty SEARCH part' };
    const first = edited.indexOf(search);
    if (first < 0) return { applied: false, problem: `the file does not hold ${JSON.stringify(search.slice(0, 60))}` };
    if (edited.includes(search, first + 1)) return { applied: false, problem: 'the SEARCH part fits in several places' };
    edited = edited.slice(0, first) + replacement + edited.slice(first + search.length);
  }
  return { applied: true, content: edited };
}

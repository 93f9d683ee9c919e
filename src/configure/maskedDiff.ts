/** A unified diff a person can read and nobody can steal a key from. */
import { createTwoFilesPatch } from 'diff';

/** Names under which agents keep keys; a value under such a name is masked, as is every string of an object under it. */
const secretName = /key$|token$|secret|password|authorization|cookie|headers$|^auth$|credential/iu;
const mask = '•••';

/** `path` names the file; both texts are masked before they are compared, so a replaced key shows as unchanged text. */
export function maskedDiff(path: string, before: string | undefined, after: string): string {
  const name = path.replaceAll('\\', '/');
  return createTwoFilesPatch(before === undefined ? '/dev/null' : name, name, maskSecrets(before ?? ''), maskSecrets(after), '', '', { context: 2 });
}

/** Replaces the values of secret names in JSON or YAML text; addresses with a user part or a guard's token lose it. */
export function maskSecrets(text: string): string {
  const pairs = /("?)([A-Za-z0-9_.-]+)\1(\s*:\s*)("(?:[^"\\]|\\.)*"|'[^']*'|\{[^{}]*\}|[^\s,{}[\]"']+)/gu;
  return text
    .replaceAll(pairs, (whole, quote: string, name: string, colon: string, value: string) => {
      if (!secretName.test(name) || value === '""' || /^(true|false|null|\{\s*\})$/u.test(value)) return whole;
      const masked = value.startsWith('{') ? value.replaceAll(/(:\s*)"(?:[^"\\]|\\.)*"/gu, `$1"${mask}"`) : `"${mask}"`;
      return `${quote}${name}${quote}${colon}${masked}`;
    })
    .replaceAll(/(https?:\/\/)[^/\s"'@]+@/gu, `$1${mask}@`);
}

/** A unified diff a person can read and nobody can steal a key from. */
import { createTwoFilesPatch } from 'diff';

/** Names under which agents keep keys. */
const secretName = /key$|token$|secret|password|authorization|cookie|credential/iu;
/** Names of objects whose every text may be a key. */
const secretObject = /("?)([A-Za-z0-9_.-]*(?:headers|auth|credentials?|env))\1(\s*:\s*)(\{[^{}]*\})/giu;
const mask = '•••';

/** `path` names the file; both texts are masked before they are compared, so a replaced key shows as unchanged text. */
export function maskedDiff(path: string, before: string | undefined, after: string): string {
  const name = path.replaceAll('\\', '/');
  return createTwoFilesPatch(before === undefined ? '/dev/null' : name, name, maskSecrets(before ?? ''), maskSecrets(after), '', '', { context: 2 });
}

/** Replaces the values of secret names in JSON or YAML text; addresses lose their user part. */
export function maskSecrets(text: string): string {
  const pairs = /("?)([A-Za-z0-9_.-]+)\1(\s*:\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,{}[\]"'#]+)/gu;
  return text
    .replaceAll(secretObject, (_whole, quote: string, name: string, colon: string, value: string) => `${quote}${name}${quote}${colon}${value.replaceAll(/(:\s*)"(?:[^"\\]|\\.)*"/gu, `$1"${mask}"`)}`)
    .replaceAll(pairs, (whole, quote: string, name: string, colon: string, value: string) =>
      !secretName.test(name) || value === '""' || /^(true|false|null|undefined|\d+)$/u.test(value) ? whole : `${quote}${name}${quote}${colon}"${mask}"`,
    )
    .replaceAll(/(https?:\/\/)[^/\s"'@]+@/gu, `$1${mask}@`);
}

/** A server's error in a few words for the guard's log, with the remedy where agents run into the same one again and again. */

const longest = 200;

export function serverErrorNote(body: string): string {
  if (body.includes('--enable-auto-tool-choice')) {
    return 'the server has tool calls switched off: start vLLM with --enable-auto-tool-choice --tool-call-parser hermes (or the parser of your model)';
  }
  const message = /"(?:message|error)"\s*:\s*"((?:[^"\\]|\\.)*)"/u.exec(body)?.[1] ?? body;
  return `server: ${message.replaceAll(/\s+/gu, ' ').slice(0, longest)}`;
}

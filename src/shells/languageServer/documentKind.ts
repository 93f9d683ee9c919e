/** What a document is to Plimsoll, from its address. */

/** The same places as `rulesFilePatterns` and `scenarioFilePatterns` of the protocol; the client sends no others. */
const rulesPath = /(^|\/)(\.clinerules(\/[^/]+\.md)?|AGENTS\.md|CLAUDE\.md|\.roo\/rules[^/]*(\/.+)?|\.kilo(code\/rules)?\/.+)$/;
const scenarioPath = /(\.scenario\.ya?ml|(^|\/)\.plimsoll\/scenarios\/[^/]+\.ya?ml)$/;

export function documentKind(uri: string): 'rules' | 'scenario' | undefined {
  const path = decodeURIComponent(uri).replaceAll('\\', '/');
  if (rulesPath.test(path)) return 'rules';
  return scenarioPath.test(path) ? 'scenario' : undefined;
}

// Who may import whom. The story in src/ reads top to bottom: a chapter may use earlier chapters, never later ones.
// Each rule has a planted violation in test/architecture/planted that the architecture test expects to be found.
const story = ['domain', 'ports', 'probe', 'budget', 'measure', 'evaluate', 'recommend', 'configure', 'guard', 'run', 'report'];
const root = '(^|^test/architecture/planted/)src/';

const chapterRules = story.map((chapter, index) => {
  const allowed = story.slice(0, index + 1).join('|');
  return {
    name: `${chapter}-only-earlier-chapters`,
    comment: `src/${chapter} may import only: ${allowed}`,
    severity: 'error',
    from: { path: `${root}${chapter}/` },
    to: { path: `${root}`, pathNot: `${root}(${allowed})/` },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...chapterRules,
    {
      name: 'story-is-pure',
      comment: 'The story has no sockets, files or processes of its own: those are adapters behind ports.',
      severity: 'error',
      from: { path: `${root}(${story.join('|')})/` },
      to: { path: '^(node:)?(fs|fs/promises|net|http|https|child_process|dns|tls|worker_threads|os)$' },
    },
    {
      name: 'protocol-is-words-only',
      comment: 'protocol/ sees domain types only.',
      severity: 'error',
      from: { path: `${root}protocol/` },
      to: { path: root, pathNot: `${root}(protocol|domain|report/words/sentences)/` },
    },
    {
      name: 'adapters-know-domain-and-ports',
      comment: 'An adapter implements a port; it does not know the story or the shells.',
      severity: 'error',
      from: { path: `${root}adapters/` },
      to: { path: root, pathNot: `${root}(domain|ports|adapters)/` },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment: 'servers/, agents/ and sandbox/ have a shared/ folder for what their members have in common.',
      severity: 'error',
      from: { path: `${root}adapters/([^/]+)/` },
      to: { path: `${root}adapters/`, pathNot: `${root}adapters/$2/` },
    },
    {
      name: 'only-the-extension-knows-vscode',
      severity: 'error',
      comment: 'vscode and its types stay in shells/extension.',
      from: { path: '.', pathNot: `${root}shells/extension/|^test/host/|^test/architecture/planted/src/shells/extension/` },
      to: { path: '^vscode$|node_modules/@types/vscode' },
    },
    {
      name: 'nobody-imports-shells',
      severity: 'error',
      comment: 'Shells are entry points; only other shells and tests may import them.',
      from: { path: root, pathNot: `${root}shells/` },
      to: { path: `${root}shells/` },
    },
    {
      name: 'webview-sees-protocol-and-domain',
      severity: 'error',
      comment: 'The panel knows the words and the nouns, nothing else; what was recorded in English it says as the reports do.',
      from: { path: '^(test/architecture/planted/)?webview-ui/' },
      to: { path: root, pathNot: `${root}(protocol|domain|report/words/sentences)/` },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      comment: 'src/ ships; test/ and scripts/ do not.',
      from: { path: `${root}` },
      to: { path: '^(test/(?!architecture/planted)|scripts/)' },
    },
    {
      name: 'fleet-is-loaded-on-demand',
      severity: 'error',
      comment: 'The queue and PostgreSQL are for the commands that ask for them: nobody else pays for loading them.',
      from: { path: root, pathNot: `${root}(shells/fleet|adapters/queue)/` },
      to: { path: `${root}(shells/fleet|adapters/queue)/|node_modules/pg(-boss)?/`, dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'A circle of imports has no first sentence.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};

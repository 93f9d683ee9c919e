/** The panel's page: listens to the extension host, keeps the store, draws. */
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { render } from 'lit';
import { defineChartElement } from './charts/chartElement.ts';
import { listenToHost, tellHost } from './host.ts';
import './panel.css';
import { panelView } from './panelView.ts';
import { speak } from './sentences.ts';
import { createStore } from './store.ts';

const root = document.getElementById('panel');
if (root === null) throw new Error('The page has no #panel.');

defineChartElement();
const store = createStore((state) => render(panelView(state, store.update), root));

// VS Code changes the theme by changing the body's class; charts have to be painted anew
new MutationObserver(() => store.update({})).observe(document.body, { attributes: true, attributeFilter: ['class'] });

listenToHost({
  boot: ({ language, sentences, view }) => {
    speak(language, sentences);
    store.update({ language, view });
  },
  show: ({ view }) => store.update({ view }),
  servers: (servers) => store.update({ servers }),
  run: (run) => {
    const isBusy = run.state !== 'idle';
    const { live, watch } = store.state;
    const doneThen = run.summary?.progress.done ?? 0;
    store.update({ run, live: isBusy ? live : undefined, watch: isBusy ? (watch ?? { sinceMs: Date.now(), doneThen }) : undefined, ...(isBusy ? { problem: undefined } : {}) });
  },
  live: (live) => store.update({ live }),
  history: ({ runs }) => store.update({ history: runs }),
  comparison: ({ summaries }) => store.update({ compared: summaries }),
  configuration: (configuration) => store.update({ configuration }),
  fleet: (fleet) => store.update({ fleet }),
  problem: ({ failure }) => store.update({ problem: failure }),
});

tellHost('ready', {});

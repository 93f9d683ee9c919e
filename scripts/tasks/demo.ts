/** `npm run demo`: the main job on the embedded default, from a fresh clone to a report folder. */
process.argv.splice(2, 0, 'demo');
await import('./plimsoll.ts');

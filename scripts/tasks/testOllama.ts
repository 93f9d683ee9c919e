/** `npm run test:ollama`: the contract suite and Ollama's own traps on a real Ollama, built from its Go module the first time. */
process.argv.splice(2, 0, 'ollama');
await import('./test.ts');

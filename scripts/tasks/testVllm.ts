/** `npm run test:vllm`: the contract suite on real vLLM servers; installs gigabytes, so it is run by hand. */
import { runTestFiles } from '../runTestFiles.ts';

await runTestFiles('test/vllm/**/*.test.ts');

/** tiktoken's cl100k_base, ready to encode; imported on demand, because it loads a wasm file and 1.6 MB of ranks. */
import ranks from 'tiktoken/encoders/cl100k_base.json' with { type: 'json' };
import { Tiktoken } from 'tiktoken/lite';

export const cl100kEncoder = new Tiktoken(ranks.bpe_ranks, ranks.special_tokens, ranks.pat_str);

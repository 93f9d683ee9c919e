import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { TokenCount } from '../../../src/domain/budget.ts';
import { missingTokens, truncationFailure, wasTruncated } from '../../../src/measure/truncation.ts';

const exact = (tokens: number): TokenCount => ({ tokens, method: 'server', errorShare: 0 });
const estimate = (tokens: number, errorShare = 0.08): TokenCount => ({ tokens, method: 'calibrated', errorShare });

describe('truncation', () => {
  it('sees what a real Ollama 0.17.4 did: 6,037 tokens sent, 4,096 read, HTTP 200', () => {
    const failure = truncationFailure({ sent: estimate(6037), reportedTokens: 4096, contextWindow: 4096 });
    assert.equal(failure?.kind, 'truncated');
    assert.match(failure.detail, /6,037 tokens were sent, it read 4,096/);
    assert.match(failure.advice, /OLLAMA_CONTEXT_LENGTH/);
  });

  it('takes an exact count for proof, whatever window is claimed', () => {
    assert.equal(wasTruncated({ sent: exact(5000), reportedTokens: 4000, contextWindow: 32_768 }), true);
    assert.equal(wasTruncated({ sent: exact(5000), reportedTokens: 4990, contextWindow: 32_768 }), false);
  });

  it('does not take a count without its cached tokens for a loss', () => {
    assert.equal(wasTruncated({ sent: estimate(1037), reportedTokens: 37, contextWindow: 4096 }), false);
  });

  it('believes an estimate without a known window only beyond its error bar', () => {
    assert.equal(wasTruncated({ sent: estimate(6000, 0.2), reportedTokens: 4096 }), true);
    assert.equal(wasTruncated({ sent: estimate(5000, 0.2), reportedTokens: 4096 }), false);
  });

  it('proves nothing where the server says nothing', () => assert.equal(truncationFailure({ sent: exact(5000), reportedTokens: undefined }), undefined));

  it('never blames a server that read at least what was surely sent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), fc.double({ min: 0, max: 0.3, noNaN: true }), fc.integer({ min: 0, max: 50_000 }), fc.option(fc.integer({ min: 256, max: 262_144 }), { nil: undefined }), (tokens, errorShare, more, window) => {
        const known = { sent: estimate(tokens, errorShare), reportedTokens: Math.ceil(tokens * (1 - errorShare)) + more, ...(window === undefined ? {} : { contextWindow: window }) };
        assert.equal(missingTokens(known), 0);
        assert.equal(truncationFailure(known), undefined);
      }),
    );
  });
});

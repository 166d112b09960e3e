import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, Secret, ToposcopeError } from '../../src/model/index.ts';

describe('error codes', () => {
  const page = readFileSync('docs/reference/errors.md', 'utf8');
  const documented = [...page.matchAll(/^### ([A-Z_]+)$/gm)].map((match) => match[1]);

  it('are all documented, and nothing else is', () => {
    expect(documented.length).toBeGreaterThan(40);
    expect([...documented].sort()).toEqual([...ERROR_CODES].sort());
  });

  it('stand in order in the register, so that two additions do not collide', () => {
    expect([...ERROR_CODES]).toEqual([...ERROR_CODES].sort());
  });

  it('say more than their heading', () => {
    const texts = page.split(/^### /m).slice(1);
    expect(texts.filter((text) => text.split('\n').slice(1).join(' ').trim().length < 40)).toEqual([]);
  });
});

describe('ToposcopeError', () => {
  it('carries code, hint, context and cause', () => {
    const cause = new Error('below');
    const error = new ToposcopeError('STORE_WRITE_FAILED', 'no', { hint: 'do', context: { path: 'x' }, cause });
    expect(error).toMatchObject({
      code: 'STORE_WRITE_FAILED',
      message: 'no',
      hint: 'do',
      context: { path: 'x' },
      cause,
    });
  });
});

describe('Secret', () => {
  it('shows itself only where it is revealed', () => {
    const secret = new Secret('hunter2');
    const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), inspect([secret], { depth: 5 })].join(
      ' ',
    );
    expect(shown).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });
});

// A device that has just started: its neighbour table is filling, and what is missing there proves nothing yet.
import { expect, it } from 'vitest';
import { playCase } from './case-file.ts';

const HISTORY = `
at: 2026-11-21T10:00:00Z
devices:
  r1: {hears: [Gi0/1 r2 Gi0/1], uptime: 86400}
  r2: {hears: [Gi0/1 r1 Gi0/1]}
---
at: 2026-11-21T10:10:00Z
devices:
  r1: {hears: [], uptime: 30}
  r2: {hears: []}
---
at: 2026-11-21T10:20:00Z
devices:
  r1: {uptime: 630}
`;

it('loses nothing within the hold time, and what is still missing after it', () => {
  const [, started, later] = playCase(HISTORY);
  expect(started?.snapshot.links.map(({ state, reason }) => [state, reason])).toEqual([
    ['unverified', expect.stringContaining('r1 started less than 120 s ago')],
  ]);
  expect(started?.snapshot.changes.map(({ kind }) => kind)).toEqual(['restarted']);
  expect(later?.snapshot.changes.map(({ kind }) => kind)).toEqual(['lost']);
});

it('is told to be settling where its neighbour hears it already', () => {
  const heard = HISTORY.replace('  r2: {hears: []}\n', '');
  const link = playCase(heard)[1]?.snapshot.links[0];
  expect(link).toMatchObject({ state: 'one-way', settling: true });
  expect(link?.reason).toContain('r1 started less than 120 s ago');
});

import { describe, expect, it } from 'vitest';
import { parseTime } from '../../src/store/index.ts';
import { parseReference } from '../../src/store/reference.ts';

const NOW = new Date('2026-11-21T10:00:00Z');

describe('a time as users write it', () => {
  it.each([
    ['10 min ago', '2026-11-21T09:50:00.000Z'],
    ['1 hour ago', '2026-11-21T09:00:00.000Z'],
    ['2 days ago', '2026-11-19T10:00:00.000Z'],
    [' 2w ago ', '2026-11-07T10:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20 08:15', '2026-11-20T08:15:00.000Z'],
    ['2026-11-20T08:15:30+02:00', '2026-11-20T06:15:30.000Z'],
  ])('%s', (text, time) => {
    expect(parseTime(text, NOW)?.toISOString()).toBe(time);
  });

  it.each(['', 'yesterday', 'ago', '2026-13-40', '99999999999999999 d ago', '2026-11-21T10-00-00Z'])(
    '"%s" is none',
    (text) => {
      expect(parseTime(text, NOW)).toBeNull();
    },
  );
});

describe('the name of a snapshot', () => {
  it.each([
    ['latest', { kind: 'latest', back: 0 }],
    ['latest~12', { kind: 'latest', back: 12 }],
    ['2026-11-21T10-00-00Z-2', { kind: 'id', id: '2026-11-21T10-00-00Z-2' }],
    ['1 d ago', { kind: 'time', at: new Date('2026-11-20T10:00:00Z') }],
    ['99999999999999999 d ago', { kind: 'file', path: '99999999999999999 d ago' }],
    ['old/latest.json', { kind: 'file', path: 'old/latest.json' }],
  ])('%s', (text, reference) => {
    expect(parseReference(text, NOW)).toEqual(reference);
  });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ServeLog } from '../../src/cli/serve-log.ts';
import type { NetworkEvent } from '../../src/model/index.ts';

let lines: string[];
let log: ServeLog;
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-21T10:00:00Z') });
  lines = [];
  log = new ServeLog({ print: () => undefined, say: (line) => lines.push(line), paint: (_, text) => text }, false);
});
afterEach(() => {
  vi.useRealTimers();
});

const event = (port: string): NetworkEvent => ({
  ...{ at: '2026-11-21T10:00:00Z', kind: 'link-down', via: 'syslog', source: '192.0.2.1' },
  ...{ port, ifIndex: null, text: 'x' },
});

it('a storm of messages is a line a second, and comes before what follows from it', () => {
  for (let i = 0; i < 1000; i++) log.event(event(`Gi0/${i % 6}`), 'r1');
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(lines).toEqual([
    '2026-11-21T10:00:01Z events    link-down: r1 Gi0/0, r1 Gi0/1, r1 Gi0/2, r1 Gi0/3 and 2 more places (1000 messages by syslog)',
  ]);
  log.event(event('Gi0/1'), null);
  log.incidents([]);
  expect(lines).toHaveLength(1);
  log.say('stopping', 'now');
  expect(lines.slice(1).map((line) => line.slice(21))).toEqual([
    'events    link-down: 192.0.2.1 Gi0/1 (1 message by syslog)',
    'stopping  now',
  ]);
});

it('the same fault is told once a minute', () => {
  for (let second = 0; second < 90; second++) {
    log.fault(new Error('the disk is full'));
    vi.advanceTimersByTime(1000);
  }
  expect(lines.filter((line) => line.includes('the disk is full'))).toHaveLength(2);
});

it('strangers are told of when they have doubled, and at the end', () => {
  const stats = (strangers: number) => ({
    ...{ received: strangers, malformed: 0, refused: 0, strangers },
    strangerAddresses: new Map([['192.0.2.9', strangers]]),
  });
  for (const strangers of [0, 1, 1, 3, 5, 6]) log.received(stats(strangers), false);
  expect(lines.map((line) => /(\d+) from strangers/.exec(line)?.[1])).toEqual(['1', '3', '6']);
  log.received(stats(6), true);
  expect(lines.at(-1)).toContain('received  6 messages, 6 from strangers (192.0.2.9: 6), 0 malformed, 0 refused');
});

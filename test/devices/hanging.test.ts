// Devices that hang hold their session until their deadline, and no longer: the others get their turn.
import { duplexPair } from 'node:stream';
import { expect, it } from 'vitest';
import type { TransportFactory } from '../../src/devices/index.ts';
import { target } from './support/ssh-device.ts';
import { VirtualTerminal } from './support/virtual-terminal.ts';
import { ask, visitAll } from './support/visits.ts';

const DEVICES = 100;
const CONCURRENCY = 20;

const hangs = (name: string) => Number(name) % 2 === 0;

/** Opens a terminal on a good device; a hanging one says nothing until the visit is given up. */
const open: TransportFactory = ({ name }, { signal }) => {
  if (hangs(name)) {
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
  const [stream, far] = duplexPair();
  new VirtualTerminal(far, { hostname: `r${name}` });
  return Promise.resolve({
    stream,
    close: async () => {
      stream.destroy();
    },
  });
};

/** Which visits were begun and ended, in order. */
class Diary {
  readonly begun: string[] = [];
  readonly ended: string[] = [];
  /** Per hanging visit: how many hanging ones before it, one after the other, it waited for, itself included. */
  readonly round = new Map<string, number>();
  mostHanging = 0;
  mostOpen = 0;

  begin(name: string): void {
    this.begun.push(name);
    const endedRounds = this.ended.map((one) => this.round.get(one) ?? 0);
    if (hangs(name)) this.round.set(name, 1 + Math.max(0, ...endedRounds));
    const open = this.begun.filter((one) => !this.ended.includes(one));
    this.mostOpen = Math.max(this.mostOpen, open.length);
    this.mostHanging = Math.max(this.mostHanging, open.filter(hangs).length);
  }
}

it('half of a hundred devices hang: the other half is visited, and nobody waits for more than three deadlines', {
  timeout: 60_000,
}, async () => {
  const diary = new Diary();
  const visits = await visitAll(
    Array.from({ length: DEVICES }, (_, i) => target(22, {}, String(i))),
    ask(),
    {
      concurrency: CONCURRENCY,
      visitTimeoutMs: 2000,
      openTransport: (one, context) => {
        diary.begin(one.name);
        return open(one, context);
      },
      onVisit: (visit) => diary.ended.push(visit.device),
    },
  );
  const outcome = (name: string) => (hangs(name) ? 'DEVICE_TIMEOUT' : 'ok');
  expect(visits.map(({ poll }) => poll.code ?? poll.status)).toEqual(visits.map(({ device }) => outcome(device)));
  expect(diary.begun.toSorted()).toEqual(visits.map(({ device }) => device).sort());
  // The worst case did come: every session was held by a device that hangs.
  expect([diary.mostHanging, diary.mostOpen]).toEqual([CONCURRENCY, CONCURRENCY]);
  expect(Math.max(...diary.round.values())).toBe(Math.ceil(DEVICES / 2 / CONCURRENCY));
});

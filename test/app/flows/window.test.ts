// Windows of traffic: when everything of them has been told.
import { describe, expect, it } from 'vitest';
import { completeWindow, windowUntil } from '../../../src/app/index.ts';
import { device, snapshot } from '../../diagram/networks.ts';

const NOW = new Date('2026-11-21T10:07:50.000Z');
const TO = (text: string) => Date.parse(`2026-11-21T${text}Z`);

type Exporters = { protocol: 'netflow5' | 'sflow5'; activeTimeoutSeconds: number | null };

function network(...exports: readonly Exporters[]) {
  const devices = exports.map(({ protocol, activeTimeoutSeconds }, i) => ({
    ...device(`r${i}`),
    flowExport: {
      exporters: [{ protocol, destination: '192.0.2.1', port: 2055, vrf: null, source: null }],
      ...{ samplers: [], ports: [], activeTimeoutSeconds, inactiveTimeoutSeconds: 15 },
    },
  }));
  return snapshot(devices, []);
}

describe('the newest complete window', () => {
  it.each([
    ['nobody exports', [], '10:07:00'],
    ['sFlow keeps nothing back', [{ protocol: 'sflow5', activeTimeoutSeconds: null }], '10:07:00'],
    ['a time-out of a minute', [{ protocol: 'netflow5', activeTimeoutSeconds: 60 }], '10:06:00'],
    ['a time-out that was not read', [{ protocol: 'netflow5', activeTimeoutSeconds: null }], '10:06:00'],
    [
      'the longest time-out counts',
      [
        { protocol: 'netflow5', activeTimeoutSeconds: 60 },
        { protocol: 'netflow5', activeTimeoutSeconds: 180 },
      ],
      '10:04:00',
    ],
    ['nobody waits half an hour', [{ protocol: 'netflow5', activeTimeoutSeconds: 1800 }], '10:02:00'],
  ] as const)('%s', (_, exports, to) => {
    const window = completeWindow(network(...exports), NOW, 300);
    expect(window).toEqual({ fromMs: TO(to) - 300_000, toMs: TO(to) });
  });
});

describe('a window that ends when the user says', () => {
  it('is as long as asked for', () => {
    const window = windowUntil('2026-11-21T10:05', 3600);
    expect(window).toEqual({ fromMs: TO('09:05:00'), toMs: TO('10:05:00') });
  });

  it('needs a time', () => {
    expect(() => windowUntil('yesterday', 60)).toThrow('"yesterday" is no time');
  });
});

// Maintenance windows: by time, by schedule in a time zone, by hand; for all devices of an incident or not at all.
import { describe, expect, it } from 'vitest';
import { maintenanceCalendar } from '../../../src/app/watch/maintenance.ts';

const NIGHT = { name: 'night', hosts: 'all', from: null, to: null, cron: '0 22 * * 6', minutes: 240 };
const matches = (pattern: string, device: string) => pattern === 'all' || device.startsWith(pattern);

describe('maintenance', () => {
  it.each([
    ['2026-11-21T20:59:59.999Z', null],
    ['2026-11-21T21:00:00.000Z', 'night'],
    ['2026-11-22T00:59:59.999Z', 'night'],
    ['2026-11-22T01:00:00.000Z', null],
    ['2026-11-20T22:30:00.000Z', null],
  ])('of Saturday 22:00 in Berlin, four hours: %s is %s', (at, name) => {
    const calendar = maintenanceCalendar([{ ...NIGHT, timezone: 'Europe/Berlin' }], [], matches);
    expect(calendar(['r1'], at)).toBe(name);
  });

  it('follows daylight saving time, where the zone has it', () => {
    const calendar = maintenanceCalendar([{ ...NIGHT, timezone: 'Europe/Berlin' }], [], matches);
    expect([calendar(['r1'], '2026-07-04T20:00:00.000Z'), calendar(['r1'], '2026-07-04T19:59:00.000Z')]).toEqual([
      ...['night', null],
    ]);
  });

  it('of one time is exact to the second, however often it is asked', () => {
    const window = { ...NIGHT, cron: null, minutes: null, timezone: null, name: 'once' };
    const times = { from: '2026-11-21T10:00:30.000Z', to: '2026-11-21T10:01:30.000Z' };
    const calendar = maintenanceCalendar([{ ...window, ...times }], [], matches);
    const at = ['10:00:29', '10:00:30', '10:01:29', '10:01:30'].map((time) => `2026-11-21T${time}.000Z`);
    expect(at.map((time) => calendar(['r1'], time))).toEqual([null, 'once', 'once', null]);
    expect(at.toReversed().map((time) => calendar(['r1'], time))).toEqual([null, 'once', 'once', null]);
  });

  it('covers an incident only where it covers all of its devices', () => {
    const window = { name: 'core', hosts: 'core', cron: null, minutes: null, timezone: null };
    const calendar = maintenanceCalendar([{ ...window, from: '2026-01-01', to: '2027-01-01' }], [], matches);
    const at = '2026-11-21T10:00:00.000Z';
    expect([calendar(['core1', 'core2'], at), calendar(['core1', 'edge1'], at), calendar([], at)]).toEqual([
      ...['core', null, null],
    ]);
  });

  it('is told by its silence, where a person has set one', () => {
    const silence = { id: 's1', hosts: 'r1', from: '2026-11-21T10:00:00.000Z', to: '2026-11-21T11:00:00.000Z' };
    const calendar = maintenanceCalendar([], [{ ...silence, by: 'eva', comment: 'new fibre' }], matches);
    expect(calendar(['r1'], '2026-11-21T10:30:00.000Z')).toBe('silence s1 (new fibre)');
    expect(calendar(['r1'], '2026-11-21T11:00:00.000Z')).toBeNull();
  });
});

// Where a host is attached, from the MAC tables of everybody on the way to it.
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/index.ts';
import { explain } from '../../src/topology/index.ts';
import { playCase } from './case-file.ts';

const [step] = playCase(`
devices:
  core: { hostname: core, ports: [Gi0/1, Gi0/2, { name: Po1 }, { name: Gi0/3, bundle: Port-channel1 }], hears: [Gi0/1 acc Gi0/1, Gi0/3 far Gi0/3] }
  acc: { hostname: acc, ports: [Gi0/1, Gi0/7], hears: [Gi0/1 core Gi0/1, { on: Gi0/8, name: SEP1, port: Port 1, caps: T }] }
  far: { hostname: far, ports: [Gi0/3], hears: [Gi0/3 core Gi0/3] }
`);

const ROWS: Record<string, [mac: string, ip: string | null, port: string][]> = {
  core: [
    ['5254.0000.0007', '192.0.2.7', 'GigabitEthernet0/1'],
    ['52:54:00:00:00:09', '192.0.2.9', 'Port-channel1'],
    ['52:54:00:00:00:08', null, 'GigabitEthernet0/1'],
  ],
  acc: [
    ['52:54:00:00:00:07', null, 'GigabitEthernet0/7'],
    ['52:54:00:00:00:08', null, 'GigabitEthernet0/8'],
  ],
};

function snapshot(): Snapshot {
  if (!step) throw new Error('one snapshot expected');
  const devices = step.snapshot.devices.map((device) => ({
    ...device,
    endpoints: (ROWS[device.name] ?? []).map(([mac, ip, port]) => ({ mac, ip, port, vlan: '10' })),
  }));
  return { ...step.snapshot, devices };
}

function placesOf(reference: string): string[] {
  const sightings = explain(snapshot(), reference).endpoint?.sightings ?? [];
  return sightings.map(({ device, port, isAttached }) => `${isAttached ? 'attached' : 'through'} ${device} ${port}`);
}

describe('a host', () => {
  it.each(['192.0.2.7', '52:54:00:00:00:07', '5254.0000.0007', '5254-0000-0007'])(
    '%s is found where it hangs',
    (text) => {
      expect(placesOf(text)).toEqual(['attached acc GigabitEthernet0/7', 'through core GigabitEthernet0/1']);
      expect(explain(snapshot(), text).subject).toEqual({ kind: 'endpoint', name: '52:54:00:00:00:07, 192.0.2.7' });
    },
  );

  it('behind a phone hangs on the port of the phone', () => {
    expect(placesOf('52:54:00:00:00:08')).toEqual([
      'attached acc GigabitEthernet0/8',
      'through core GigabitEthernet0/1',
    ]);
  });

  it('seen through a LAG only is not attached to it', () => {
    expect(placesOf('192.0.2.9')).toEqual(['through core Port-channel1']);
  });

  it.each(['192.0.2.99', '52:54:00:00:00:99', 'printer'])('%s is not found', (text) => {
    expect(() => explain(snapshot(), text)).toThrow(expect.objectContaining({ code: 'TOPOLOGY_NOT_FOUND' }));
  });
});

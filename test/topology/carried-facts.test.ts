// What outlives a visit: boot time, ifIndex numbers and their validity, flow export, endpoints.
import { describe, expect, it } from 'vitest';
import type { DeviceFacts, FlowExport, Port, Snapshot } from '../../src/model/index.ts';
import { buildTopology, type TopologyDevice } from '../../src/topology/index.ts';

const DAY = 86_400;

function port(name: string, ifIndex: number | null): Port {
  return {
    ...{ name, short: name, ifIndex, speedBps: null, adminUp: true, operUp: true, description: null, mac: null },
    ...{ bundle: null, bundleProtocol: null, bundleState: null, addresses: [], mtu: 1500, duplex: 'full' },
  };
}

function facts(more: Partial<DeviceFacts>): DeviceFacts {
  return {
    ...{ hostname: 'r1', domain: null, model: null, version: null, serial: null, chassisId: null, lldp: null },
    ...{ uptimeSeconds: null, flowExport: null, endpoints: [], ports: [], neighbors: [], problems: [] },
    neighborsOutcome: 'empty',
    ...more,
  };
}

function device(found: DeviceFacts | null): TopologyDevice {
  const poll = { status: found ? 'ok' : 'unreachable', code: null, message: null, hint: null } as const;
  return {
    ...{ name: 'r1', groups: [], site: null, role: null, aliases: [], host: 'r1', platform: 'cisco_ios' },
    ...{ poll: { ...poll, tookMs: 1, changed: false }, facts: found, evidence: new Map() },
  };
}

/** The device as the last of several snapshots, an hour apart, shows it. */
function lastOf(...visits: readonly (DeviceFacts | null)[]) {
  let previous: Snapshot | null = null;
  for (const [hour, found] of visits.entries()) {
    const takenAt = `2026-11-21T1${hour}:00:30.000Z`;
    const input = { id: takenAt, takenAt, devices: [device(found)], declaredLinks: [], domains: [], previous };
    const topology = buildTopology({ ...input, excludePort: () => false });
    const head = { schema: 'toposcope/snapshot/1' as const, id: takenAt, takenAt, tookMs: 1, previous: null };
    previous = { ...head, ...topology, changes: [], answers: {}, loads: null };
  }
  return previous?.devices[0];
}

describe('facts carried from visit to visit', () => {
  const first = facts({ uptimeSeconds: DAY, ports: [port('Gi0/1', 1), port('Gi0/2', 2)] });

  it('the boot time is the same text while the uptime tells the same start', () => {
    expect(lastOf(first)?.bootedAt).toBe('2026-11-20T10:00:00.000Z');
    expect(lastOf(first, facts({ uptimeSeconds: DAY + 3600 - 55 }))?.bootedAt).toBe('2026-11-20T10:00:00.000Z');
    expect(lastOf(first, null)?.bootedAt).toBe('2026-11-20T10:00:00.000Z');
  });

  it('a restart is a new boot time', () => {
    expect(lastOf(first, facts({ uptimeSeconds: 600 }))?.bootedAt).toBe('2026-11-21T10:50:00.000Z');
  });

  it('ifIndex numbers that were not read this time are kept, with the time they were read', () => {
    const unread = facts({ uptimeSeconds: DAY + 3600, ports: [port('Gi0/1', null), port('Gi0/3', null)] });
    const found = lastOf(first, unread);
    expect(found?.ifIndexAsOf).toBe('2026-11-21T10:00:30.000Z');
    expect(found?.ports.map(({ name, ifIndex }) => [name, ifIndex])).toEqual([
      ['Gi0/1', 1],
      ['Gi0/3', null],
    ]);
  });

  it('a restart ends them', () => {
    const found = lastOf(first, facts({ uptimeSeconds: 60, ports: [port('Gi0/1', null)] }));
    expect(found?.ports[0]?.ifIndex).toBeNull();
    expect(found?.ifIndexAsOf).toBeNull();
  });

  it('numbers read now are of now', () => {
    const found = lastOf(first, facts({ uptimeSeconds: 60, ports: [port('Gi0/1', 7)] }));
    expect(found?.ports[0]?.ifIndex).toBe(7);
    expect(found?.ifIndexAsOf).toBe('2026-11-21T11:00:30.000Z');
  });

  it('flow export and endpoints of a device that does not answer are those it had', () => {
    const flowExport: FlowExport = {
      exporters: [{ protocol: 'netflow9', destination: '192.0.2.9', port: 2055, vrf: null, source: null }],
      ...{ samplers: [], ports: [], activeTimeoutSeconds: 60, inactiveTimeoutSeconds: 15 },
    };
    const endpoints = [{ mac: '52:54:00:00:00:01', ip: '192.0.2.7', vlan: '10', port: 'Gi0/1' }];
    const found = lastOf(facts({ flowExport, endpoints }), null);
    expect(found).toMatchObject({ flowExport, endpoints });
    expect(lastOf(facts({ flowExport, endpoints }), facts({}))).toMatchObject({ flowExport, endpoints: [] });
  });
});

// Other programs write snapshot documents too: what the schema gained later may be missing.
import { expect, it } from 'vitest';
import { Snapshot } from '../../src/model/index.ts';

const LINK = 'r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1';

/** No more than every document of schema 1 has. */
const DOCUMENT = {
  schema: 'toposcope/snapshot/1',
  id: '2026-11-21T10-00-00Z',
  takenAt: '2026-11-21T10:00:00Z',
  tookMs: 812,
  devices: [
    {
      ...{ name: 'r6-edge', managed: true, hostname: 'r6', platform: 'cisco_ios', model: null, version: null },
      ...{ serial: null, managementAddress: '192.0.2.6', chassisId: null, groups: [], site: null, role: null },
      aliases: ['r6'],
      poll: { status: 'ok', code: null, message: null, tookMs: 640, changed: false },
      lldp: { enabled: true, intervalSeconds: 30, holdSeconds: 120 },
      ports: [
        {
          ...{ name: 'GigabitEthernet0/1', short: 'Gi0/1', ifIndex: 2, speedBps: 1e9, adminUp: true, operUp: true },
          ...{ description: null, bundle: null, addresses: ['10.0.0.1/30'] },
        },
      ],
    },
  ],
  links: [
    {
      id: LINK,
      a: { device: 'r1', port: 'GigabitEthernet0/1' },
      b: { device: 'r6-edge', port: 'GigabitEthernet0/1' },
      ...{ state: 'confirmed', reason: null, protocols: ['lldp'], speedBps: 1e9, bundle: null, segment: null },
      ...{ firstSeen: '2026-11-21T10:00:00Z', claims: [] },
    },
  ],
  changes: [],
  problems: [{ code: 'PARSE_UNKNOWN_LINE', device: 'r3', message: 'unknown line', hint: 'report it' }],
};

it('a document without the later fields is read', () => {
  const snapshot = Snapshot.parse(DOCUMENT);
  expect(snapshot.links[0]).toMatchObject({ id: LINK, settling: false, incoherent: [] });
  expect(snapshot).toMatchObject({ previous: null, segments: [], bundles: [], answers: {}, loads: null });
});

it('a document without what it is about is not', () => {
  const { links: _links, ...without } = DOCUMENT;
  expect(Snapshot.safeParse(without).success).toBe(false);
});

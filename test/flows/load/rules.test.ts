// One rule of attribution each: records in, the figure of a link and direction out.
import { describe, expect, it } from 'vitest';
import { FLOW_FLAGS, SPECIAL_IF } from '../../../src/flows/index.ts';
import type { LoadSource, UnattributedReason } from '../../../src/model/index.ts';
import { type DeviceScene, directions, meter, type NetworkScene, type RecordScene } from './scene.ts';

/** r1 and r2 by a cable; r1 has a second one to r3, r2 one to a client that exports nothing. */
function network(
  r1: Partial<DeviceScene> = {},
  r2: Partial<DeviceScene> = {},
  more: Partial<NetworkScene> = {},
): NetworkScene {
  return {
    devices: {
      r1: { address: '10.0.0.1', ports: { 'Gi0/1': 1, 'Gi0/2': 2, 'Gi0/9': 9 }, ...r1 },
      r2: { address: '10.0.0.2', ports: { 'Gi0/1': 11, 'Gi0/2': 12 }, ...r2 },
      r3: { address: '10.0.0.3', ports: { 'Gi0/2': 32 } },
      Client: { managed: false },
    },
    links: ['r1:Gi0/1 -- r2:Gi0/1', 'r1:Gi0/2 -- r3:Gi0/2', 'Client -- r2:Gi0/2 | declared'],
    ...more,
  };
}

const told = (measures: 'in' | 'out' | 'both' | '') => ({
  ports: { 'Gi0/1': { ifIndex: 1, measures }, 'Gi0/2': { ifIndex: 2, measures } },
});

interface Rule {
  readonly rule: string;
  readonly in: NetworkScene;
  readonly records: readonly RecordScene[];
  /** Direction → octets and source. */
  readonly loads: Readonly<Record<string, readonly [bytes: number | null, source: LoadSource | null]>>;
  readonly lost?: Partial<Record<UnattributedReason, number>>;
  readonly notes?: Readonly<Record<string, RegExp>>;
}

// 982 octets of layer 3 are a frame of 1000.
const RULES: readonly Rule[] = [
  {
    rule: 'what came in at the far end is the load',
    in: network(),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'ingress-far'], 'r2:Gi0/1 -- r1:Gi0/1': [null, null] },
  },
  {
    rule: 'what left the near end is the load where the far end tells nothing',
    in: network(),
    records: [{ from: '10.0.0.1', way: 'egress', in: 2, out: 1, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
  },
  {
    rule: 'ends are never added',
    in: network(),
    records: [
      { from: '10.0.0.1', way: 'egress', in: 2, out: 1, bytes: 982 },
      { from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 982 },
    ],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'ingress-far'] },
  },
  {
    rule: 'what came in elsewhere and left here is inferred, without a note where everything that comes in is measured',
    in: network(told('in')),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 2, out: 1, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'], 'r3:Gi0/2 -- r1:Gi0/2': [1000, 'ingress-far'] },
  },
  {
    rule: 'what is inferred has a note where not all ports are measured',
    in: network({ ports: { 'Gi0/1': { ifIndex: 1, measures: '' }, 'Gi0/2': { ifIndex: 2, measures: 'in' } } }),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 2, out: 1, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
    notes: { 'r1:Gi0/1 -- r2:Gi0/1': /r1, of which not all are measured/ },
  },
  {
    rule: 'what is inferred has a note where the settings are not known',
    in: network(),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 2, out: 1, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
    notes: { 'r1:Gi0/1 -- r2:Gi0/1': /did not tell/ },
  },
  {
    rule: 'what was seen is never added to what was inferred',
    in: network(),
    records: [
      { from: '10.0.0.1', way: 'ingress', in: 2, out: 1, bytes: 982 },
      { from: '10.0.0.1', way: 'egress', in: 2, out: 1, bytes: 982 },
    ],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
  },
  {
    rule: 'v5 with both caches: two equal records are one flow, as the settings tell',
    in: network(told('both')),
    records: [1, 2].map(() => ({ from: '10.0.0.1', type: 'netflow5' as const, in: 2, out: 1, bytes: 983, key: 7 })),
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1001, 'egress-near'], 'r3:Gi0/2 -- r1:Gi0/2': [1001, 'ingress-far'] },
  },
  {
    rule: 'v5 with ingress at one port and egress at the other: both count the flow',
    in: network({ ports: { 'Gi0/1': { ifIndex: 1, measures: 'out' }, 'Gi0/2': { ifIndex: 2, measures: 'in' } } }),
    records: [1, 2].map(() => ({ from: '10.0.0.1', type: 'netflow5' as const, in: 2, out: 1, bytes: 982, key: 7 })),
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'], 'r3:Gi0/2 -- r1:Gi0/2': [1000, 'ingress-far'] },
  },
  {
    rule: 'v5 with egress only: seen where it left',
    in: network(told('out')),
    records: [{ from: '10.0.0.1', type: 'netflow5', in: 2, out: 1, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'], 'r3:Gi0/2 -- r1:Gi0/2': [1000, 'ingress-far'] },
  },
  {
    rule: 'v5 without settings: equal records are paired, others are not',
    in: network(),
    records: [
      { from: '10.0.0.1', type: 'netflow5', in: 2, out: 1, bytes: 982, key: 7, came: 20 },
      { from: '10.0.0.1', type: 'netflow5', in: 2, out: 1, bytes: 982, key: 8, came: 20 },
      { from: '10.0.0.1', type: 'netflow5', in: 2, out: 1, bytes: 982, key: 7, came: 22 },
      { from: '10.0.0.1', type: 'netflow5', in: 2, out: 1, bytes: 982, key: 8, came: 22 },
    ],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [2000, 'egress-near'], 'r3:Gi0/2 -- r1:Gi0/2': [2000, 'ingress-far'] },
  },
  {
    rule: 'v5 without settings: an equal record long after is another flow',
    in: network(),
    records: [0, 25].map((came) => ({
      from: '10.0.0.1',
      type: 'netflow5' as const,
      in: 2,
      out: 1,
      bytes: 982,
      key: 7,
      came,
    })),
    loads: { 'r3:Gi0/2 -- r1:Gi0/2': [2000, 'ingress-far'] },
  },
  {
    rule: 'one sub-interface in, another out of the same cable: both directions',
    in: network({ ports: { 'Gi0/1': 1, 'Gi0/1.10': 110, 'Gi0/1.20': 120, 'Gi0/2': 2 } }),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 110, out: 120, bytes: 978 }],
    loads: { 'r2:Gi0/1 -- r1:Gi0/1': [1000, 'ingress-far'], 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
  },
  {
    rule: 'a VLAN tag that a record tells of is part of the frame',
    in: network(),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 978, vlan: 10 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'ingress-far'] },
  },
  {
    rule: 'sFlow tells the frame itself, and the rate',
    in: network(),
    records: [
      { from: '10.0.0.2', type: 'sflow5', way: 'ingress', in: 11, out: 12, seenAt: 11, bytes: 1000, rate: 100 },
    ],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [100_000, 'ingress-far'] },
  },
  {
    rule: 'sFlow: a packet sampled on its way in and on its way out counts once at each port',
    in: network(),
    records: [
      {
        from: '10.0.0.1',
        type: 'sflow5',
        way: 'ingress',
        in: 2,
        out: SPECIAL_IF.internal,
        seenAt: 2,
        bytes: 1000,
        rate: 1,
      },
      {
        from: '10.0.0.1',
        type: 'sflow5',
        way: 'egress',
        in: SPECIAL_IF.internal,
        out: 1,
        seenAt: 1,
        bytes: 1000,
        rate: 1,
      },
    ],
    loads: { 'r3:Gi0/2 -- r1:Gi0/2': [1000, 'ingress-far'], 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
  },
  {
    rule: 'two protocols of one device see the same packets',
    in: network(),
    records: [
      { from: '10.0.0.2', type: 'netflow9', way: 'ingress', in: 11, out: 12, bytes: 982 },
      { from: '10.0.0.2', type: 'ipfix', way: 'ingress', in: 11, out: 12, bytes: 982 },
      { from: '10.0.0.2', type: 'sflow5', way: 'ingress', in: 11, out: 12, seenAt: 11, bytes: 1100, rate: 10 },
    ],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'ingress-far'] },
  },
  {
    rule: 'a stub: what comes from it is seen as it comes in, what goes to it as it leaves or by inference',
    in: network(),
    records: [
      { from: '10.0.0.2', way: 'ingress', in: 12, out: 11, bytes: 982 },
      { from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 1982 },
    ],
    loads: { 'Client -- r2:Gi0/2': [1000, 'ingress-far'], 'r2:Gi0/2 -- Client': [2000, 'egress-near'] },
  },
  {
    rule: 'a sampled record without a rate has the rate of the sampler that its port names',
    in: network({
      ports: { 'Gi0/1': { ifIndex: 1, measures: 'in', sampler: 'S' }, 'Gi0/2': { ifIndex: 2, measures: 'in' } },
      samplers: [
        { name: 'S', port: null, rate: 100 },
        { name: 'other', port: null, rate: 5 },
      ],
    }),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 1, out: 2, bytes: 982 }],
    loads: { 'r2:Gi0/1 -- r1:Gi0/1': [100_000, 'ingress-far'] },
  },
  {
    rule: 'what is inferred at another port was sampled where it was seen',
    in: network({
      ports: { 'Gi0/1': { ifIndex: 1, measures: 'in' }, 'Gi0/2': { ifIndex: 2, measures: 'in', sampler: 'S' } },
      samplers: [{ name: 'S', port: null, rate: 100 }],
    }),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 2, out: 1, bytes: 982 }],
    loads: { 'r3:Gi0/2 -- r1:Gi0/2': [100_000, 'ingress-far'], 'r1:Gi0/1 -- r2:Gi0/1': [100_000, 'egress-near'] },
  },
  {
    rule: 'a sample of a port that it neither came in nor went out by',
    in: network(told('both')),
    records: [{ from: '10.0.0.1', type: 'sflow5', in: 2, out: 1, seenAt: 9, bytes: 1000, rate: 1 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [0, 'egress-near'] },
    lost: { 'unknown-direction': 1000 },
  },
  {
    rule: 'a measured link whose ifIndex is not known is not idle, but unknown',
    in: network({}, { ports: { 'Gi0/1': { measures: 'both' }, 'Gi0/2': { ifIndex: 12, measures: 'both' } } }),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 12, out: 77, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [null, null] },
  },
  {
    rule: 'a rate that nobody tells is 1, and a note says so',
    in: network(),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 982 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'ingress-far'] },
    notes: { 'r1:Gi0/1 -- r2:Gi0/1': /No sampling rate was told/ },
  },
  {
    rule: 'a stranger is unknown',
    in: network(),
    records: [{ from: '10.9.9.9', way: 'ingress', in: 11, out: 12, bytes: 982, rate: 10 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [null, null] },
    lost: { 'unknown-exporter': 10_000 },
  },
  {
    rule: 'what names no port of the device is unknown; what it tells of the other port is inferred',
    in: network(),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 77, out: 1, bytes: 982, rate: 1 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
    lost: { 'unknown-ifindex': 1000 },
  },
  {
    rule: 'a port without a link',
    in: network(),
    records: [{ from: '10.0.0.1', way: 'ingress', in: 9, out: 77, bytes: 982, rate: 1 }],
    loads: {},
    lost: { 'no-link': 1000 },
  },
  {
    rule: 'the device itself, what it dropped, what it multiplied',
    in: network(),
    records: [
      { from: '10.0.0.1', way: 'ingress', in: SPECIAL_IF.internal, out: 77, bytes: 982, rate: 1 },
      { from: '10.0.0.1', way: 'egress', in: 77, out: SPECIAL_IF.discardBase + 3, bytes: 1982, rate: 1 },
      { from: '10.0.0.1', way: 'egress', in: 77, out: SPECIAL_IF.multipleBase + 3, bytes: 2982, rate: 1 },
      {
        from: '10.0.0.1',
        type: 'sflow5',
        in: 1,
        out: 2,
        seenAt: 1,
        bytes: 4000,
        flags: FLOW_FLAGS.discarded | FLOW_FLAGS.frameBytes,
      },
    ],
    loads: {},
    lost: { internal: 1000, discarded: 6000, multiple: 3000 },
  },
  {
    rule: 'what came in and was dropped, or went to many, or to the device, has used the link',
    in: network(),
    records: [SPECIAL_IF.internal, SPECIAL_IF.discardBase, SPECIAL_IF.multipleBase].map((out) => ({
      ...{ from: '10.0.0.2', type: 'netflow5' as const, in: 11, out, bytes: 982, key: out },
    })),
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [3000, 'ingress-far'] },
  },
  {
    rule: 'what the device sent itself left it',
    in: network(),
    records: [{ from: '10.0.0.1', type: 'netflow5', in: SPECIAL_IF.internal, out: 1, bytes: 982, key: 1 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'egress-near'] },
  },
  {
    rule: 'a probe that names one port twice: by its direction',
    in: network(),
    records: [
      { from: '10.0.0.1', way: 'ingress', in: 1, out: 1, bytes: 982 },
      { from: '10.0.0.1', way: 'egress', in: 1, out: 1, bytes: 1982 },
    ],
    loads: { 'r2:Gi0/1 -- r1:Gi0/1': [1000, 'ingress-far'], 'r1:Gi0/1 -- r2:Gi0/1': [2000, 'egress-near'] },
  },
  {
    rule: 'a probe that names one port twice and no direction: nobody knows which',
    in: network(),
    records: [{ from: '10.0.0.1', type: 'netflow5', in: 1, out: 1, bytes: 982, rate: 1 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [null, null] },
    lost: { 'unknown-direction': 1000 },
  },
  {
    rule: 'a port of a segment of three: which neighbour, nobody says',
    in: network(
      {},
      {},
      { links: ['r1:Gi0/1 -- hub | segment hub', 'r2:Gi0/1 -- hub | segment hub', 'r3:Gi0/2 -- hub | segment hub'] },
    ),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 982, rate: 1 }],
    loads: {},
    lost: { segment: 1000 },
  },
  {
    rule: "a port that two links claim in the same way is nobody's",
    in: network({}, {}, { links: ['r1:Gi0/1 -- r2:Gi0/1 | one-way', 'r1:Gi0/2 -- r2:Gi0/1 | one-way'] }),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 982, rate: 1 }],
    loads: {},
    lost: { segment: 1000 },
  },
  {
    rule: 'of two links at a port the confirmed one has its traffic',
    in: network({}, {}, { links: ['r1:Gi0/1 -- r2:Gi0/1', 'r1:Gi0/2 -- r2:Gi0/1 | mismatch'] }),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 982, rate: 1 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [1000, 'ingress-far'], 'r1:Gi0/2 -- r2:Gi0/1': [null, null] },
  },
  {
    rule: 'a measured link on which nothing came is idle, and its ends were heard',
    in: network(
      {},
      { ports: { 'Gi0/1': { ifIndex: 11, measures: 'both' }, 'Gi0/2': { ifIndex: 12, measures: 'both' } } },
    ),
    records: [{ from: '10.0.0.2', way: 'ingress', in: 12, out: 77, bytes: 982, rate: 1 }],
    loads: { 'r1:Gi0/1 -- r2:Gi0/1': [0, 'ingress-far'], 'r2:Gi0/1 -- r1:Gi0/1': [0, 'egress-near'] },
  },
];

describe('loads', () => {
  it.each(RULES)('$rule', ({ in: scene, records, loads, lost = {}, notes = {} }) => {
    const metered = meter(scene);
    metered.add(records);
    const result = metered.loads();
    const figures = Object.fromEntries(
      Object.keys(loads).map((text) => {
        const { bytes, source } = directions(result, text).there;
        return [text, [bytes, source]];
      }),
    );
    expect(figures).toEqual(loads);
    expect(result.unattributed.reasons).toEqual(lost);
    for (const [text, note] of Object.entries(notes))
      expect(directions(result, text).there.notes.join('\n')).toMatch(note);
  });

  it('need no note where nothing is wrong', () => {
    const metered = meter(network(told('both'), { ports: { 'Gi0/1': { ifIndex: 11, measures: 'both' } } }));
    metered.add([
      { from: '10.0.0.1', way: 'egress', in: 2, out: 1, bytes: 982, rate: 1 },
      { from: '10.0.0.2', way: 'ingress', in: 11, out: 77, bytes: 982, rate: 1 },
    ]);
    expect(metered.loads().links.flatMap(({ aToB, bToA }) => [...aToB.notes, ...bToA.notes])).toEqual([]);
  });

  it('say what they rest on', () => {
    const metered = meter(network());
    metered.add([
      { from: '10.0.0.1', way: 'egress', in: 2, out: 1, bytes: 1_000_000, packets: 1000, last: 60, rate: 1 },
      { from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 1_500_000, packets: 1500, last: 60, rate: 1 },
    ]);
    const { there } = directions(metered.loads(), 'r1:Gi0/1 -- r2:Gi0/1');
    expect(there).toEqual({
      bytes: 1_527_000,
      packets: 1500,
      bps: 203_600,
      utilisation: ((1_527_000 + 20 * 1500) * 8) / 60 / 1e9,
      source: 'ingress-far',
      coverage: expect.any(Number),
      interval: null,
      evidence: { ingressFar: 1_527_000, egressNear: 1_018_000, counters: null },
      notes: ['The ends disagree: 136kbit/s left r1, 204kbit/s came in at r2.'],
    });
  });

  it('have no share of an unknown capacity', () => {
    const metered = meter(network({ ports: { 'Gi0/1': { ifIndex: 1, speedBps: null } } }));
    metered.add([{ from: '10.0.0.2', way: 'ingress', in: 11, out: 12, bytes: 982 }]);
    const { there } = directions(metered.loads(), 'r1:Gi0/1 -- r2:Gi0/1');
    expect(there.utilisation).toBeNull();
    expect(there.bps).toBeGreaterThan(0);
  });
});

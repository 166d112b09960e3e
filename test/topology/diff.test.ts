// Changes with one meaning each: every step of a story and what is told of it.
import { describe, expect, it } from 'vitest';
import { type Change, isLinkChange, type Snapshot, type SnapshotDevice, shortPortName } from '../../src/model/index.ts';
import { compareSnapshots, diffSnapshots } from '../../src/topology/index.ts';
import { playCase } from './case-file.ts';

function short(text: string): string {
  return text.replace(/[A-Z][A-Za-z-]+\d+(?:\/\d+)*/g, shortPortName);
}

function tell(changes: readonly Change[]): string[] {
  return changes.map((change) => `${change.kind} ${isLinkChange(change) ? short(change.link) : change.device}`);
}

/** The changes of each step after the first. */
function stepsOf(text: string): string[][] {
  return playCase(text)
    .slice(1)
    .map(({ snapshot }) => tell(snapshot.changes));
}

/** The last two snapshots. */
function lastTwo(text: string): [Snapshot, Snapshot] {
  const [before, after] = playCase(text)
    .slice(-2)
    .map(({ snapshot }) => snapshot);
  if (!before || !after) throw new Error('two snapshots expected');
  return [before, after];
}

const LAG = `
devices:
  r1:
    hostname: r1
    ports: [{ name: Gi0/1, bundle: Port-channel1, bundleState: bundled }, { name: Gi0/2, bundle: Port-channel1, bundleState: bundled }]
    hears: [Gi0/1 r2 Gi0/1, Gi0/2 r2 Gi0/2]
  r2:
    hostname: r2
    ports: [{ name: Gi0/1, bundle: Port-channel7, bundleState: bundled }, { name: Gi0/2, bundle: Port-channel7, bundleState: bundled }]
    hears: [Gi0/1 r1 Gi0/1, Gi0/2 r1 Gi0/2]
`;

function r1Ports(first: string, second: string): string {
  const port = (number: number, state: string) =>
    `{ name: Gi0/${number}, bundle: Port-channel1, bundleState: ${state} }`;
  return `[${port(1, first)}, ${port(2, second)}]`;
}

describe('bundles', () => {
  it('are degraded by a member that is suspended while its link is heard, once, and restored', () => {
    const suspended = `devices: { r1: { ports: ${r1Ports('bundled', 'suspended')} } }`;
    const again = `devices: { r1: { ports: ${r1Ports('bundled', 'bundled')} } }`;
    expect(stepsOf([LAG, suspended, 'devices: {}', again].join('\n---\n'))).toEqual([
      ['degraded r1:Gi0/2--r2:Gi0/2'],
      [],
      ['restored r1:Gi0/2--r2:Gi0/2'],
    ]);
  });

  it('tell of each member that is out', () => {
    const suspended = `devices: { r1: { ports: ${r1Ports('suspended', 'suspended')} } }`;
    expect(stepsOf([LAG, suspended].join('\n---\n'))).toEqual([
      ['degraded r1:Gi0/1--r2:Gi0/1', 'degraded r1:Gi0/2--r2:Gi0/2'],
    ]);
  });

  it('a hot standby is no trouble', () => {
    const standby = `devices: { r1: { ports: ${r1Ports('bundled', 'standby')} } }`;
    expect(stepsOf([LAG, standby].join('\n---\n'))).toEqual([[]]);
  });

  it('a member that goes is degraded and not lost too; back, it restores', () => {
    const gone = 'devices: { r1: { hears: [Gi0/1 r2 Gi0/1] }, r2: { hears: [Gi0/1 r1 Gi0/1] } }';
    const back =
      'devices: { r1: { hears: [Gi0/1 r2 Gi0/1, Gi0/2 r2 Gi0/2] }, r2: { hears: [Gi0/1 r1 Gi0/1, Gi0/2 r1 Gi0/2] } }';
    const down = 'devices: { r1: { hears: [] }, r2: { hears: [] } }';
    expect(stepsOf([LAG, gone, back].join('\n---\n'))).toEqual([
      ['degraded r1:Gi0/2--r2:Gi0/2'],
      ['restored r1:Gi0/2--r2:Gi0/2'],
    ]);
    expect(stepsOf([LAG, down].join('\n---\n'))).toEqual([['lost r1:Gi0/1--r2:Gi0/1', 'lost r1:Gi0/2--r2:Gi0/2']]);
  });

  it('nothing is told of them where a visit fails', () => {
    const failed = 'devices: { r2: { poll: DEVICE_TIMEOUT }, r1: { hears: [Gi0/1 r2 Gi0/1] } }';
    expect(stepsOf([LAG, failed].join('\n---\n'))).toEqual([[]]);
  });

  it('speak for themselves where no link of a member tells', () => {
    const [before, after] = lastTwo([LAG, 'devices: {}'].join('\n---\n'));
    const [bundle] = after.bundles;
    if (!bundle) throw new Error('a bundle expected');
    const troubled = { ...after, bundles: [{ ...bundle, state: 'degraded' as const, reasons: ['r1:Gi0/3 is down'] }] };
    const told = diffSnapshots(before, troubled);
    expect(told).toMatchObject([
      { kind: 'degraded', link: bundle.id, a: bundle.a, b: bundle.b, cause: 'r1:Gi0/3 is down', fault: null },
    ]);
    expect(tell(diffSnapshots(troubled, after))).toEqual(['restored r1:Po1--r2:Po7']);
    const crossed = {
      ...troubled,
      bundles: [{ ...bundle, state: 'mismatch' as const, reasons: ['r1:Gi0/3 leads to r9'] }],
    };
    expect(tell(diffSnapshots(before, crossed))).toEqual(['mismatch r1:Po1--r2:Po7']);
    expect(diffSnapshots(troubled, troubled)).toEqual([]);
  });
});

describe('faults', () => {
  const CABLE = `
devices:
  r1: { hostname: r1, ports: [Gi0/1], hears: [Gi0/1 r2 Gi0/1] }
  r2: { hostname: r2, ports: [Gi0/1], hears: [Gi0/1 r1 Gi0/1] }
---
`;
  it.each([
    ['[Gi0/1 shut]', 'admin-down'],
    ['[Gi0/1 down]', 'line-down'],
    ['[Gi0/1]', 'silent'],
  ])('a link lost with ports %s is %s', (ports, fault) => {
    const [before, after] = lastTwo(`${CABLE}devices: { r1: { hears: [], ports: ${ports} }, r2: { hears: [] } }`);
    expect(diffSnapshots(before, after)).toMatchObject([{ kind: 'lost', fault }]);
  });

  it('is that of the link where it turned one-way', () => {
    const [before, after] = lastTwo(`${CABLE}devices: { r2: { hears: [] } }`);
    expect(diffSnapshots(before, after)).toMatchObject([{ kind: 'one-way', fault: after.links[0]?.fault }]);
  });
});

describe('ignored neighbours', () => {
  const PHONE = `
devices:
  r1: { hostname: r1, hears: [Gi0/1 r2 Gi0/1, Gi0/8 phone 1] }
  r2: { hostname: r2, hears: [Gi0/1 r1 Gi0/1] }
---
devices: { r1: { hears: [Gi0/1 r2 Gi0/1] } }
`;
  const ignoring = (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    devices: snapshot.devices.map((device) => ({ ...device, ignored: device.name === 'phone' })),
  });

  it('make no change, be it that they come, go, or are ignored only now', () => {
    const [before, after] = lastTwo(PHONE);
    expect(tell(diffSnapshots(before, after))).toEqual(['lost phone:1--r1:Gi0/8']);
    expect(diffSnapshots(ignoring(before), after)).toEqual([]);
    expect(diffSnapshots(after, ignoring(before))).toEqual([]);
    expect(diffSnapshots(before, ignoring(before))).toEqual([]);
    expect(compareSnapshots(ignoring(before), after).unjudged).toMatchObject([
      { why: 'ignored', link: 'phone:1--r1:GigabitEthernet0/8' },
    ]);
  });
});

describe('what is not judged', () => {
  it('is told with its reason where visits fail', () => {
    const [before, after] = lastTwo(`
devices:
  r1: { hostname: r1, hears: [Gi0/1 r2 Gi0/1] }
  r2: { hostname: r2, hears: [Gi0/1 r1 Gi0/1] }
---
devices: { r2: { poll: DEVICE_TIMEOUT } }
`);
    const { changes, unjudged } = compareSnapshots(before, after);
    expect(changes).toEqual([]);
    expect(unjudged).toMatchObject([{ why: 'not-read', text: 'r2 could not be polled (DEVICE_TIMEOUT); r1 hears r2' }]);
    expect(compareSnapshots(after, after).unjudged).toEqual([]);
  });

  it('is told where those who claimed a link have left the inventory', () => {
    const [before, after] = lastTwo(`
devices:
  r1: { hostname: r1, hears: [Gi0/1 printer 1] }
---
devices: { r1: null, r2: { hears: [] } }
`);
    const { changes, unjudged } = compareSnapshots(before, after);
    expect(tell(changes)).toEqual(['device-removed r1', 'device-added r2']);
    expect(unjudged).toMatchObject([{ why: 'not-asked' }]);
  });

  it('is told of the same wire as part of a segment', () => {
    const [before, after] = lastTwo(`
devices:
  r1: { hostname: r1, hears: [Gi0/1 r2 Gi0/1] }
  r2: { hostname: r2, hears: [Gi0/1 r1 Gi0/1] }
  r3: { hostname: r3, hears: [] }
---
devices:
  r1: { hears: [Gi0/1 r2 Gi0/1, Gi0/1 r3 Gi0/1] }
  r2: { hears: [Gi0/1 r1 Gi0/1, Gi0/1 r3 Gi0/1] }
  r3: { hears: [Gi0/1 r1 Gi0/1, Gi0/1 r2 Gi0/1] }
`);
    const { changes, unjudged } = compareSnapshots(before, after);
    expect(tell(changes)).toEqual(['added r3:Gi0/1--segment:r1:Gi0/1']);
    expect(unjudged.map(({ why }) => why)).toEqual(['segment', 'segment', 'segment']);
  });
});

describe('devices', () => {
  const [snapshot] = playCase(
    'devices: { r1: { hostname: alpha, chassis: 02:00:00:00:00:0a, serial: FTX1, version: "1", hears: [] }, r2: {} }',
  ).map((step) => step.snapshot);
  if (!snapshot) throw new Error('a snapshot expected');

  function withR1(facts: Partial<SnapshotDevice>): Snapshot {
    const devices = snapshot?.devices.map((device) => (device.name === 'r1' ? { ...device, ...facts } : device));
    return { ...(snapshot as Snapshot), devices: devices ?? [] };
  }

  it.each<[string, Partial<SnapshotDevice>, string[]]>([
    ['another chassis and serial', { chassisId: '02:00:00:00:00:0b', serial: 'FTX2' }, ['replaced r1']],
    ['another chassis, its serial unknown', { chassisId: '02:00:00:00:00:0b', serial: null }, ['replaced r1']],
    ['another chassis id, the same serial (a stack)', { chassisId: '02:00:00:00:00:0b' }, []],
    ['a chassis id written otherwise', { chassisId: '0200.0000.000A' }, []],
    ['another serial, the same chassis', { serial: 'FTX2' }, ['new-serial r1']],
    ['another serial, its chassis unknown', { chassisId: null, serial: 'FTX2' }, ['new-serial r1']],
    ['facts that were not read', { chassisId: null, serial: null, version: null, hostname: null }, []],
    ['other software', { version: '2' }, ['new-version r1']],
    ['another hostname', { hostname: 'beta' }, ['renamed r1']],
    ['the same hostname in capitals', { hostname: 'ALPHA' }, []],
    ['another name in the inventory', { name: 'r9' }, ['renamed r9']],
    ['another name and another hostname', { name: 'r9', hostname: 'beta' }, ['renamed r9']],
    ['another name, and other software', { name: 'r9', version: '2' }, ['new-version r9', 'renamed r9']],
    ['another name, known by its hostname alone', { name: 'r9', chassisId: null, serial: null }, ['renamed r9']],
    [
      'another name and another box',
      { name: 'r9', chassisId: '02:00:00:00:00:0b', serial: 'FTX2' },
      ['device-removed r1', 'device-added r9'],
    ],
  ])('%s', (_, facts, told) => expect(tell(diffSnapshots(snapshot, withR1(facts)))).toEqual(told));

  it.each([
    ['2026-11-21T09:00:00.000Z', ['restarted r1']],
    ['2026-11-20T08:03:00.000Z', ['restarted r1']],
    ['2026-11-20T08:02:00.000Z', []],
    ['2026-11-20T07:00:00.000Z', []],
    [null, []],
  ])('started at %s, before at 2026-11-20T08:00', (bootedAt, told) => {
    expect(tell(diffSnapshots(withR1({ bootedAt: '2026-11-20T08:00:00.000Z' }), withR1({ bootedAt })))).toEqual(told);
  });

  it('a replaced one tells all of it once', () => {
    const was = withR1({ bootedAt: '2026-11-20T08:00:00.000Z', model: 'C9300' });
    const is = withR1({
      ...{ chassisId: '02:00:00:00:00:0b', serial: 'FTX2', version: '2', model: 'C9500' },
      bootedAt: '2026-11-21T09:00:00.000Z',
    });
    expect(diffSnapshots(was, is)).toMatchObject([
      {
        ...{ kind: 'replaced', link: null, device: 'r1', before: '02:00:00:00:00:0a', after: '02:00:00:00:00:0b' },
        cause:
          'another chassis under the same name; model C9300 → C9500; serial number FTX1 → FTX2; version 1 → 2; it started again at 2026-11-21T09:00:00.000Z, before at 2026-11-20T08:00:00.000Z',
      },
    ]);
  });
});

// Small snapshots for the tests of the store: whole documents, made of what the history of a network is made of.
import fc from 'fast-check';
import {
  type Claim,
  type LinkChange,
  linkId,
  SNAPSHOT_SCHEMA,
  Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
} from '../../src/model/index.ts';
import { type Evidence, hashAnswer, snapshotId } from '../../src/store/index.ts';

export function snapshotAt(takenAt: string, content: Partial<Snapshot> = {}): Snapshot {
  return Snapshot.parse({
    schema: SNAPSHOT_SCHEMA,
    id: snapshotId(new Date(takenAt)),
    takenAt,
    tookMs: 1,
    previous: null,
    devices: [],
    links: [],
    segments: [],
    bundles: [],
    changes: [],
    problems: [],
    answers: {},
    ...content,
  });
}

export function device(name: string, status: 'ok' | 'unreachable' | 'skipped' = 'ok'): SnapshotDevice {
  const poll = { status, code: null, message: null, hint: null, tookMs: 5, changed: false };
  return Snapshot.shape.devices.element.parse({
    ...{ name, managed: true, hostname: name, platform: 'cisco_ios', model: null, version: '15.8', serial: null },
    ...{ managementAddress: null, chassisId: null, groups: [], site: null, role: null, aliases: [], capabilities: [] },
    ...{ identity: [], poll, lldp: null, claimsAsOf: null, ports: [] },
  });
}

/** The link between port 1 of both, claimed by those who hear. */
export function link(
  one: string,
  other: string,
  claims: readonly Claim[] = [],
  content: Partial<SnapshotLink> = {},
): SnapshotLink {
  const port = 'GigabitEthernet0/1';
  const [a, b] = [one, other].sort().map((name) => ({ device: name, port })) as [SnapshotLink['a'], SnapshotLink['b']];
  return Snapshot.shape.links.element.parse({
    ...{ id: linkId(a, b), a, b, state: 'confirmed', reason: null, settling: false, protocols: ['lldp'] },
    ...{ speedBps: null, bundle: null, segment: null, firstSeen: '2026-11-21T10:00:00.000Z', claims },
    ...content,
  });
}

export function claim(by: string, far: string, at: string, content: Partial<Claim> = {}): Claim {
  return {
    ...{ by, port: 'GigabitEthernet0/1', protocol: 'lldp', systemName: far, chassisId: null },
    ...{ portId: 'GigabitEthernet0/1', portDescription: null, holdSeconds: 120, remainingSeconds: 100, at },
    ...{ command: 'show lldp neighbors detail', evidence: null, rule: 'exact name' },
    ...content,
  };
}

export function change(kind: 'lost' | 'added', one: string, other: string): LinkChange {
  const { id, a, b } = link(one, other);
  return { kind, link: id, a, b, before: null, partner: null, fault: null, cause: `it is ${kind}`, evidence: [] };
}

export function evidence(raw: string): Evidence {
  return { hash: hashAnswer(raw), raw };
}

export function minutes(count: number): string {
  return new Date(Date.UTC(2026, 10, 21, 10, count)).toISOString();
}

const NAMES = ['r1', 'r2', 'r3', 'r4'];
const PAIRS = NAMES.flatMap((one, index) => NAMES.slice(index + 1).map((other) => [one, other] as const));

/** Snapshots of four routers whose links come, go and change state. */
export function scenes(takenAt: fc.Arbitrary<string>): fc.Arbitrary<Snapshot> {
  const state = fc.constantFrom('confirmed' as const, 'one-way' as const, 'unverified' as const);
  return fc
    .record({
      takenAt,
      up: fc.tuple(...NAMES.map(() => fc.boolean())),
      links: fc.uniqueArray(
        fc.record({ pair: fc.constantFrom(...PAIRS), state, settling: fc.boolean(), remaining: fc.nat(120) }),
        { selector: ({ pair }) => pair.join() },
      ),
    })
    .map((scene) =>
      snapshotAt(scene.takenAt, {
        devices: NAMES.map((name, index) => device(name, scene.up[index] ? 'ok' : 'unreachable')),
        links: scene.links.map(({ pair: [one, other], state: now, settling, remaining }) => {
          const heard = claim(one, other, scene.takenAt, { remainingSeconds: remaining });
          return link(one, other, [heard], {
            state: now,
            settling,
            reason: now === 'confirmed' ? null : `it is ${now}`,
          });
        }),
      }),
    );
}

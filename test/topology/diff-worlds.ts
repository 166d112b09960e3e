// Random pairs of snapshots for the properties of the diff: cables moved, swapped and cut, visits that fail, devices that
// are renamed, exchanged, upgraded and restarted, LAGs that lose members, and neighbours outside the inventory.
import fc from 'fast-check';
import type { DeviceFacts, Snapshot } from '../../src/model/index.ts';
import type { TopologyDevice, TopologyInput } from '../../src/topology/index.ts';
import { takeSnapshot } from './case-file.ts';
import { neighbor, someDevices, visit, type World, worlds } from './worlds.ts';

export const EARLIER = '2026-11-21T10:00:00Z';
export const LATER = '2026-11-21T10:10:00Z';

/** What became of one world until the other. */
export interface Story {
  readonly world: World;
  readonly next: World;
  readonly failed: readonly number[];
  readonly partial: readonly number[];
  /** Devices that the inventory calls otherwise now. */
  readonly renamed: readonly number[];
  readonly replaced: readonly number[];
  readonly upgraded: readonly number[];
  /** Devices with a hub, and a stranger behind it, on their last port: before, and after. */
  readonly hubs: readonly [readonly number[], readonly number[]];
  /** Devices with a phone on a port of its own, before and after. */
  readonly phones: readonly [readonly number[], readonly number[]];
}

const none = fc.constant<number[]>([]);

/** A world, and the same one after the far ends of so many cables have changed places in a ring. */
export function rotated(count: number): fc.Arbitrary<[World, World]> {
  return worlds
    .map((world): [World, World] => [world, { ...world, cables: rotate(world.cables, count) }])
    .filter(([{ cables }, next]) => cables.length >= count && next.cables.every(([a, b]) => a[0] !== b[0]));
}

function rotate(cables: World['cables'], count: number): World['cables'] {
  return cables.map(([a, b], i) => (i < count ? [a, cables[(i + 1) % count]?.[1] ?? b] : [a, b]));
}

/** Two worlds: most of them have little in common, some only a few cables moved. */
export const pairs = fc.oneof(fc.tuple(worlds, worlds), rotated(2), rotated(3));

export const stories: fc.Arbitrary<Story> = fc
  .record({
    pair: pairs,
    failed: someDevices,
    partial: someDevices,
    renamed: fc.oneof(none, someDevices),
    replaced: fc.oneof(none, someDevices),
    upgraded: fc.oneof(none, someDevices),
    hubs: fc.tuple(someDevices, someDevices),
    phones: fc.tuple(someDevices, someDevices),
  })
  .map(({ pair: [world, next], ...story }) => ({ world, next, ...story }));

/** Both snapshots of it; every device was polled in the first. */
export function tell(story: Story): [Snapshot, Snapshot] {
  const [hub, laterHub] = story.hubs;
  const [phone, laterPhone] = story.phones;
  const first = takeSnapshot(furnish(visit(story.world, { takenAt: EARLIER }), { hub, phone }));
  const { failed, partial, renamed, replaced, upgraded } = story;
  const second = visit(story.next, { takenAt: LATER, previous: first, failed, partial });
  const later = furnish(second, { hub: laterHub, phone: laterPhone, renamed, replaced, upgraded });
  return [first, takeSnapshot(later)];
}

interface Furniture {
  readonly hub: readonly number[];
  readonly phone: readonly number[];
  readonly renamed?: readonly number[];
  readonly replaced?: readonly number[];
  readonly upgraded?: readonly number[];
}

function furnish(input: TopologyInput, { hub, phone, ...fate }: Furniture): TopologyInput {
  const devices = input.devices.map((device, i): TopologyDevice => {
    const has = (list: readonly number[] | undefined): boolean => list?.includes(i) ?? false;
    const heard = [
      ...(has(hub) ? [...hub.map((other) => ['Gi0/9', `r${other}.lab.net`, 'Gi0/9']), ['Gi0/9', 'stranger', '1']] : []),
      ...(has(phone) ? [['Gi0/8', `SEP00000000000${i}`, 'Port 1']] : []),
    ];
    const facts = device.facts && dress(device.facts, i, { ...fate, i });
    const others = heard
      .filter(([, name]) => name !== `r${i}.lab.net`)
      .map(([on, name, port]) => hearing(on, name, port));
    const name = has(fate.renamed) ? `box${i}` : device.name;
    return { ...device, name, facts: facts && { ...facts, ...withHeard(facts, others) } };
  });
  return { ...input, devices };
}

function hearing(on = '', name = '', port = '') {
  return neighbor(on.replace('Gi', 'GigabitEthernet'), name, port.replace('Gi', 'GigabitEthernet'));
}

function withHeard(
  facts: DeviceFacts,
  more: ReturnType<typeof hearing>[],
): Pick<DeviceFacts, 'neighbors' | 'neighborsOutcome'> {
  const neighbors = [...facts.neighbors, ...more];
  const isEmpty = facts.neighborsOutcome === 'empty' && neighbors.length > 0;
  return { neighbors, neighborsOutcome: isEmpty ? 'ok' : facts.neighborsOutcome };
}

function dress(facts: DeviceFacts, i: number, fate: Omit<Furniture, 'hub' | 'phone'> & { i: number }): DeviceFacts {
  const isReplaced = fate.replaced?.includes(i);
  return {
    ...facts,
    chassisId: `02:00:00:00:0${isReplaced ? 1 : 0}:0${i}`,
    serial: `FTX${isReplaced ? 1 : 0}00${i}`,
    version: fate.upgraded?.includes(i) ? '17.9(4)' : '17.6(1)',
  };
}

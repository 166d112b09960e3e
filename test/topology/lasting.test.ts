// A run that asks a few devices only: what the others said lately stands, unless somebody who was asked contradicts it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/index.ts';
import { linkChanges } from '../../src/model/index.ts';
import { diffSnapshots, type TopologyInput } from '../../src/topology/index.ts';
import { playCase, takeSnapshot } from './case-file.ts';
import { someDevices, visit, type World, worlds } from './worlds.ts';

const AT = '2026-11-21T10:00:00.000Z';
const LATER = '2026-11-21T10:01:00.000Z';

/** Only `asked` are visited; of the others `lately` were read before. */
function askSome(world: World, asked: readonly number[], previous: Snapshot, lately: readonly string[]): Snapshot {
  const input = visit(world, { takenAt: LATER, previous });
  const devices = input.devices.map((device, i): TopologyInput['devices'][number] =>
    asked.includes(i)
      ? device
      : { ...device, poll: { ...device.poll, status: 'skipped', code: 'DEVICE_SKIPPED' }, facts: null },
  );
  return takeSnapshot({ ...input, devices, lately: new Set(lately) });
}

const stateOf = ({ links }: Snapshot) =>
  Object.fromEntries(links.map(({ id, state, reason }) => [id, [state, reason]]));
const names = (world: World) => Array.from({ length: world.devices }, (_, i) => `r${i}`);

describe('a run that asks a few devices', () => {
  it('changes no judgement where nothing has changed', () => {
    fc.assert(
      fc.property(worlds, someDevices, someDevices, (world, failed, asked) => {
        const before = takeSnapshot(visit(world, { takenAt: AT, failed }));
        const whole = names(world).filter((_, i) => !failed.includes(i));
        const after = askSome(
          world,
          asked.filter((i) => !failed.includes(i)),
          before,
          whole,
        );
        const lost = linkChanges({ changes: diffSnapshots(before, after) });
        expect(lost).toEqual([]);
        for (const [id, [state]] of Object.entries(stateOf(before))) {
          if (state === 'confirmed') expect([id, stateOf(after)[id]?.[0]]).toEqual([id, 'confirmed']);
        }
      }),
    );
  });

  it('makes unknown what nobody has read lately', () => {
    fc.assert(
      fc.property(worlds, someDevices, (world, asked) => {
        const before = takeSnapshot(visit(world, { takenAt: AT }));
        const after = askSome(world, asked, before, []);
        for (const { a, b, state } of after.links) {
          const both = [a, b].every(({ device }) => asked.includes(Number(device.slice(1))));
          expect(state).toBe(both ? 'confirmed' : 'unverified');
        }
      }),
    );
  });

  it('doubts a cable that one who was asked no longer hears, and loses it only when both were asked', () => {
    fc.assert(
      fc.property(
        worlds.filter(({ cables }) => cables.length > 0),
        someDevices,
        (world, asked) => {
          const before = takeSnapshot(visit(world, { takenAt: AT }));
          const [cut, ...cables] = world.cables;
          const after = askSome({ ...world, cables }, asked, before, names(world));
          const id = [...(cut ?? [])]
            .map(([device, port]) => `r${device}:GigabitEthernet0/${port}`)
            .sort()
            .join('--');
          const askedEnds = (cut ?? []).filter(([device]) => asked.includes(device)).length;
          const state = after.links.find((link) => link.id === id)?.state ?? 'gone';
          expect([askedEnds, state]).toEqual([askedEnds, ['confirmed', 'unverified', 'gone'][askedEnds]]);
          const lost = linkChanges({ changes: diffSnapshots(before, after) }).map(({ kind }) => kind);
          expect(lost).toEqual(askedEnds === 2 ? ['lost'] : []);
        },
      ),
    );
  });

  it('leaves a bundle whole whose other end was read lately, and none that was not', () => {
    const ports = ['Gi0/1 Po1 lacp bundled', 'Gi0/2 Po1 lacp bundled'];
    const entry = {
      devices: {
        r1: { hostname: 'r1', ports, hears: ['Gi0/1 r2 Gi0/1', 'Gi0/2 r2 Gi0/2'] },
        r2: { hostname: 'r2', ports, hears: ['Gi0/1 r1 Gi0/1', 'Gi0/2 r1 Gi0/2'] },
      },
    };
    const [first] = playCase(JSON.stringify(entry));
    if (!first) throw new Error('nothing was played');
    const [asked, left] = first.input.devices;
    if (!asked || !left) throw new Error('two devices were played');
    const skipped = { ...left, poll: { ...left.poll, status: 'skipped' as const }, facts: null };
    const next = { ...first.input, takenAt: LATER, previous: first.snapshot, devices: [asked, skipped] };
    const states = [['r2'], []].map((lately) =>
      takeSnapshot({ ...next, lately: new Set(lately) }).bundles.map(({ state }) => state),
    );
    expect([first.snapshot.bundles.map(({ state }) => state), ...states]).toEqual([
      ['whole'],
      ['whole'],
      ['unverified'],
    ]);
  });
});

// The small picture of an incident: who is in it, and that its heading is what the incident says.
import { describe, expect, it } from 'vitest';
import { drawNeighbourhood } from '../../../src/app/watch/neighbourhood.ts';
import type { Incident, Snapshot, SnapshotDevice, SnapshotLink, View } from '../../../src/model/index.ts';
import { incident } from '../../alerts/incidents.ts';
import { claim, device, link, snapshot, stub, unreachable, view } from '../../diagram/networks.ts';

interface Scene {
  readonly of: Partial<Incident>;
  readonly after: Snapshot;
  readonly before?: Snapshot;
  readonly hops?: number;
  readonly view?: Partial<View>;
}

async function draw({ of, after, before, hops = 1, view: more = {} }: Scene): Promise<string | null> {
  return await drawNeighbourhood({
    ...{ incident: incident('x', of), before: before ?? null, after, hops },
    ...{ inventory: { devices: [], groups: new Map() }, view: view(more) },
  });
}

function drawnDevices(svg: string | null): string[] {
  return [...(svg ?? '').matchAll(/data-device="([^"]*)"/g)].map(([, name]) => name ?? '').sort();
}

const unheard = { state: 'unverified', speedBps: null } as const;
const phonesOn = (name: string, count: number): [SnapshotDevice[], SnapshotLink[]] => {
  const phones = Array.from({ length: count }, (_, at) => stub(`${name}-phone-${at}`, { kind: 'phone' }));
  return [phones, phones.map((phone, at) => link(`${name} Gi1/0/${at}`, `${phone.name} eth0`, unheard))];
};

/** core – sw1 – far, core – sw2; phones on both switches. */
const [mine, toMine] = phonesOn('sw1', 30);
const [theirs, toTheirs] = phonesOn('sw2', 3);
const campus = snapshot(
  [unreachable('sw1'), ...['core', 'sw2', 'far'].map((name) => device(name)), ...mine, ...theirs],
  [
    link('core Te0/1', 'sw1 Te0/1', unheard),
    link('core Te0/2', 'sw2 Te0/1'),
    link('sw1 Te0/2', 'far Te0/1', unheard),
    ...toMine,
    ...toTheirs,
  ],
);

describe('the picture of an incident', () => {
  it('is headed by what the incident says, in lines that fit, and marks the device that does not answer', async () => {
    const title = 'sw1 is down, and with it everything that is reached through it: far, and thirty phones on its ports';
    const svg = await draw({ of: { devices: ['sw1'], title }, after: campus });
    const lines = [...(svg ?? '').matchAll(/<g id="title(?:_\d)?" [^>]*>\s*<text [^>]*>([^<]*)</g)].map(
      ([, text]) => text,
    );
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(' ').replaceAll('&#160;', ' ')).toBe(title);
    expect(svg).toContain('class="node box no-answer"');
    expect(svg).toContain('does not answer: 1');
  });

  it('has the phones of its own device, in one box, and not those of its neighbours', async () => {
    const drawn = drawnDevices(await draw({ of: { devices: ['sw1'] }, after: campus, hops: 2 }));
    expect(drawn).toEqual(['core', 'far', 'sw1', 'sw1-phone-0', 'sw2']);
  });

  it('goes as far as fits: phones do not count', async () => {
    const many = Array.from({ length: 30 }, (_, at) => device(`d${at}`));
    const wide = { ...campus, devices: [...campus.devices, ...many] };
    const links = [...campus.links, ...many.map(({ name }, at) => link(`core Gi1/${at}`, `${name} Gi0/1`))];
    const drawn = drawnDevices(await draw({ of: { devices: ['sw1'] }, after: { ...wide, links }, hops: 2 }));
    expect(drawn).toEqual(['core', 'far', 'sw1', 'sw1-phone-0']);
  });

  it('shows the neighbour it is about, though its view hides that kind', async () => {
    const hidden = { hide: ['phone'] as const };
    expect(drawnDevices(await draw({ of: { devices: ['sw1'] }, after: campus, view: hidden }))).not.toContain(
      'sw1-phone-0',
    );
    const own = { devices: ['sw2', 'sw2-phone-1'] };
    expect(drawnDevices(await draw({ of: own, after: campus, view: hidden, hops: 0 }))).toEqual(['sw2', 'sw2-phone-1']);
  });

  it('keeps a lost link as a ghost, and is nothing where nobody knows its devices', async () => {
    const [a, b] = [device('a'), device('b')];
    const before = snapshot([a, b], [link('a Gi0/1', 'b Gi0/1', { claims: [claim('a'), claim('b')] })], {
      takenAt: '2026-11-21T10:15:00.000Z',
    });
    const svg = await draw({ of: { devices: ['a', 'b'] }, before, after: snapshot([a, b], []) });
    expect(svg).toContain('✕ lost: 1');
    expect(await draw({ of: { devices: ['nobody'] }, after: campus })).toBeNull();
  });
});

// Why something is drawn, and the graph of it.
import { describe, expect, it } from 'vitest';
import { ToposcopeError } from '../../src/model/index.ts';
import { explain, toGraph } from '../../src/topology/index.ts';
import { playCase } from './case-file.ts';

const steps = playCase(`
exclude: []
links: ['Client -- r6-edge:Gi0/4']
devices:
  r1: { hostname: r1, ports: [Gi0/0, Gi0/1 1G, Gi0/2], hears: [Gi0/1 r6.virl.info Gi0/1, Gi0/2 r6.virl.info Gi0/2] }
  r6-edge: { hostname: r6, aliases: [edge], ports: [Gi0/1 1G], hears: [Gi0/1 r1.virl.info Gi0/1, Gi0/2 r1.virl.info Gi0/2] }
---
devices:
  r6-edge: { hears: [Gi0/2 r1.virl.info Gi0/2], ports: [Gi0/1 shut] }
  r1: { hears: [Gi0/2 r6.virl.info Gi0/2] }
`);
const [before, after] = steps.map(({ snapshot }) => snapshot);
if (!before || !after) throw new Error('two snapshots expected');

describe('explain', () => {
  it.each(['r1:Gi0/1', 'r1:GigabitEthernet0/1', 'R1:gi0/1', 'r1: Gig 0/1'])('finds the port %s', (reference) => {
    const { subject, links, ports } = explain(before, reference);
    expect(subject).toEqual({ kind: 'port', name: 'r1:GigabitEthernet0/1' });
    expect(links.map(({ link }) => link.id)).toEqual(['r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1']);
    expect(ports.map(({ device, port }) => `${device} ${port.short}`)).toEqual(['r1 Gi0/1', 'r6-edge Gi0/1']);
  });

  it('tells both claims with their answers and rules', () => {
    const [first] = explain(before, 'r1:Gi0/1').links;
    expect(first?.claims).toEqual([
      {
        ...{ by: 'r1', port: 'GigabitEthernet0/1', protocol: 'lldp', heard: 'r6.virl.info GigabitEthernet0/1' },
        ...{ command: 'show lldp neighbors', evidence: 'hash of r1 show lldp neighbors', at: '2026-11-21T10:00:00Z' },
        rule: 'first label of the name',
      },
      {
        ...{ by: 'r6-edge', port: 'GigabitEthernet0/1', protocol: 'lldp', heard: 'r1.virl.info GigabitEthernet0/1' },
        ...{ command: 'show lldp neighbors', evidence: 'hash of r6-edge show lldp neighbors' },
        ...{ at: '2026-11-21T10:00:00Z', rule: 'first label of the name' },
      },
    ]);
  });

  it.each(['r6-edge', 'r6', 'edge', 'R6.virl.info'])(
    'finds the device %s and says why it is called so',
    (reference) => {
      const { subject, links, identity } = explain(before, reference);
      expect(subject).toEqual({ kind: 'device', name: 'r6-edge' });
      expect(links).toHaveLength(3);
      expect(identity).toContain('"r6.virl.info" is r6-edge, by first label of the name');
      expect(identity).toContain('"edge" is r6-edge, by inventory alias');
      expect(identity).toContain('"r6" is r6-edge, by hostname');
    },
  );

  it.each(['r1:Gi0/1', 'r6-edge:Gi0/1', 'r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1'])(
    'explains the lost link by %s, though the snapshot has it no more and no table lists the port',
    (reference) => {
      const bare = { ...after, devices: after.devices.map((device) => ({ ...device, ports: [] })) };
      const { links, changes } = explain(bare, reference);
      expect(links).toEqual([]);
      expect(changes.map(({ kind, link }) => `${kind} ${link}`)).toEqual([
        'lost r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1',
      ]);
    },
  );

  it('finds a link by its id and its changes', () => {
    const id = 'r1:GigabitEthernet0/2--r6-edge:GigabitEthernet0/2';
    expect(explain(after, id).subject).toEqual({ kind: 'link', name: id });
    const changes = explain(after, 'r6:Gi0/1').changes;
    expect(changes.map(({ kind, cause }) => [kind, cause])).toEqual([
      ['lost', 'r6-edge GigabitEthernet0/1 is administratively down'],
    ]);
  });

  it('names what is nearest when nothing is found', () => {
    expect(failure('r6-egde')).toMatchObject({ code: 'TOPOLOGY_NOT_FOUND', hint: 'Did you mean r6-edge or edge?' });
    expect(failure('r1:Gi0/9').hint).toBe('Did you mean r1:Gi0/0 or r1:Gi0/1 or r1:Gi0/2?');
  });

  it.each(['xyzzy-and-more', '02:00:00:00:00:01', '0200.0000.0001', '2001:db8::7'])(
    '%s is like no name',
    (reference) => {
      expect(failure(reference).hint).toBe(
        'Name a device, DEVICE:PORT, a link id, or (with collect: {endpoints: true}) the MAC or IP address of a host.',
      );
    },
  );
});

function failure(reference: string): ToposcopeError {
  try {
    explain(before as NonNullable<typeof before>, reference);
  } catch (error) {
    if (error instanceof ToposcopeError) return error;
    throw error;
  }
  throw new Error(`${reference} was found`);
}

describe('toGraph', () => {
  it('has a node per device and an edge per link, keyed by its id', () => {
    const graph = toGraph(before);
    expect(graph.nodes()).toEqual(['Client', 'r1', 'r6-edge']);
    expect(graph.edges('r1', 'r6-edge').sort()).toEqual(before.links.map(({ id }) => id).slice(1));
    expect(graph.getEdgeAttributes(before.links[1]?.id).link.state).toBe('confirmed');
  });
});

describe('explain, of a link', () => {
  const [whole, suspended] = playCase(`
devices:
  r1:
    hostname: r1
    serial: FTX1
    ports: [{ name: Gi0/1, bundle: Port-channel1, bundleState: bundled, duplex: full }, { name: Gi0/2, bundle: Port-channel1, bundleState: bundled }]
    hears: [Gi0/1 r2 Gi0/1, Gi0/2 r2 Gi0/2]
  r2:
    hostname: r2
    ports: [{ name: Gi0/1, bundle: Port-channel7, bundleState: bundled, duplex: half }, { name: Gi0/2, bundle: Port-channel7, bundleState: bundled }]
    hears: [{ on: Gi0/1, name: r1, port: Gi0/1, left: 20 }, Gi0/2 r1 Gi0/2]
---
devices:
  r1:
    serial: FTX2
    ports: [{ name: Gi0/1, bundle: Port-channel1, bundleState: bundled }, { name: Gi0/2, bundle: Port-channel1, bundleState: suspended }]
`).map(({ snapshot }) => snapshot);
  if (!whole || !suspended) throw new Error('two snapshots expected');
  const notes = (reference: string, of = whole) => explain(of, reference).links[0]?.notes.join('\n') ?? '';

  it('tells the rule that joined it, that it is ageing, what does not fit, and its bundle with the other members', () => {
    expect(notes('r1:Gi0/1')).toContain(
      'joined by the rule "both ends name both ports": Each end claims the other, and both name the same two ports.',
    );
    expect(notes('r1:Gi0/1')).toContain('advertisements to r2 have stopped arriving: its claim ages out in 20 s');
    for (const { message } of explain(whole, 'r1:Gi0/1').links[0]?.link.incoherent ?? []) {
      expect(notes('r1:Gi0/1')).toContain(message);
    }
    expect(notes('r1:Gi0/1')).toMatch(/duplex/);
    expect(notes('r1:Gi0/1')).toContain(
      'member of bundle r1:Port-channel1--r2:Port-channel7 (protocol not read), which is whole\nbeside r1:GigabitEthernet0/2--r2:GigabitEthernet0/2 (confirmed)',
    );
    expect(explain(whole, 'r1:Gi0/1').links[0]?.bundle).toEqual({
      ...{ id: 'r1:Port-channel1--r2:Port-channel7', protocol: null, state: 'whole', reasons: [] },
      members: [
        { link: 'r1:GigabitEthernet0/1--r2:GigabitEthernet0/1', state: 'confirmed, settling' },
        { link: 'r1:GigabitEthernet0/2--r2:GigabitEthernet0/2', state: 'confirmed' },
      ],
    });
  });

  it('tells what its ports say', () => {
    const id = 'r1:GigabitEthernet0/2--r6-edge:GigabitEthernet0/2';
    const shut = { ...after, links: after.links.map((link) => ({ ...link, fault: 'admin-down' as const })) };
    expect(explain(shut, id).links[0]?.notes).toContain('a port of it is shut down by configuration');
  });

  it('tells the changes of its bundle, and of the devices at its ends', () => {
    const { changes } = explain(suspended, 'r1:Gi0/2');
    expect(changes.map(({ kind }) => kind)).toEqual(['new-serial', 'degraded']);
    expect(explain(suspended, 'r2').changes.map(({ kind }) => kind)).toEqual(['degraded']);
    expect(explain(suspended, 'r1').changes.map(({ kind }) => kind)).toEqual(['new-serial', 'degraded']);
  });

  it('finds a bundle by its id, with its members', () => {
    const { subject, links } = explain(suspended, 'r1:Port-channel1--r2:Port-channel7');
    expect(subject).toEqual({ kind: 'link', name: 'r1:Port-channel1--r2:Port-channel7' });
    expect(links).toHaveLength(2);
    expect(links[1]?.notes.join()).toContain('which is degraded: r1:Gi0/2 is suspended');
  });

  it('finds both cables of a swap by where they were, and a renamed device by its name before', () => {
    const swapped = playCase(`
devices:
  r1: { hostname: r1, hears: [Gi0/1 r2 Gi0/1, Gi0/2 r2 Gi0/2] }
  r2: { hostname: r2, hears: [Gi0/1 r1 Gi0/1, Gi0/2 r1 Gi0/2] }
---
devices:
  r1: { hears: [Gi0/1 two Gi0/2, Gi0/2 two Gi0/1] }
  r2: null
  two: { hostname: two, aliases: [r2], hears: [Gi0/1 r1 Gi0/2, Gi0/2 r1 Gi0/1] }
`).at(-1)?.snapshot;
    if (!swapped) throw new Error('a snapshot expected');
    for (const id of ['1', '2'].map((number) => `r1:GigabitEthernet0/${number}--r2:GigabitEthernet0/${number}`)) {
      expect(explain(swapped, id).changes.map(({ kind }) => kind)).toContain('swapped');
    }
    expect(explain(swapped, 'r1:Gi0/2').changes.map(({ kind }) => kind)).toEqual(['renamed', 'swapped']);
    const bare = { ...swapped, devices: swapped.devices.map((device) => ({ ...device, aliases: [] })) };
    expect(explain(bare, 'r2').subject).toEqual({ kind: 'device', name: 'two' });
  });
});

// LLDP over the lab's cables, with time moved by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../src/lab/clock.ts';
import { LabNetwork } from '../../src/lab/lab-network.ts';
import { remainingSeconds } from '../../src/lab/lldp-agent.ts';
import { parseLabTopology } from '../../src/lab/topology-file.ts';
import { FIVE_ROUTERS } from './five-routers.ts';

const NAMES = ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge'];

function startNetwork() {
  const clock = createManualClock(new Date('2026-11-21T10:00:00Z'));
  const network = new LabNetwork(parseLabTopology(FIVE_ROUTERS), clock);
  const hears = (name: string) =>
    network
      .device(name)
      .neighbors()
      .map(
        ({ localPort, frame }) => `${localPort.replace('GigabitEthernet', 'Gi')} ${frame.systemName} ${frame.portId}`,
      );
  const enable = (...names: string[]) => {
    for (const name of names) {
      network.settle();
      network.device(name).lldp.enable(clock.now());
    }
  };
  return { clock, network, hears, enable };
}

describe('advertising', () => {
  it('is off until it is switched on', () => {
    const { clock, hears } = startNetwork();
    clock.advance(3600);
    expect(NAMES.flatMap(hears)).toEqual([]);
  });

  it('makes every link look one-way for up to one interval: the first frame came before its neighbour listened', () => {
    const { clock, hears, enable } = startNetwork();
    enable('r1');
    clock.advance(5);
    enable('r6-edge');
    expect(hears('r1')).toEqual(['Gi0/0 r6.virl.info Gi0/0', 'Gi0/1 r6.virl.info Gi0/1']);
    expect(hears('r6-edge')).toEqual([]);
    clock.advance(24);
    expect(hears('r6-edge')).toEqual([]);
    clock.advance(1);
    expect(hears('r6-edge')).toEqual(['Gi0/0 r1.virl.info Gi0/0', 'Gi0/1 r1.virl.info Gi0/1']);
  });

  it('reaches everybody on the shared medium and one neighbour on each cable; hosts stay silent', () => {
    const { clock, hears, enable } = startNetwork();
    enable(...NAMES);
    clock.advance(31);
    expect(hears('r6-edge').sort()).toEqual([
      'Gi0/0 r1.virl.info Gi0/0',
      'Gi0/0 r2.virl.info Gi0/0',
      'Gi0/0 r3.virl.info Gi0/0',
      'Gi0/0 r5.virl.info Gi0/0',
      'Gi0/1 r1.virl.info Gi0/1',
      'Gi0/2 r2.virl.info Gi0/1',
      'Gi0/3 r3.virl.info Gi0/1',
    ]);
    expect(hears('r3')).toHaveLength(6);
  });

  it('gives hosts carrier', () => {
    const { network } = startNetwork();
    const [port] = network.device('r6-edge').ports.slice(-1);
    expect(port?.short).toBe('Gi0/4');
    expect(network.links.isUp('r6-edge:GigabitEthernet0/4')).toBe(true);
  });

  it('tells a new hostname at once', () => {
    const { clock, network, hears, enable } = startNetwork();
    enable(...NAMES);
    const r6 = network.device('r6-edge');
    r6.configuration.hostname = 'edge';
    r6.lldp.advertise(clock.now());
    expect(hears('r1')).toContain('Gi0/1 edge.virl.info Gi0/1');
  });
});

describe('losing a neighbour', () => {
  function settled() {
    const started = startNetwork();
    started.enable(...NAMES);
    started.clock.advance(40);
    return started;
  }

  it('takes the claims of both ends at once when carrier is lost', () => {
    const { network, hears } = settled();
    network.cut('r6-edge:Gi0/1', 'carrier');
    expect(hears('r6-edge').filter((line) => line.startsWith('Gi0/1'))).toEqual([]);
    expect(hears('r1').filter((line) => line.startsWith('Gi0/1'))).toEqual([]);
    expect(hears('r1')).toContain('Gi0/2 r5.virl.info Gi0/1');
  });

  it('shuts the port down when asked to, and its far end loses carrier', () => {
    const { network } = settled();
    network.cut('r6-edge:Gi0/1', 'shutdown');
    expect(network.device('r6-edge').port('GigabitEthernet0/1')?.adminUp).toBe(false);
    expect(network.device('r1').port('GigabitEthernet0/1')?.adminUp).toBe(true);
    expect(network.links.isUp('r1:GigabitEthernet0/1')).toBe(false);
  });

  it('is seen by ageing only when frames vanish silently, with the remaining time counted truly', () => {
    const { clock, network, hears } = settled();
    network.cut('r6-edge:Gi0/1', 'silent');
    expect(network.links.isUp('r6-edge:GigabitEthernet0/1')).toBe(true);
    const entry = () =>
      network
        .device('r1')
        .neighbors()
        .find(({ localPort }) => localPort === 'GigabitEthernet0/1');
    // Heard last at 30 s, now it is 40 s, and the TTL is 120 s.
    const remaining = () => remainingSeconds(entry() as never, clock.now());
    expect(remaining()).toBe(110);
    clock.advance(109);
    expect(remaining()).toBe(1);
    clock.advance(1);
    expect(entry()).toBeUndefined();
    expect(hears('r1')).toHaveLength(5);
  });

  it('is one-sided when only frames from one end are lost', () => {
    const { clock, network, hears } = settled();
    network.oneWay('r6-edge:Gi0/1');
    clock.advance(130);
    expect(hears('r1').filter((line) => line.startsWith('Gi0/1'))).toEqual([]);
    expect(hears('r6-edge')).toContain('Gi0/1 r1.virl.info Gi0/1');
    expect(network.status()).toContainEqual({
      a: 'r6-edge:GigabitEthernet0/1',
      b: 'r1:GigabitEthernet0/1',
      state: 'one-way',
    });
  });

  it('takes the hold time when LLDP is switched off, for there is no shutdown frame', () => {
    const { clock, network, hears } = settled();
    network.device('r6-edge').lldp.disable();
    expect(hears('r6-edge')).toEqual([]);
    expect(hears('r1')).toContain('Gi0/1 r6.virl.info Gi0/1');
    clock.advance(120);
    expect(hears('r1')).not.toContain('Gi0/1 r6.virl.info Gi0/1');
  });

  it.each(['shutdown', 'carrier', 'silent'] as const)('is undone by restore after %s, from either end', (how) => {
    const { clock, network, hears } = settled();
    const before = NAMES.map(hears);
    network.cut('r6-edge:Gi0/1', how);
    clock.advance(200);
    expect(NAMES.map(hears)).not.toEqual(before);
    network.restore('r1:Gi0/1');
    clock.advance(31);
    expect(NAMES.map((name) => hears(name).sort())).toEqual(before.map((lines) => lines.sort()));
  });

  it('on the shared medium touches one member only', () => {
    const { network, hears } = settled();
    network.cut('r1:Gi0/0', 'carrier');
    expect(hears('r1').filter((line) => line.startsWith('Gi0/0'))).toEqual([]);
    expect(network.links.isUp('r2:GigabitEthernet0/0')).toBe(true);
  });
});

describe('ports that do not send or receive', () => {
  it('are deaf or mute and keep their line', () => {
    const { clock, network, hears, enable } = startNetwork();
    const port = network.device('r6-edge').port('GigabitEthernet0/1');
    Object.assign(port ?? {}, { lldpTransmit: false });
    enable(...NAMES);
    clock.advance(31);
    expect(hears('r1')).not.toContain('Gi0/1 r6.virl.info Gi0/1');
    expect(hears('r6-edge')).toContain('Gi0/1 r1.virl.info Gi0/1');
  });
});

describe('catching up lazily', () => {
  const Step = fc.record({
    wait: fc.integer({ min: 0, max: 200 }),
    device: fc.constantFrom(...NAMES),
    action: fc.constantFrom('enable', 'disable', 'silent', 'carrier', 'restore', 'timer', 'hold'),
  });

  function play(steps: readonly { wait: number; device: string; action: string }[], everySecond: boolean) {
    const { clock, network, hears, enable } = startNetwork();
    for (const { wait, device, action } of steps) {
      for (let i = 0; i < wait; i++) {
        clock.advance(1);
        if (everySecond) network.settle();
      }
      network.settle();
      const { lldp } = network.device(device);
      if (action === 'enable') enable(device);
      else if (action === 'disable') lldp.disable();
      else if (action === 'timer') lldp.intervalSeconds = 7;
      else if (action === 'hold') lldp.holdSeconds = 20;
      else if (action === 'restore') network.restore(`${device}:Gi0/1`);
      else network.cut(`${device}:Gi0/1`, action as 'silent' | 'carrier');
    }
    return NAMES.map((name) => ({
      heard: hears(name).sort(),
      remaining: network
        .device(name)
        .neighbors()
        .map((entry) => remainingSeconds(entry, clock.now()))
        .sort(),
    }));
  }

  it('gives the same tables as running every second', () => {
    fc.assert(
      fc.property(fc.array(Step, { minLength: 3, maxLength: 12 }), (steps) => {
        expect(play(steps, false)).toEqual(play(steps, true));
      }),
      { numRuns: 60 },
    );
  });

  it('tells an unknown end with its neighbours', () => {
    const { network } = startNetwork();
    expect(() => network.cut('r6-edge:Gi0/9', 'carrier')).toThrowError(
      expect.objectContaining({
        code: 'LAB_UNKNOWN_LINK',
        context: { candidates: expect.arrayContaining(['r6-edge:GigabitEthernet0/1']) },
      }),
    );
    expect(() => network.cut('nobody:Gi0/1', 'carrier')).toThrowError(
      expect.objectContaining({ code: 'LAB_UNKNOWN_LINK', hint: 'its devices are r1, r2, r3, r5-tor, r6-edge' }),
    );
    expect(() => network.cut('r1:Gi0/3', 'carrier')).toThrowError(/no cable of the lab ends at "r1:Gi0\/3"/);
  });
});

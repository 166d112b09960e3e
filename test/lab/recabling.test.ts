// Cables that move, lines that flap, devices that are renamed or replaced, and devices with addresses of their own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../../src/lab/clock.ts';
import { generateCampus, type Lab, startFleet, startLab } from '../../src/lab/index.ts';
import { LabNetwork } from '../../src/lab/lab-network.ts';
import { parseLabTopology } from '../../src/lab/topology-file.ts';
import { FIVE_ROUTERS } from './five-routers.ts';
import { connect, connectionOptions, openTestSession } from './test-session.ts';

const RUNNING = FIVE_ROUTERS.replaceAll('    interfaces:\n', '    lldp: true\n    interfaces:\n');

function start() {
  const clock = createManualClock(new Date('2026-11-21T10:00:00Z'));
  const network = new LabNetwork(parseLabTopology(RUNNING), clock);
  const hears = (name: string, port: string) =>
    network
      .device(name)
      .neighbors()
      .filter(({ localPort }) => localPort === port.replace('Gi', 'GigabitEthernet'))
      .map(({ frame }) => `${frame.systemName.split('.')[0]} ${frame.portId}`);
  const links = () =>
    network.status().map(({ a, b, state }) => `${a} ${b} ${state}`.replaceAll('GigabitEthernet', 'Gi'));
  return { clock, network, hears, links };
}

describe('a cable that moves', () => {
  it('takes its claims along, and its old port is dark', () => {
    const { network, hears, links } = start();
    network.move('r1:Gi0/1', 'r3:gi0/3');
    expect(hears('r6-edge', 'Gi0/1')).toEqual(['r3 Gi0/3']);
    expect(hears('r3', 'Gi0/3')).toEqual(['r6 Gi0/1']);
    expect(hears('r1', 'Gi0/1')).toEqual([]);
    expect(network.links.isUp('r1:GigabitEthernet0/1')).toBe(false);
    expect(links()[5]).toBe('r6-edge:Gi0/1 r3:Gi0/3 up');
    const log = network.device('r6-edge').logBuffer.filter((line) => line.includes('%LINK-3'));
    expect(log.map((line) => line.replace(/^.*state to /, ''))).toEqual(['down', 'up']);
  });

  it('moves back, and leaves its faults behind', () => {
    const { network, hears, links } = start();
    const before = links();
    network.oneWay('r1:Gi0/1');
    network.move('r1:Gi0/1', 'r3:Gi0/3');
    expect(hears('r6-edge', 'Gi0/1')).toEqual(['r3 Gi0/3']);
    network.move('r3:Gi0/3', 'r1:Gi0/1');
    expect(hears('r6-edge', 'Gi0/1')).toEqual(['r1 Gi0/1']);
    expect(links()).toEqual(before);
  });

  it('goes into a free port only', () => {
    const { network } = start();
    expect(() => network.move('r1:Gi0/1', 'r3:Gi0/1')).toThrowError(
      expect.objectContaining({
        code: 'LAB_UNKNOWN_LINK',
        hint: expect.stringContaining('lab swap'),
        context: { candidates: ['r3:GigabitEthernet0/3'] },
      }),
    );
    expect(() => network.move('r1:Gi0/1', 'r3:Gi0/9')).toThrowError(/r3 has no port "r3:Gi0\/9"/);
    expect(() => network.move('r1:Gi0/1', 'r9:Gi0/1')).toThrowError(/no device "r9"/);
    expect(() => network.move('r1:Gi0/3', 'r3:Gi0/3')).toThrowError(/no cable of the lab ends at "r1:Gi0\/3"/);
  });

  it('is exchanged with another, and back', () => {
    const { network, hears, links } = start();
    const before = links();
    network.swap('r5-tor:Gi0/1', 'r5-tor:Gi0/2');
    expect(hears('r5-tor', 'Gi0/1')).toEqual(['r2 Gi0/2']);
    expect(hears('r5-tor', 'Gi0/2')).toEqual(['r1 Gi0/2']);
    expect(hears('r1', 'Gi0/2')).toEqual(['r5 Gi0/2']);
    expect(links().slice(8, 10)).toEqual(['r5-tor:Gi0/2 r1:Gi0/2 up', 'r5-tor:Gi0/1 r2:Gi0/2 up']);
    network.swap('r5-tor:Gi0/1', 'r5-tor:Gi0/2');
    expect(links()).toEqual(before);
  });
});

describe('a device', () => {
  it('that is renamed tells its neighbours at once', () => {
    const { network, hears } = start();
    network.rename('r1', 'core-1');
    expect(hears('r6-edge', 'Gi0/1')).toEqual(['core-1 Gi0/1']);
    expect(network.device('r1').runningConfiguration()).toContain('hostname core-1');
  });

  it('that is replaced keeps name and configuration, and is another box', async () => {
    const lab = await startLab({ topology: RUNNING, basePort: 'free' });
    const ask = async () => {
      const session = await openTestSession(lab, 'r1');
      await session.enable();
      const version = await session.run('show version');
      const mac = /address is (\S+)/.exec(await session.run('show interfaces gi0/0'))?.[1];
      const running = await session.run('show running-config');
      session.close();
      return { serial: /Processor board ID (\S+)/.exec(version)?.[1], mac, running };
    };
    const before = await ask();
    let key = '';
    const remember = (raw: Buffer) => {
      const same = key === '' || key === raw.toString('base64');
      key = raw.toString('base64');
      return same;
    };
    (await connect({ ...connectionOptions(lab, 'r1'), hostVerifier: remember })).end();
    lab.replace('r1');
    const after = await ask();
    expect(after.serial).not.toBe(before.serial);
    expect([before.mac, after.mac]).toEqual(['5254.0001.0001', '5255.0001.0001']);
    expect(after.running).toBe(before.running);
    (await connect({ ...connectionOptions(lab, 'r1'), hostVerifier: remember })).end();
    const neighbor = await openTestSession(lab, 'r6-edge');
    await neighbor.run('terminal length 0');
    expect(await neighbor.run('show lldp neighbors gi0/1 detail')).toContain('Chassis id: 5255.0001.0001');
    await lab.close();
  });
});

describe('flapping', () => {
  it('goes down as often as told, evenly, and ends with the line up', async () => {
    const lab = await startLab({ topology: RUNNING, basePort: 'free', timeScale: 300 });
    const session = await openTestSession(lab, 'r1');
    const started = performance.now();
    await lab.flap('r6-edge:Gi0/1', { times: 20, withinSeconds: 300 });
    expect(performance.now() - started).toBeGreaterThan(990);
    await session.run('terminal length 0');
    const lines = (await session.run('show logging | include LINK-3'))
      .split('\r\n')
      .filter((line) => line.startsWith('*'));
    expect(lines.map((line) => line.replace(/^.*state to /, ''))).toEqual(Array(20).fill(['down', 'up']).flat());
    expect(lab.status().links.every(({ state }) => state === 'up')).toBe(true);
    await lab.close();
  });

  it('of a port that is shut leaves other faults of the cable alone, and ends when the lab does', async () => {
    const lab = await startLab({ topology: RUNNING, basePort: 'free' });
    lab.oneWay('r6-edge:Gi0/1');
    const flapping = lab.flap('r6-edge:Gi0/1', { times: 2, withinSeconds: 3600, how: 'shutdown' });
    expect(lab.status().links[5]?.state).toBe('shutdown');
    await lab.close();
    await flapping;
    expect(lab.status().links[5]?.state).toBe('one-way');
    await expect(lab.flap('r6-edge:Gi0/9', { times: 1, withinSeconds: 1 })).rejects.toMatchObject({
      code: 'LAB_UNKNOWN_LINK',
    });
  });
});

describe('addresses of their own', () => {
  it('let all devices listen on one port', async () => {
    const free = await startLab({ topology: RUNNING, basePort: 'free' });
    const port = free.devices[0]?.port ?? 0;
    await free.close();
    const lab = await startLab({ topology: RUNNING, addresses: '127.0.1.254', basePort: port });
    expect(lab.devices.map((device) => `${device.host}:${device.port}`)).toEqual(
      ['127.0.1.254', '127.0.1.255', '127.0.2.0', '127.0.2.1', '127.0.2.2'].map((host) => `${host}:${port}`),
    );
    const session = await openTestSession(lab, 'r3');
    expect(session.greeting).toBe('\r\nr3>');
    session.close();
    await lab.close();
  });

  it.each(['10.0.0.1', '127.0.0', '127.0.0.256', '127.255.255.253', 'localhost'])(
    'cannot begin at %s',
    async (addresses) => {
      await expect(startLab({ topology: RUNNING, addresses, basePort: 'free' })).rejects.toMatchObject({
        code: 'CONFIG_INVALID_VALUE',
      });
    },
  );
});

describe('long names', () => {
  const names = Object.keys(generateCampus(314, undefined, { longNames: true }).devices);

  it('share their first 20 characters and no more', () => {
    expect(names).toHaveLength(314);
    expect(new Set(names.map((name) => name.slice(0, 20)))).toEqual(new Set(['campus-north-access-']));
    expect(new Set(names).size).toBe(314);
  });

  let fleet: Lab;
  beforeAll(async () => {
    fleet = await startFleet({ devices: 5, longNames: true });
  });
  afterAll(() => fleet.close());

  it('are cut in the table and whole in the detail', async () => {
    const session = await openTestSession(fleet, 'campus-north-access-leaf-001');
    const table = (await session.run('show lldp neighbors')).split('\r\n').filter((line) => line.includes('Te1/1/'));
    expect(table.map((line) => line.slice(0, 26))).toEqual([
      'campus-north-access-Te1/1/',
      'campus-north-access-Te1/1/',
    ]);
    expect(await session.run('show lldp neighbors detail')).toContain(
      'System Name: campus-north-access-core-02.campus.example',
    );
    session.close();
  });

  it('a fleet answers anew once something has changed', async () => {
    const session = await openTestSession(fleet, 'campus-north-access-leaf-002');
    const count = async () => /displayed: (\d+)/.exec(await session.run('show lldp neighbors'))?.[1];
    expect(await count()).toBe('2');
    fleet.cut('campus-north-access-leaf-002:Te1/1/1', 'carrier');
    expect(await count()).toBe('1');
    await fleet.power('campus-north-access-core-03', 'off');
    expect(await count()).toBe('0');
    session.close();
  });
});

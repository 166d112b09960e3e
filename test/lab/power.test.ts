// A device switched off and on, seen by who is logged in, by who wants to log in, and by its neighbours.
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../src/lab/clock.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { LabNetwork } from '../../src/lab/lab-network.ts';
import { parseLabTopology } from '../../src/lab/topology-file.ts';
import { FIVE_ROUTERS } from './five-routers.ts';
import { connect, connectionOptions, openTestSession } from './test-session.ts';

const RUNNING = FIVE_ROUTERS.replaceAll('    interfaces:\n', '    lldp: true\n    interfaces:\n');

/** What becomes of an attempt to connect: made, refused, or neither for as long as we care to wait. */
async function attempt(lab: Lab, name: string, waitMs: number): Promise<string> {
  const { host, port } = lab.devices.find((device) => device.name === name)!;
  const socket: Socket = connectTcp({ host, port });
  const outcome = Promise.race([
    once(socket, 'connect').then(
      () => 'connected',
      (error: NodeJS.ErrnoException) => error.code ?? 'failed',
    ),
    sleep(waitMs, 'hangs'),
  ]);
  return await outcome.finally(() => socket.destroy());
}

describe('over SSH', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startLab({ topology: RUNNING, basePort: 'free' });
  });
  afterEach(() => lab.close());

  it('off ends sessions and refuses connections; on boots with what was saved', async () => {
    const session = await openTestSession(lab, 'r1');
    session.client.on('error', () => undefined);
    await session.enable();
    await session.configure('interface Gi0/1', 'description kept');
    await session.run('write memory');
    await session.configure('interface Gi0/1', 'description lost');
    const ifIndexes = await session.run('show snmp mib ifmib ifindex');
    await lab.power('r1', 'off');
    await session.until(/never/);
    expect(session.closed).toBe(true);
    expect(await attempt(lab, 'r1', 30_000)).toBe('ECONNREFUSED');
    expect(lab.status().devices[0]).toMatchObject({
      name: 'r1',
      power: 'off',
      lldp: false,
      neighbors: 0,
      openSessions: 0,
    });
    await lab.power('r1', 'off');
    await lab.power('r1', 'on');
    const again = await openTestSession(lab, 'r1');
    await again.enable();
    expect(await again.run('show version')).toMatch(/uptime is 0 minutes/);
    expect(await again.run('show running-config interface Gi0/1')).toContain('description kept');
    expect(await again.run('show snmp mib ifmib ifindex')).toBe(ifIndexes);
    expect(await again.run('show logging')).toContain('%SYS-5-RESTART: System restarted --');
    expect(await again.run('show lldp')).toContain('Status: ACTIVE');
    again.close();
  });

  it('off and silent leaves sessions and connection attempts hanging', async () => {
    const session = await openTestSession(lab, 'r1');
    session.client.on('error', () => undefined);
    await lab.power('r1', 'off', { silent: true });
    session.send('show clock\r');
    expect(await attempt(lab, 'r1', 1500)).toBe('hangs');
    expect(session.closed).toBe(false);
    expect(session.transcript).not.toContain('show clock');
    await lab.power('r1', 'on');
    await session.until(/never/);
    expect(session.closed).toBe(true);
    (await connect(connectionOptions(lab, 'r1'))).end();
  });

  it('leaves nothing behind when the lab is closed while a device plays dead', async () => {
    await lab.power('r2', 'off', { silent: true });
    await lab.close();
    const last = lab.devices[1]!;
    const again = await startLab({ topology: RUNNING, basePort: last.port - 1 });
    expect(again.devices[1]?.port).toBe(last.port);
    await again.close();
  });

  it('keeps a port closed that a fault closes, and a fault opens none while it is off', async () => {
    await lab.fault('r1', 'refuse-connections');
    await lab.power('r1', 'off');
    await lab.fault('r1', null);
    expect(await attempt(lab, 'r1', 30_000)).toBe('ECONNREFUSED');
    await lab.fault('r1', 'refuse-connections');
    await lab.power('r1', 'on');
    expect(await attempt(lab, 'r1', 30_000)).toBe('ECONNREFUSED');
    await lab.fault('r1', null);
    (await connect(connectionOptions(lab, 'r1'))).end();
  });
});

describe('for the neighbours', () => {
  function start() {
    const clock = createManualClock(new Date('2026-11-21T10:00:00Z'));
    const network = new LabNetwork(parseLabTopology(RUNNING), clock);
    const hears = (name: string) =>
      network
        .device(name)
        .neighbors()
        .map(({ localPort, frame }) => `${localPort.replace('GigabitEthernet', 'Gi')} ${frame.systemName}`);
    return { clock, network, hears };
  }

  it('off is a lost carrier on cables, and silence on the shared medium', () => {
    const { clock, network, hears } = start();
    network.power('r1', 'off');
    expect(hears('r6-edge')).toContain('Gi0/0 r1.virl.info');
    expect(hears('r6-edge')).not.toContain('Gi0/1 r1.virl.info');
    expect(network.links.isUp('r6-edge:GigabitEthernet0/1')).toBe(false);
    expect(network.links.isUp('r6-edge:GigabitEthernet0/0')).toBe(true);
    expect(network.status().filter(({ state }) => state === 'device-off')).toHaveLength(3);
    clock.advance(121);
    expect(hears('r6-edge')).not.toContain('Gi0/0 r1.virl.info');
    expect(hears('r1')).toEqual([]);
  });

  it('on brings the lines up; it is heard at once, and hears the others with their next advertisement', () => {
    const { clock, network, hears } = start();
    const before = hears('r1').sort();
    network.power('r1', 'off');
    clock.advance(300);
    network.power('r1', 'on');
    expect(network.links.isUp('r6-edge:GigabitEthernet0/1')).toBe(true);
    expect(hears('r6-edge')).toContain('Gi0/1 r1.virl.info');
    expect(hears('r1')).toEqual([]);
    expect(network.device('r1').uptimeSeconds).toBe(0);
    clock.advance(30);
    expect(hears('r1').sort()).toEqual(before);
    expect(network.status().every(({ state }) => state === 'up')).toBe(true);
  });

  it('logs nothing on a device that is off, whatever happens around it', () => {
    const { network } = start();
    network.power('r1', 'off');
    const lines = network.device('r1').logBuffer.length;
    network.cut('r6-edge:Gi0/1', 'carrier');
    network.power('r6-edge', 'off');
    network.power('r6-edge', 'on');
    expect(network.device('r1').logBuffer).toHaveLength(lines);
  });

  it('a reload is the same: they see the line go and come', () => {
    const { network } = start();
    network.restart('r1');
    const heard = network.device('r6-edge').logBuffer.filter((line) => line.includes('%LINK-3-UPDOWN'));
    expect(heard.map((line) => line.replace(/^.*state to /, ''))).toEqual(['down', 'up']);
  });
});

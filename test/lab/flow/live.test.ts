// Flows as they really leave a running lab: by UDP, each device from an address of its own that its ports tell.
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { LabOptions } from '../../../src/lab/index.ts';
import { openTestSession } from '../test-session.ts';
import { closeLabs, flowLab } from './flow-lab.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await closeLabs();
  for (const one of open.splice(0)) one.close();
});

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });

/** A lab that sends to a socket of this test; versions by sender. */
async function hear(options: Partial<LabOptions>) {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  open.push(socket);
  const heard = new Map<string, Set<number>>();
  socket.on('message', (bytes, { address }) => {
    const version = bytes.readUInt32BE(0) === 5 ? 105 : bytes.readUInt16BE(0);
    heard.set(address, (heard.get(address) ?? new Set()).add(version));
  });
  const lab = await flowLab({ traffic: 'demo', flowsTo: `127.0.0.1:${socket.address().port}`, ...options });
  return { lab, heard };
}

describe('a running lab', () => {
  it.each([
    ['5', 5],
    ['9', 9],
    ['10', 10],
    ['sflow', 105],
  ] as const)('sends %s from the address of each device', async (protocol, version) => {
    const { lab, heard } = await hear({ flows: { protocol, sampling: protocol === 'sflow' ? 1000 : 1 } });
    await eventually(() => [...heard.keys()].sort()).toEqual([
      '127.0.1.1',
      '127.0.1.2',
      '127.0.1.3',
      '127.0.1.4',
      '127.0.1.5',
    ]);
    expect(new Set([...heard.values()].flatMap((versions) => [...versions]))).toEqual(new Set([version]));
    const session = await openTestSession(lab, 'r6-edge');
    expect(await session.run('show ip interface brief')).toMatch(/^Loopback0 +127\.0\.1\.5 /m);
    session.close();
  });

  it('sends from the addresses it was given', async () => {
    const { lab, heard } = await hear({ addresses: '127.0.9.1', flows: { protocol: '5' } });
    await eventually(() => heard.size).toBe(5);
    expect([...heard.keys()].sort()).toEqual(lab.devices.map(({ host }) => host).sort());
    expect(lab.status().devices.map(({ flowAddress }) => flowAddress)).toEqual(lab.devices.map(({ host }) => host));
  });

  it('sends what is configured while it runs', async () => {
    const { lab, heard } = await hear({});
    const session = await openTestSession(lab, 'r1');
    await session.enable();
    await session.configure(
      'ip flow-export destination 192.0.2.1 2055',
      'ip flow-export version 5',
      'interface Gi0/1',
      'ip flow ingress',
    );
    session.close();
    await eventually(() => [...heard.keys()]).toEqual(['127.0.1.1']);
  });
});

it('tells of its set-up as a router does', async () => {
  const lab = await flowLab({ flows: { protocol: '9', sampling: 100 } });
  const session = await openTestSession(lab, 'r1');
  await session.enable();
  expect(await session.run('show flow interface')).toContain('traffic(ip):     sampler LAB');
  expect(await session.run('show sampler')).toContain('1 out of 100');
  expect(await session.run('show flow exporter')).toMatch(/Source IP address: +127\.0\.1\.1/);
  const running = await session.run('show running-config');
  expect(running).toContain('  match flow direction'.trim());
  expect(running.match(/ip flow monitor LAB sampler LAB (?:in|out)put/g)).toHaveLength(6);
  session.close();
});

it('has sub-interfaces that are made, kept and gone with their parent', async () => {
  const lab = await flowLab({});
  const session = await openTestSession(lab, 'r1');
  await session.enable();
  await session.configure('interface Gi0/1.10', 'encapsulation dot1Q 12', 'ip address 10.9.0.1 255.255.255.252');
  await session.run('write memory');
  expect(await session.run('show running-config interface gi0/1.10')).toMatch(
    /^interface GigabitEthernet0\/1\.10\s+encapsulation dot1Q 12\s+ip address 10\.9\.0\.1 255\.255\.255\.252\s+end/m,
  );
  expect(await session.run('show interfaces gi0/1.10')).toContain('Encapsulation 802.1Q Virtual LAN, Vlan ID  12.');
  expect(await session.run('show snmp mib ifmib ifindex gi0/1.10')).toMatch(/0\/1\.10: Ifindex = \d+/);
  expect(await session.run('show ip interface brief')).toMatch(/0\/1\.10 +10\.9\.0\.1 .* up +up/);
  lab.cut('r1:Gi0/1', 'carrier');
  expect(await session.run('show ip interface brief')).toMatch(/0\/1\.10 +10\.9\.0\.1 .* down +down/);
  session.close();
  await lab.power('r1', 'off');
  await lab.power('r1', 'on');
  const again = await openTestSession(lab, 'r1');
  await again.enable();
  expect(await again.run('show running-config')).toContain('encapsulation dot1Q 12');
  again.close();
});

it('refuses what cannot be sampled or sent', async () => {
  await expect(flowLab({ flows: { protocol: '5', sampling: 20_000 } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID_VALUE',
  });
  await expect(flowLab({ flows: { protocol: '5', destination: 'nowhere' } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID_VALUE',
  });
  const forward = { packetsPerSecond: 1, sizes: [100] };
  const conversations = [{ name: 'lost', from: 'Nobody', to: 'Server', forward }];
  await expect(flowLab({ traffic: { conversations } })).rejects.toMatchObject({ code: 'LAB_TRAFFIC_INVALID' });
});

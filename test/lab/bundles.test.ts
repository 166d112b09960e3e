// LAGs: the shipped topology, and what `show etherchannel summary` makes of cables that fail, or end in the wrong place.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSilentShell } from '../../src/lab/boot.ts';
import { createManualClock } from '../../src/lab/clock.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { LabNetwork } from '../../src/lab/lab-network.ts';
import { parseLabTopology } from '../../src/lab/topology-file.ts';
import { openTestSession, type TestSession } from './test-session.ts';

const LAGS = readFileSync(new URL('../../templates/lab/lags.yml', import.meta.url), 'utf8');

function start(text = LAGS) {
  const clock = createManualClock(new Date('2026-11-21T10:00:00Z'));
  const network = new LabNetwork(parseLabTopology(text), clock);
  const show = (name: string, command: string) => {
    const shell = openSilentShell(network.device(name));
    shell.privileged = true;
    return shell.answer(command);
  };
  /** `Po11(SU) LACP Gi1/0/1(P) Gi1/0/2(P)`. */
  const bundle = (name: string, port: string) => {
    const row = show(name, 'show etherchannel summary')
      .split('\n')
      .find((line) => line.includes(` ${port}(`));
    return row
      ?.trim()
      .replace(/^\d+ +/, '')
      .replace(/ +/g, ' ');
  };
  return { clock, network, show, bundle };
}

describe('the LAG topology', () => {
  it('is bundled at both ends of every LAG', () => {
    const { bundle } = start();
    expect(bundle('core-1', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(P) Te1/1/2(P)');
    expect(bundle('core-2', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(P) Te1/1/2(P)');
    expect(bundle('access-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi2/0/1(P)');
    expect(bundle('core-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi1/0/2(P)');
    expect(bundle('access-1', 'Po12')).toBe('Po12(SU) LACP Gi1/0/2(P) Gi2/0/2(P)');
  });

  it('hears its stubs by LLDP and CDP, as such things speak', () => {
    const { show } = start();
    const table = show('access-1', 'show lldp neighbors')
      .split('\n')
      .filter((line) => /Gi1\/0\/[567] /.test(line));
    expect(table).toEqual([
      'SEP005056AB0017     Gi1/0/5        120        B,T             525400050001:P1',
      'ap-ceiling          Gi1/0/6        120        B,W             Gi0',
      'print-server        Gi1/0/7        120        S               5254.0007.0001',
    ]);
    const phone = show('access-1', 'show cdp neighbors gi1/0/5 detail');
    expect(phone).toContain('Platform: Cisco IP Phone 7945,  Capabilities: Host Phone Two-port Mac Relay \n');
    expect(phone).toContain('Interface: GigabitEthernet1/0/5,  Port ID (outgoing port): Port 1\n');
    expect(phone).toContain('IP address: 10.20.50.17\n');
    expect(show('access-1', 'show lldp neighbors gi1/0/5 detail')).toContain('Chassis id: 10.20.50.17\n');
    expect(show('access-1', 'show cdp neighbors')).toMatch(
      /^SEP005056AB0017 +Gig 1\/0\/5 +\d+ +H P M +IP Phone +Port 1$/m,
    );
    expect(show('access-1', 'show cdp neighbors gi1/0/7 detail')).toContain('Total cdp entries displayed : 0');
  });

  it('shows speed, duplex and MTU of a port as they are set', () => {
    const { show } = start(LAGS.replace('Gi1/0/3: {}', 'Gi1/0/3: {mtu: 9000, speed: 1000}'));
    expect(show('access-1', 'show interfaces gi1/0/7')).toMatch(/BW 100000 Kbit.*Half Duplex, 100Mb\/s, /s);
    expect(show('core-1', 'show interfaces gi1/0/3')).toMatch(
      /MTU 9000 bytes, BW 1000000 Kbit.*Full Duplex, 1000Mb\/s, /s,
    );
    expect(show('access-1', 'show interfaces status')).toMatch(/^Gi1\/0\/7 .* connected +1 +half +100 +RJ45$/m);
    expect(show('core-1', 'show running-config interface gi1/0/3')).toContain(' mtu 9000\n');
  });
});

describe('show version', () => {
  it('of a switch tells its base address, which is its chassis id', () => {
    const { show } = start();
    expect(show('core-2', 'show version')).toContain('\nBase ethernet MAC Address       : 52:54:00:02:00:01\n');
    expect(show('edge-1', 'show version')).not.toContain('Base ethernet');
    expect(show('core-1', 'show lldp neighbors te1/1/1 detail')).toContain('Chassis id: 5254.0002.0001\n');
  });
});

describe('a member', () => {
  it('without a line is down, and its Port-channel goes on with the rest', () => {
    const { network, show, bundle } = start();
    expect(show('core-1', 'show interfaces po1')).toMatch(
      /BW 20000000 Kbit.*Members in this channel: Te1\/1\/1 Te1\/1\/2 \n/s,
    );
    network.cut('core-1:Te1/1/1', 'carrier');
    expect(bundle('core-1', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(D) Te1/1/2(P)');
    expect(bundle('core-2', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(D) Te1/1/2(P)');
    expect(show('core-1', 'show interfaces po1')).toMatch(/BW 10000000 Kbit.*Members in this channel: Te1\/1\/2 \n/s);
    network.cut('core-2:Te1/1/2', 'shutdown');
    expect(bundle('core-1', 'Po1')).toBe('Po1(SD) LACP Te1/1/1(D) Te1/1/2(D)');
    expect(show('core-1', 'show ip interface brief')).toMatch(/^Port-channel1 +unassigned +YES NVRAM +down +down/m);
    network.restore('core-1:Po1');
    expect(bundle('core-1', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(P) Te1/1/2(P)');
    const log = network.device('core-1').logBuffer.map((line) => line.replace(/^.*?: %/, '%'));
    expect(log).toEqual(
      expect.arrayContaining([
        '%EC-5-UNBUNDLE: Interface Te1/1/1 left the port-channel Po1',
        '%LINEPROTO-5-UPDOWN: Line protocol on Interface Port-channel1, changed state to down',
        '%EC-5-BUNDLE: Interface Te1/1/1 joined port-channel Po1',
        '%LINEPROTO-5-UPDOWN: Line protocol on Interface Port-channel1, changed state to up',
      ]),
    );
    expect(log.filter((line) => line.includes('Line protocol on Interface Port-channel1'))).toHaveLength(2);
  });

  it('moved to another device is suspended there and here, and both hear whom they are cabled to', () => {
    const { clock, network, show, bundle } = start();
    network.move('core-1:Gi1/0/2', 'core-2:Gi1/0/3');
    expect(bundle('access-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi2/0/1(w)');
    expect(bundle('core-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi1/0/2(D)');
    clock.advance(4);
    expect(bundle('access-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi2/0/1(s)');
    expect(show('access-1', 'show interfaces gi2/0/1')).toContain(
      'GigabitEthernet2/0/1 is up, line protocol is down (suspended) \n',
    );
    expect(show('access-1', 'show interfaces status')).toMatch(/^Gi2\/0\/1 .* suspended /m);
    expect(show('access-1', 'show logging')).toContain(
      '%EC-5-L3DONTBNDL2: Gi2/0/1 suspended: LACP currently not enabled',
    );
    expect(show('core-2', 'show lldp neighbors gi1/0/3')).toContain('access-1');
    expect(show('access-1', 'show lldp neighbors gi2/0/1')).toMatch(/^core-2.*Gi1\/0\/3$/m);
  });

  it('whose partner is another LAG than that of the others is suspended', () => {
    const { network, bundle } = start();
    network.swap('core-1:Gi1/0/2', 'core-2:Gi1/0/2');
    expect(bundle('access-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi2/0/1(s)');
    expect(bundle('access-1', 'Po12')).toBe('Po12(SU) LACP Gi1/0/2(P) Gi2/0/2(s)');
    expect(bundle('core-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi1/0/2(s)');
    network.swap('core-1:Gi1/0/2', 'core-2:Gi1/0/2');
    expect(bundle('access-1', 'Po11')).toBe('Po11(SU) LACP Gi1/0/1(P) Gi2/0/1(P)');
  });

  it('that no longer hears LACP leaves after three frames missed, and stands alone where that is allowed', () => {
    const { clock, network, bundle } = start(LAGS.replace('Po1: {description: to core-2,', 'Po1: {standalone: true,'));
    network.cut('core-1:Te1/1/1', 'silent');
    clock.advance(89);
    expect(bundle('core-1', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(P) Te1/1/2(P)');
    clock.advance(2);
    expect(bundle('core-1', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(I) Te1/1/2(P)');
    expect(bundle('core-2', 'Po1')).toBe('Po1(SU) LACP Te1/1/1(s) Te1/1/2(P)');
    network.settle();
    expect(network.device('core-2').logBuffer.join('\n')).toContain('%EC-5-UNBUNDLE: Interface Te1/1/1 left');
  });

  it.each([
    ['active', 'passive', 'Po1(SU) LACP Te1/1/1(P) Te1/1/2(P)'],
    ['passive', 'passive', 'Po1(SD) LACP Te1/1/1(s) Te1/1/2(s)'],
    ['on', 'on', 'Po1(SU) - Te1/1/1(P) Te1/1/2(P)'],
    ['active', 'on', 'Po1(SD) LACP Te1/1/1(s) Te1/1/2(s)'],
    ['on', 'active', 'Po1(SU) - Te1/1/1(P) Te1/1/2(P)'],
  ])('of %s against %s', (one, other, expected) => {
    const text = LAGS.replace('to core-2,', `to core-2, mode: ${one},`).replace(
      'to core-1, members: [Te',
      `to core-1, mode: ${other}, members: [Te`,
    );
    const { clock, bundle } = start(text);
    clock.advance(4);
    expect(bundle('core-1', 'Po1')).toBe(expected);
  });
});

describe('over SSH', () => {
  let lab: Lab;
  let session: TestSession;
  beforeAll(async () => {
    lab = await startLab({ topology: LAGS, basePort: 'free', timeScale: 10 });
    session = await openTestSession(lab, 'access-1');
    await session.enable();
  });
  afterAll(() => lab.close());

  it('only those with SSH are devices to log into', () => {
    expect(lab.devices.map(({ name }) => name)).toEqual(['core-1', 'core-2', 'access-1', 'edge-1']);
    expect(() => lab.stats('ap-ceiling')).toThrowError(expect.objectContaining({ code: 'LAB_UNKNOWN_LINK' }));
  });

  it('a whole LAG is cut at its Port-channel', () => {
    lab.cut('access-1:Po11', 'carrier');
    expect(
      lab
        .status()
        .links.filter(({ state }) => state === 'carrier-cut')
        .map(({ a }) => a),
    ).toEqual(['access-1:GigabitEthernet1/0/1', 'access-1:GigabitEthernet2/0/1']);
    lab.restore('access-1:Po11');
  });

  it('shutting a Port-channel shuts its members', async () => {
    await session.configure('interface Po12', 'shutdown');
    expect(await session.run('show etherchannel summary')).toMatch(/Po12\(SD\).*Gi1\/0\/2\(D\) +Gi2\/0\/2\(D\)/);
    expect(await session.run('show ip interface brief')).toMatch(
      /GigabitEthernet2\/0\/2 .*administratively down +down/,
    );
    await session.configure('interface Po12', 'no shutdown');
    expect(await session.run('show etherchannel summary')).toMatch(/Po12\(SU\).*Gi1\/0\/2\(P\) +Gi2\/0\/2\(P\)/);
  });

  it('a stub is switched off like any device', async () => {
    await lab.power('SEP005056AB0017', 'off');
    expect(await session.run('show interfaces gi1/0/5 description')).toMatch(/Gi1\/0\/5 +down +down/);
    await lab.power('SEP005056AB0017', 'on');
    expect(await session.run('show lldp neighbors gi1/0/5')).toContain('SEP005056AB0017');
  });
});

// Syslog and SNMP traps by real UDP, from each device's own address; the traps are decoded by net-snmp.
import fc from 'fast-check';
import snmp from 'net-snmp';
import { afterEach, describe, expect, it } from 'vitest';
import { type Lab, type LabOptions, startLab } from '../../src/lab/index.ts';
import { encode, encodeNumber, encodeOid, TAG } from '../../src/lab/notify/ber.ts';
import { parseReceiver } from '../../src/lab/notify/receiver.ts';
import { formatSyslog } from '../../src/lab/notify/syslog.ts';
import { FIVE_ROUTERS } from './five-routers.ts';
import { openTestSession } from './test-session.ts';
import { receiveSyslog, receiveTraps, type SyslogReceiver, type TrapReceiver } from './udp-receivers.ts';

/** With LLDP already running, so that tables have something to lose. */
const RUNNING = FIVE_ROUTERS.replaceAll('    interfaces:\n', '    lldp: true\n    interfaces:\n');
const LINK_DOWN = '1.3.6.1.6.3.1.1.5.3';
const LINK_UP = '1.3.6.1.6.3.1.1.5.4';
const COLD_START = '1.3.6.1.6.3.1.1.5.1';
const REMOTE_TABLES = '1.0.8802.1.1.2.0.0.1';
const IF = '1.3.6.1.2.1.2.2.1';

/** The machine may be busy. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000 });

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(
  options: Partial<LabOptions> = {},
): Promise<{ lab: Lab; syslog: SyslogReceiver; traps: TrapReceiver }> {
  const syslog = await receiveSyslog();
  const traps = await receiveTraps();
  open.push(syslog, traps);
  const lab = await startLab({
    topology: RUNNING,
    basePort: 'free',
    addresses: '127.0.1.1',
    syslogTo: syslog.address,
    trapsTo: traps.address,
    ...options,
  });
  open.push(lab);
  return { lab, syslog, traps };
}

describe('syslog', () => {
  it('is what the console prints, with priority and count, from the address of the device', async () => {
    const { lab, syslog } = await start();
    lab.cut('r6-edge:Gi0/1', 'carrier');
    await eventually(() => syslog.received.length).toBe(4);
    const texts = syslog.received.map(
      ({ text, from }) => `${from} ${text.replace(/\*\w{3} [ \d]\d [\d:.]+: /, 'TIME ')}`,
    );
    expect(texts.sort()).toEqual([
      '127.0.1.1 <187>1: TIME %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down',
      '127.0.1.1 <189>2: TIME %LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/1, changed state to down',
      '127.0.1.5 <187>1: TIME %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down',
      '127.0.1.5 <189>2: TIME %LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/1, changed state to down',
    ]);
    const session = await openTestSession(lab, 'r1');
    await session.enable();
    const buffer = await session.run('show logging');
    for (const { text, from } of syslog.received) {
      if (from === '127.0.1.1') expect(buffer).toContain(text.replace(/^<\d+>\d+: /, ''));
    }
    session.close();
  });

  it('tells of an administrator, and of who configured the device', async () => {
    const { lab, syslog } = await start();
    const session = await openTestSession(lab, 'r1');
    await session.enable();
    await session.configure('interface Gi0/1', 'shutdown');
    session.close();
    const from = (address: string) =>
      syslog.received
        .filter((one) => one.from === address)
        .map(({ text }) => text)
        .join('\n');
    await eventually(() => from('127.0.1.1')).toMatch(/<189>1: .*%LINK-5-CHANGED: .*administratively down/);
    await expect
      .poll(() => from('127.0.1.1'))
      .toMatch(/<189>3: .*%SYS-5-CONFIG_I: Configured from console by cisco on vty0/);
    await eventually(() => from('127.0.1.5')).toMatch(/<187>1: .*%LINK-3-UPDOWN: Interface GigabitEthernet0\/1/);
  });

  it('takes its severity from the message', () => {
    expect(formatSyslog(7, '*Mar  1 00:00:01.000: x', '%SYS-2-MALLOCFAIL: x')).toMatch(/^<186>7: \*Mar {2}1/);
    expect(formatSyslog(8, 'x', 'no mnemonic')).toBe('<190>8: x');
  });
});

describe('traps', () => {
  it('carry the port of a line that changed, as IF-MIB and IOS have it', async () => {
    const { lab, traps } = await start({ community: 'lab-only' });
    const linkTraps = (oid: string) => traps.received.filter((trap) => trap.oid === oid);
    lab.cut('r6-edge:Gi0/2', 'shutdown');
    await eventually(() => linkTraps(LINK_DOWN).length).toBe(2);
    const down = linkTraps(LINK_DOWN).find(({ from }) => from === '127.0.1.5');
    expect(down?.community).toBe('lab-only');
    expect([...(down?.variables ?? [])].slice(2)).toEqual([
      [`${IF}.1.3`, 3],
      [`${IF}.7.3`, 2],
      [`${IF}.8.3`, 2],
      [`${IF}.2.3`, 'GigabitEthernet0/2'],
      [`${IF}.3.3`, 6],
    ]);
    const { TimeTicks, OID, Integer, OctetString } = snmp.ObjectType;
    expect(down?.types).toEqual([TimeTicks, OID, Integer, Integer, Integer, OctetString, Integer]);
    // A week, two days, three hours and four minutes at the start of the lab.
    expect(down?.variables.get('1.3.6.1.2.1.1.3.0')).toBeGreaterThanOrEqual(9 * 86400 * 100);
    const other = linkTraps(LINK_DOWN).find(({ from }) => from === '127.0.1.2');
    expect(other?.variables.get(`${IF}.7.2`)).toBe(1);
    lab.restore('r6-edge:Gi0/2');
    await eventually(() => linkTraps(LINK_UP).length).toBe(2);
    expect(linkTraps(LINK_UP)[0]?.variables.get(`${IF}.8.3`)).toBe(1);
    expect(traps.errors).toEqual([]);
  });

  it('tell that the table of neighbours changed, and for the next five seconds no more', async () => {
    const { lab, traps } = await start();
    const changes = () => traps.received.filter(({ oid, from }) => oid === REMOTE_TABLES && from === '127.0.1.1');
    const counts = () => changes().map(({ variables }) => [...variables.values()].slice(2));
    lab.cut('r1:Gi0/1', 'carrier');
    await eventually(() => changes().length).toBe(1);
    lab.restore('r1:Gi0/1');
    lab.cut('r1:Gi0/2', 'carrier');
    const uptimes = () => changes().map(({ variables }) => Number(variables.get('1.3.6.1.2.1.1.3.0')));
    await eventually(() => changes().length).toBe(2);
    // Inserts, deletes, drops and ageouts: six were heard at the start; sysUpTime counts whole seconds here.
    expect(counts()).toEqual([
      [6, 1, 0, 0],
      [7, 2, 0, 0],
    ]);
    const [first = 0, second = 0] = uptimes();
    expect(second - first).toBeGreaterThanOrEqual(400);
  });

  it('tell of what aged out, which nobody had asked for', async () => {
    const { lab, traps } = await start({ timeScale: 200 });
    lab.oneWay('r6-edge:Gi0/1');
    const ageouts = () => traps.received.find(({ oid, from }) => oid === REMOTE_TABLES && from === '127.0.1.1');
    await eventually(ageouts).toBeDefined();
    expect([...(ageouts()?.variables.values() ?? [])].slice(2)).toEqual([6, 0, 0, 1]);
  });

  it('of neighbours are not sent by a device that is told not to', async () => {
    const topology = RUNNING.replaceAll('    lldp: true\n', '    lldp: true\n    lldpNotifications: false\n');
    const { lab, traps } = await start({ topology });
    lab.cut('r1:Gi0/1', 'carrier');
    await eventually(() => traps.received.length).toBe(2);
    lab.restore('r1:Gi0/1');
    await eventually(() => traps.received.length).toBe(4);
    expect(traps.received.map(({ oid }) => oid)).not.toContain(REMOTE_TABLES);
  });
});

describe('a device that is switched off', () => {
  it('says nothing, while its neighbours tell; on again it tells that it restarted', async () => {
    const { lab, syslog, traps } = await start();
    await lab.power('r1', 'off');
    await eventually(() => traps.received.filter(({ oid }) => oid === LINK_DOWN).length).toBe(2);
    await eventually(() => syslog.received.length).toBe(4);
    expect(syslog.received.map(({ from }) => from)).not.toContain('127.0.1.1');
    expect(traps.received.map(({ from }) => from)).not.toContain('127.0.1.1');
    await lab.power('r1', 'on');
    const own = () => syslog.received.filter(({ from }) => from === '127.0.1.1').map(({ text }) => text);
    await eventually(() => own().length).toBeGreaterThanOrEqual(7);
    expect(own()[0]).toMatch(/^<189>1: \*.*: %SYS-5-RESTART: System restarted --\nCisco IOS Software, IOSv/);
    expect(own()[1]).toMatch(/^<187>2: .*%LINK-3-UPDOWN: Interface GigabitEthernet0\/0, changed state to up/);
    const start1 = traps.received.find(({ oid, from }) => oid === COLD_START && from === '127.0.1.1');
    expect([...(start1?.variables.keys() ?? [])]).toEqual(['1.3.6.1.2.1.1.3.0', '1.3.6.1.6.3.1.1.4.1.0']);
    expect(start1?.variables.get('1.3.6.1.2.1.1.3.0')).toBe(0);
  });
});

describe('where to send', () => {
  it('is a host and a port', () => {
    expect(parseReceiver('127.0.0.1:5514')).toEqual({ host: '127.0.0.1', port: 5514 });
    for (const text of ['5514', 'host', 'host:0', 'host:99999', 'udp://host:514']) {
      expect(() => parseReceiver(text)).toThrowError(expect.objectContaining({ code: 'CONFIG_INVALID_VALUE' }));
    }
  });

  it('is refused before anything starts', async () => {
    await expect(startLab({ topology: RUNNING, basePort: 'free', syslogTo: 'nowhere' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID_VALUE',
    });
  });
});

describe('BER', () => {
  it('gives any length its shortest form, and numbers their sign bit', () => {
    expect(encode(TAG.octetString, Buffer.alloc(127)).subarray(0, 2)).toEqual(Buffer.from([4, 127]));
    expect(encode(TAG.octetString, Buffer.alloc(128)).subarray(0, 3)).toEqual(Buffer.from([4, 0x81, 128]));
    expect(encode(TAG.octetString, Buffer.alloc(300)).subarray(0, 4)).toEqual(Buffer.from([4, 0x82, 1, 44]));
    expect(encodeNumber(TAG.integer, 0)).toEqual(Buffer.from([2, 1, 0]));
    expect(encodeNumber(TAG.integer, 127)).toEqual(Buffer.from([2, 1, 127]));
    expect(encodeNumber(TAG.integer, 128)).toEqual(Buffer.from([2, 2, 0, 128]));
    expect(encodeNumber(TAG.timeTicks, 0xffffffff)).toEqual(Buffer.from([0x43, 5, 0, 255, 255, 255, 255]));
    expect(encodeOid('1.0.8802.1.1.2')).toEqual(Buffer.from([6, 6, 40, 0xc4, 0x62, 1, 1, 2]));
  });

  it('of any number is what a reader of two’s complement reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
        const content = encodeNumber(TAG.gauge32, value).subarray(2);
        expect(Number(BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString('hex')}`)))).toBe(value);
      }),
    );
  });
});

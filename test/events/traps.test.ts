// SNMP notifications over real sockets: Debian's snmptrap sends v1, v2c and v3, traps and informs; damaged ones come from us.

import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encode, encodeNumber, encodeSequence, TAG } from '../../src/lab/notify/ber.ts';
import { formatSyslog } from '../../src/lab/notify/syslog.ts';
import { coldStart, encodeTrap, lineChange, remoteTablesChange } from '../../src/lab/notify/trap.ts';
import { Secret, type SnmpUser } from '../../src/model/index.ts';
import { closeAll, listen, secrets, sendUdp } from './support.ts';
import { absent, HAS, run } from './tools.ts';

afterEach(closeAll);

const WITHIN = { timeout: 30_000 };
const SNMP_TRAPS = '1.3.6.1.6.3.1.1.5';
const LINK_DOWN = `${SNMP_TRAPS}.3`;
const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const GI3 = [
  ...[`${IF_ENTRY}.1.3`, 'i', '3'],
  ...[`${IF_ENTRY}.2.3`, 's', 'GigabitEthernet0/1'],
  ...[`${IF_ENTRY}.7.3`, 'i', '1'],
  ...[`${IF_ENTRY}.8.3`, 'i', '2'],
];
const V2C = ['-v', '2c', '-c', 'lab-community'];

const user = (name: string, more: Partial<SnmpUser> = {}): SnmpUser => ({
  ...{ name, authProtocol: null, authKey: null, privProtocol: null, privKey: null },
  ...more,
});
const USERS = [
  user('watcher', {
    ...{ authProtocol: 'sha256', authKey: new Secret('auth-pass-1') },
    ...{ privProtocol: 'aes', privKey: new Secret('priv-pass-1') },
  }),
  user('signer', { authProtocol: 'sha', authKey: new Secret('auth-pass-2') }),
];
const ENGINE = ['-e', '0x80001f8803020000000001'];
const WATCHER = [
  '-v',
  '3',
  '-u',
  'watcher',
  '-l',
  'authPriv',
  '-a',
  'SHA-256',
  '-A',
  'auth-pass-1',
  '-x',
  'AES',
  '-X',
  'priv-pass-1',
];
const SIGNER = ['-v', '3', '-u', 'signer', '-l', 'authNoPriv', '-a', 'SHA', '-A', 'auth-pass-2'];

const listenForTraps = (more: Parameters<typeof listen>[0] = {}, known?: readonly string[]) =>
  listen({ traps: 0, communities: secrets('lab-community', 'other'), users: USERS, ...more }, known);

const target = (port: number | null) => `udp:127.0.0.1:${port}`;
const DONE = { code: 0 };

describe.skipIf(!HAS.snmptrap)(`notifications of snmptrap (snmp${absent('snmptrap')})`, () => {
  it('a v2c linkDown is an event, with its port', async () => {
    const { receivers, events } = await listenForTraps();
    const args = [...V2C, target(receivers.ports.traps), '', LINK_DOWN, ...GI3];
    expect(await run('snmptrap', args)).toMatchObject(DONE);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(events[0]).toEqual({
      ...{ at: expect.any(String), via: 'trap', source: '127.0.0.1', kind: 'link-down' },
      ...{ port: 'GigabitEthernet0/1', ifIndex: 3 },
      text: 'linkDown, GigabitEthernet0/1, ifIndex 3, admin up, oper down',
    });
  });

  it.each([
    ['coldStart', `${SNMP_TRAPS}.1`, [], { kind: 'restart', port: null, ifIndex: null }],
    ['warmStart', `${SNMP_TRAPS}.2`, [], { kind: 'restart' }],
    [
      'linkUp without a name',
      `${SNMP_TRAPS}.4`,
      [`${IF_ENTRY}.8.17`, 'i', '1'],
      { kind: 'link-up', port: null, ifIndex: 17 },
    ],
    [
      'linkUp with ifName',
      `${SNMP_TRAPS}.4`,
      [...GI3, '1.3.6.1.2.1.31.1.1.1.1.3', 's', 'Gi0/1'],
      { kind: 'link-up', port: 'GigabitEthernet0/1', ifIndex: 3 },
    ],
    [
      'lldpRemTablesChange',
      '1.0.8802.1.1.2.0.0.1',
      ['1.0.8802.1.1.2.1.2.2.0', 'u', '7'],
      { kind: 'neighbor-change', port: null, ifIndex: null },
    ],
    ['lldpV2RemTablesChange', '1.3.111.2.802.1.1.13.0.0.1', [], { kind: 'neighbor-change' }],
    ['cieLinkDown', '1.3.6.1.4.1.9.9.276.0.1', GI3, { kind: 'link-down', port: 'GigabitEthernet0/1' }],
  ] as const)('%s is known', async (_, oid, varbinds, event) => {
    const { receivers, events } = await listenForTraps();
    expect(await run('snmptrap', [...V2C, target(receivers.ports.traps), '', oid, ...varbinds])).toMatchObject(DONE);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(events[0]).toMatchObject(event);
  });

  it('v1 traps are known, and what v2 would call them', async () => {
    const { receivers, events } = await listenForTraps();
    const v1 = ['-v', '1', '-c', 'other', target(receivers.ports.traps)];
    for (const trap of [
      ['1.3.6.1.4.1.9.1.1', '192.0.2.7', '2', '0', '1', ...GI3],
      ['1.3.6.1.4.1.9.1.1', '192.0.2.7', '3', '0', '1', ...GI3],
      ['1.0.8802.1.1.2.0', '192.0.2.7', '6', '1', '1'],
      ['1.3.6.1.4.1.9.9.43.2', '192.0.2.7', '6', '1', '1'],
    ]) {
      expect(await run('snmptrap', [...v1, ...trap])).toMatchObject(DONE);
    }
    await expect.poll(() => receivers.stats().received, WITHIN).toBe(4);
    expect(events.map(({ kind, ifIndex, source }) => [kind, ifIndex, source])).toEqual([
      ['link-down', 3, '127.0.0.1'],
      ['link-up', 3, '127.0.0.1'],
      ['neighbor-change', null, '127.0.0.1'],
    ]);
    expect(receivers.stats().ignored).toBe(1);
  });

  it('a relay names the origin: the agent address, or snmpTrapAddress', async () => {
    const { receivers, events } = await listenForTraps({ allow: ['127.0.0.0/8'] }, []);
    const to = target(receivers.ports.traps);
    await run('snmptrap', ['-v', '1', '-c', 'other', to, '1.3.6.1.4.1.9.1.1', '192.0.2.7', '2', '0', '1', ...GI3]);
    await run('snmptrap', [...V2C, to, '', LINK_DOWN, ...GI3, '1.3.6.1.6.3.18.1.3.0', 'a', '192.0.2.8']);
    await run('snmptrap', [...V2C, to, '', LINK_DOWN, ...GI3]);
    await expect.poll(() => events, WITHIN).toHaveLength(3);
    expect(events.map(({ source }) => source)).toEqual(['192.0.2.7', '192.0.2.8', '127.0.0.1']);
  });

  it.each([
    ['signed and encrypted', WATCHER],
    ['signed', SIGNER],
  ])('v3 traps that are %s are taken', async (_, how) => {
    const { receivers, events } = await listenForTraps();
    const said = await run('snmptrap', [...ENGINE, ...how, target(receivers.ports.traps), '', LINK_DOWN, ...GI3]);
    expect(said).toMatchObject(DONE);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: 'link-down', ifIndex: 3, via: 'trap' });
  });

  it('informs of v2c and v3 are answered: the sender is content', async () => {
    const { receivers, events } = await listenForTraps();
    const to = ['-Ci', '-t', '10', '-r', '1'];
    for (const how of [V2C, WATCHER, SIGNER]) {
      const said = await run('snmptrap', [...to, ...how, target(receivers.ports.traps), '', LINK_DOWN, ...GI3]);
      expect(said).toMatchObject(DONE);
    }
    expect(events.map(({ kind }) => kind)).toEqual(['link-down', 'link-down', 'link-down']);
    expect(receivers.stats()).toMatchObject({ events: 3, refused: 0, malformed: 0 });
  });

  it.each([
    ['a wrong community', ['-v', '2c', '-c', 'public']],
    ['an empty community', ['-v', '2c', '-c', '']],
    ['an unknown user', [...ENGINE, '-v', '3', '-u', 'nobody', '-l', 'noAuthNoPriv']],
    ['a wrong password', [...ENGINE, ...SIGNER.with(-1, 'auth-pass-9')]],
    ['a wrong key', [...ENGINE, ...WATCHER.with(-1, 'priv-pass-9')]],
    [
      'less than the user owes',
      [...ENGINE, '-v', '3', '-u', 'watcher', '-l', 'authNoPriv', '-a', 'SHA-256', '-A', 'auth-pass-1'],
    ],
    ['nothing that the user owes', [...ENGINE, '-v', '3', '-u', 'watcher', '-l', 'noAuthNoPriv']],
  ])('%s is refused', async (_, how) => {
    const { receivers, events } = await listenForTraps();
    await run('snmptrap', [...how, target(receivers.ports.traps), '', LINK_DOWN, ...GI3]);
    await expect.poll(() => receivers.stats().received, WITHIN).toBe(1);
    expect(receivers.stats()).toMatchObject({ refused: 1, events: 0, malformed: 0, ignored: 0 });
    expect(events).toEqual([]);
  });

  it('without communities every community is refused', async () => {
    const { receivers } = await listenForTraps({ communities: [] });
    await run('snmptrap', [...V2C, target(receivers.ports.traps), '', LINK_DOWN]);
    await expect.poll(() => receivers.stats().refused, WITHIN).toBe(1);
  });

  it('strangers are counted, and get no answer', async () => {
    const { receivers, events } = await listenForTraps({}, []);
    const inform = ['-Ci', '-t', '1', '-r', '0', ...V2C, target(receivers.ports.traps), '', LINK_DOWN];
    expect((await run('snmptrap', inform)).code).not.toBe(0);
    expect(events).toEqual([]);
    expect(receivers.stats()).toMatchObject({
      received: 1,
      strangers: 1,
      strangerAddresses: new Map([['127.0.0.1', 1]]),
    });
  });
});

/** What snmptrap sends, as datagrams. */
async function captureDatagrams(): Promise<Buffer[]> {
  const socket = createSocket('udp4');
  const datagrams: Buffer[] = [];
  const all = new Promise<void>((resolve) => {
    socket.on('message', (datagram) => {
      if (datagrams.push(datagram) === 4) resolve();
    });
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const to = target(socket.address().port);
  await run('snmptrap', [...V2C, to, '', LINK_DOWN, ...GI3]);
  await run('snmptrap', ['-v', '1', '-c', 'other', to, '1.3.6.1.4.1.9.1.1', '192.0.2.7', '2', '0', '1', ...GI3]);
  await run('snmptrap', [...ENGINE, ...WATCHER, to, '', LINK_DOWN, ...GI3]);
  await run('snmptrap', [...ENGINE, ...SIGNER, to, '', LINK_DOWN, ...GI3]);
  await all;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return datagrams;
}

describe.skipIf(!HAS.snmptrap)(`damaged datagrams (snmp${absent('snmptrap')})`, () => {
  let whole: Buffer[] = [];
  beforeAll(async () => {
    whole = await captureDatagrams();
  });

  const damage = (datagram: Buffer, edits: readonly (readonly [number, number])[], cut: number, tail: Uint8Array) => {
    const bytes = Buffer.from(datagram);
    for (const [at, value] of edits) bytes[at % bytes.length] = value;
    return Buffer.concat([bytes.subarray(0, cut === 0 ? bytes.length : cut % bytes.length), tail]);
  };

  it('are counted and nothing else happens', async () => {
    const { receivers, events } = await listenForTraps();
    const edit = fc.tuple(fc.nat(400), fc.nat(255));
    const damaged = fc.sample(
      fc.tuple(
        fc.constantFrom(...whole),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(300)),
        fc.uint8Array({ maxLength: 8 }),
      ),
      { numRuns: 1500, seed: 20261121 },
    );
    const datagrams = damaged.map(([datagram, edits, cut, tail]) => damage(datagram, edits, cut, tail));
    for (let i = 0; i < datagrams.length; i += 50) {
      await sendUdp(receivers.ports.traps, datagrams.slice(i, i + 50));
      await expect.poll(() => receivers.stats().received, WITHIN).toBe(Math.min(datagrams.length, i + 50));
    }
    const { received, malformed, refused, ignored, events: taken } = receivers.stats();
    expect(malformed + refused + ignored + taken).toBe(received);
    expect(malformed).toBeGreaterThan(100);
    for (const event of events) expect(event.text.length).toBeLessThanOrEqual(300);
    const before = events.length;
    for (const datagram of whole) await sendUdp(receivers.ports.traps, [datagram]);
    await expect.poll(() => events.length, WITHIN).toBe(before + whole.length);
  });

  it('cut anywhere are no events', async () => {
    const { receivers, events } = await listenForTraps();
    const cuts = whole
      .slice(0, 1)
      .flatMap((datagram) => [...datagram.keys()].map((length) => datagram.subarray(0, length)));
    for (let i = 0; i < cuts.length; i += 50) {
      await sendUdp(receivers.ports.traps, cuts.slice(i, i + 50));
      await expect.poll(() => receivers.stats().received, WITHIN).toBe(Math.min(cuts.length, i + 50));
    }
    for (const event of events) expect(event.kind).toBe('link-down');
  });
});

/** SNMPv3 without a user, as an engine discovery is, and with a notification in it (RFC 3412 §6, RFC 3414 §2.4). */
function namelessTrap(): Buffer {
  const plain = encodeTrap(coldStart(), { community: 'x', requestId: 1, uptimeSeconds: 1 });
  const pdu = plain.subarray(plain.indexOf(0xa7));
  const number = (value: number) => encodeNumber(TAG.integer, value);
  const octets = (bytes: readonly number[]) => encode(TAG.octetString, Buffer.from(bytes));
  const engine = [0x80, 0, 0x1f, 0x88, 3, 2, 0, 0, 0, 0, 1];
  const security = encodeSequence([octets(engine), number(0), number(0), octets([]), octets([]), octets([])]);
  return encodeSequence([
    number(3),
    encodeSequence([number(1), number(65_507), octets([0]), number(3)]),
    encode(TAG.octetString, security),
    encodeSequence([octets(engine), octets([]), pdu]),
  ]);
}

describe('a device of the lab', () => {
  it('is understood: linkDown, lldpRemTablesChange, coldStart, and its syslog', async () => {
    const { receivers, events } = await listenForTraps({ syslogUdp: 0 });
    const head = { community: 'lab-community', requestId: 7, uptimeSeconds: 60 };
    const traps = [
      lineChange({ name: 'GigabitEthernet0/1', ifIndex: 2, adminUp: true }, false),
      remoteTablesChange({ inserts: 3, deletes: 1, ageouts: 0 }),
      coldStart(),
    ];
    await sendUdp(
      receivers.ports.traps,
      traps.map((trap) => encodeTrap(trap, head)),
    );
    await expect.poll(() => events, WITHIN).toHaveLength(3);
    const said = '%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down';
    await sendUdp(receivers.ports.syslogUdp, [formatSyslog(31, `*Nov 21 13:05:40.123: ${said}`, said)]);
    await expect.poll(() => events, WITHIN).toHaveLength(4);
    expect(events.map(({ kind, port, ifIndex }) => [kind, port, ifIndex])).toEqual([
      ['link-down', 'GigabitEthernet0/1', 2],
      ['neighbor-change', null, null],
      ['restart', null, null],
      ['link-down', 'GigabitEthernet0/1', null],
    ]);
  });
});

describe('a notification of nobody', () => {
  it('is refused', async () => {
    const { receivers, events } = await listenForTraps();
    await sendUdp(receivers.ports.traps, [namelessTrap()]);
    await expect.poll(() => receivers.stats().received, WITHIN).toBe(1);
    expect(receivers.stats()).toMatchObject({ refused: 1, events: 0 });
    expect(events).toEqual([]);
  });
});

describe('a user that cannot be checked', () => {
  it.each([
    ['auth without a key', user('a', { authProtocol: 'sha' }), /an auth_key/],
    [
      'priv without a key',
      user('b', { authProtocol: 'sha', authKey: new Secret('x'), privProtocol: 'aes' }),
      /a priv_key/,
    ],
    ['priv without auth', user('c', { privProtocol: 'aes', privKey: new Secret('x') }), /auth, which encryption needs/],
  ])('starts nothing: %s', async (_, one, message) => {
    const opening = listen({ traps: 0, users: [one] });
    await expect(opening).rejects.toMatchObject({
      code: 'CONFIG_INVALID_VALUE',
      message: expect.stringMatching(message),
    });
  });
});

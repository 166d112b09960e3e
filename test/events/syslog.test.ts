// Syslog over real sockets: Debian's logger and rsyslogd send, and datagrams and streams written by hand.
import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, closed, listen, openTcp, sendUdp } from './support.ts';
import { absent, HAS, run, startRelay } from './tools.ts';

afterEach(closeAll);

const WITHIN = { timeout: 30_000 };
const DOWN = '%LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down';
const CISCO = `<187>45: r1: *Nov 21 13:05:40.123: ${DOWN}`;

describe('over UDP', () => {
  it('a message of a known sender is an event', async () => {
    const { receivers, events } = await listen({ syslogUdp: 0 });
    await sendUdp(receivers.ports.syslogUdp, [CISCO]);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(events[0]).toEqual({
      ...{ at: expect.any(String), via: 'syslog', source: '127.0.0.1', kind: 'link-down' },
      ...{ port: 'GigabitEthernet0/1', ifIndex: null, text: DOWN },
    });
    expect(Math.abs(Date.parse(events[0]?.at ?? '') - Date.now())).toBeLessThan(600_000);
  });

  it('everything is counted: events, other messages, what is none, and strangers', async () => {
    const { receivers, events } = await listen({ syslogUdp: 0 });
    const port = receivers.ports.syslogUdp;
    await sendUdp(port, [
      CISCO,
      '<189>46: %SYS-5-CONFIG_I: Configured from console',
      'nothing',
      Buffer.from([0, 255, 1]),
    ]);
    await sendUdp(port, [CISCO, CISCO], '127.0.0.9');
    await sendUdp(port, [CISCO], '127.0.0.2');
    await expect.poll(() => receivers.stats().received, WITHIN).toBe(7);
    expect(receivers.stats()).toEqual({
      ...{ received: 7, events: 2, ignored: 1, malformed: 2, refused: 0, strangers: 2 },
      strangerAddresses: new Map([['127.0.0.9', 2]]),
    });
    expect(events.map(({ source }) => source)).toEqual(['127.0.0.1', '127.0.0.2']);
  });

  it('what it says is made printable and bounded', async () => {
    const { receivers, events } = await listen({ syslogUdp: 0 });
    const hostile = `<187>${DOWN}\u001b[2J\u202e\r\n${'x'.repeat(60_000)}`;
    await sendUdp(receivers.ports.syslogUdp, [hostile]);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(events[0]?.text).toHaveLength(300);
    expect(events[0]?.text).toMatch(/^%LINK-3-UPDOWN: Interface GigabitEthernet0\/1, changed state to down \[2J x+…$/);
  });

  it('nobody but a relay speaks for others', async () => {
    const { receivers, events } = await listen({ syslogUdp: 0, allow: ['127.0.0.8/32'] });
    const told = `<187>Nov 21 13:05:40 r9.lab.example 45: ${DOWN}`;
    await sendUdp(receivers.ports.syslogUdp, [told], '127.0.0.8');
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    await sendUdp(receivers.ports.syslogUdp, [told]);
    await expect.poll(() => events, WITHIN).toHaveLength(2);
    expect(events.map(({ source }) => source)).toEqual(['r9.lab.example', '127.0.0.1']);
  });

  it.skipIf(!HAS.logger)(`logger's messages are read, RFC 3164 and RFC 5424 (logger${absent('logger')})`, async () => {
    const { receivers, events } = await listen({ syslogUdp: 0 });
    const to = ['--server', '127.0.0.1', '--port', `${receivers.ports.syslogUdp}`, '--udp'];
    for (const format of ['--rfc3164', '--rfc5424']) {
      expect(await run('logger', [...to, format, '--tag', 'ifmgr', DOWN])).toMatchObject({ code: 0 });
    }
    await expect.poll(() => events, WITHIN).toHaveLength(2);
    for (const event of events)
      expect(event).toMatchObject({ kind: 'link-down', port: 'GigabitEthernet0/1', text: `ifmgr: ${DOWN}` });
  });

  it('IPv6 senders are known by their address', async () => {
    const { receivers, events } = await listen({ syslogUdp: 0, address: '::' });
    await sendUdp(receivers.ports.syslogUdp, [CISCO]);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(events[0]?.source).toBe('127.0.0.1');
    const socket = createSocket('udp6');
    socket.send(CISCO, receivers.ports.syslogUdp ?? 0, '::1');
    await expect.poll(() => events, WITHIN).toHaveLength(2);
    socket.close();
    expect(events[1]?.source).toBe('::1');
  });
});

describe('over TCP', () => {
  const counted = (text: string) => `${Buffer.byteLength(text)} ${text}`;

  it('messages come counted or in lines, torn anywhere', async () => {
    const { receivers, events } = await listen({ syslogTcp: 0 });
    const stream = Buffer.from(`${counted(CISCO)}${CISCO}\r\n${counted(`${CISCO} é\n`)}${CISCO}`);
    const socket = await openTcp(receivers.ports.syslogTcp);
    for (let i = 0; i < stream.length; i += 7) {
      await new Promise<void>((resolve) => socket.write(stream.subarray(i, i + 7), () => resolve()));
    }
    socket.end();
    await expect.poll(() => events, WITHIN).toHaveLength(4);
    expect(receivers.stats()).toMatchObject({ received: 4, events: 4, malformed: 0 });
  });

  it('a stranger is counted and shut out', async () => {
    const { receivers, events } = await listen({ syslogTcp: 0 });
    const socket = await openTcp(receivers.ports.syslogTcp, '127.0.0.9');
    socket.resume().write(`${CISCO}\n`);
    await closed(socket);
    expect(events).toEqual([]);
    expect(receivers.stats()).toMatchObject({ strangers: 1, strangerAddresses: new Map([['127.0.0.9', 1]]) });
  });

  it('a count that is none ends the connection, not the server', async () => {
    const { receivers, events } = await listen({ syslogTcp: 0 });
    for (const nonsense of ['99999999 x', '8193 x', '0 x', '12x']) {
      const socket = await openTcp(receivers.ports.syslogTcp);
      socket.resume().write(nonsense.padEnd(20, ' x'));
      await closed(socket);
    }
    const socket = await openTcp(receivers.ports.syslogTcp);
    socket.end(`${CISCO}\n`);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(receivers.stats().malformed).toBe(4);
  });

  it('a line without end is cut, and the next is read', async () => {
    const { receivers, events } = await listen({ syslogTcp: 0 });
    const socket = await openTcp(receivers.ports.syslogTcp);
    socket.write('<187>');
    for (let i = 0; i < 20; i++) socket.write('x'.repeat(10_000));
    socket.end(`\n${CISCO}\n`);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    expect(receivers.stats()).toMatchObject({ events: 1, malformed: 1, received: 2 });
  });

  it('one sender does not take all connections', async () => {
    const { receivers, events } = await listen({ syslogTcp: 0 });
    const sockets = await Promise.all(Array.from({ length: 20 }, () => openTcp(receivers.ports.syslogTcp)));
    await expect.poll(() => receivers.stats().refused, WITHIN).toBe(4);
    const other = await openTcp(receivers.ports.syslogTcp, '127.0.0.2');
    other.end(`${CISCO}\n`);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
  });

  it('closing ends what is connected', async () => {
    const { receivers } = await listen({ syslogTcp: 0 });
    const socket = await openTcp(receivers.ports.syslogTcp);
    socket.resume();
    await receivers.close();
    await closed(socket);
  });

  it.skipIf(!HAS.logger)(
    `logger's messages are read, with and without octet counting (logger${absent('logger')})`,
    async () => {
      const { receivers, events } = await listen({ syslogTcp: 0 });
      const to = ['--server', '127.0.0.1', '--port', `${receivers.ports.syslogTcp}`, '--tcp', '--tag', 'ifmgr'];
      for (const how of [['--octet-count', '--rfc5424'], ['--rfc5424'], ['--rfc3164']]) {
        expect(await run('logger', [...to, ...how, DOWN])).toMatchObject({ code: 0 });
      }
      await expect.poll(() => events, WITHIN).toHaveLength(3);
      expect(new Set(events.map(({ text }) => text))).toEqual(new Set([`ifmgr: ${DOWN}`]));
    },
  );
});

describe.skipIf(!HAS.rsyslogd)(`behind rsyslogd (rsyslog${absent('rsyslogd')})`, () => {
  it.each([
    ['counted', 'tcp', 'TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"'],
    ['in lines', 'tcp', 'template="RSYSLOG_TraditionalForwardFormat"'],
    ['in datagrams', 'udp', 'template="RSYSLOG_ForwardFormat"'],
  ] as const)('messages come %s, with the name of the origin', async (_, protocol, how) => {
    const { receivers, events } = await listen({ syslogTcp: 0, syslogUdp: 0, allow: ['127.0.0.1'] }, []);
    const target = protocol === 'tcp' ? receivers.ports.syslogTcp : receivers.ports.syslogUdp;
    const entrance = createSocket('udp4');
    await new Promise<void>((resolve) => entrance.bind(0, '127.0.0.1', resolve));
    const { port } = entrance.address();
    await new Promise<void>((resolve) => entrance.close(() => resolve()));
    const stop = await startRelay(
      port,
      `*.* action(type="omfwd" target="127.0.0.1" port="${target}" protocol="${protocol}" ${how})`,
    );
    try {
      // Until it listens, datagrams are lost.
      await expect
        .poll(
          async () => {
            await sendUdp(port, [`<187>Nov 21 13:05:40 r7 ifmgr: ${DOWN}`]);
            return events.length;
          },
          { ...WITHIN, interval: 200 },
        )
        .toBeGreaterThan(0);
      expect(events[0]).toMatchObject({ source: 'r7', kind: 'link-down', port: 'GigabitEthernet0/1' });
    } finally {
      await stop();
    }
  });
});

describe('anything at all', () => {
  it('is counted, and the next message is read', async () => {
    const { receivers, events } = await listen({ syslogUdp: 0 });
    const rubbish = fc.sample(
      fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 200 })),
      { numRuns: 300, seed: 20261121 },
    );
    const datagrams = rubbish.map((one) => Buffer.from(one as string));
    for (let i = 0; i < datagrams.length; i += 50) {
      await sendUdp(receivers.ports.syslogUdp, datagrams.slice(i, i + 50));
      await expect.poll(() => receivers.stats().received, WITHIN).toBe(Math.min(datagrams.length, i + 50));
    }
    await sendUdp(receivers.ports.syslogUdp, [CISCO]);
    await expect.poll(() => events, WITHIN).toHaveLength(1);
    const { received, malformed, ignored } = receivers.stats();
    expect(malformed + ignored).toBe(received - 1);
  });
});

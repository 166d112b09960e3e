// Flow datagrams over real sockets of loopback: who is heard, what is counted, what is said where it cannot be.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startThread } from '../../src/collector/index.ts';
import { localName, parseDrops } from '../../src/collector/kernel-drops.ts';
import type { SendingOrder } from './sending-thread.ts';
import { closeAll, collect, hasIpv6, POLL, sendUdp, tcpAt, udpAt } from './support.ts';

afterEach(closeAll);

const IPV6 = await hasIpv6();
const noIpv6 = IPV6 ? '' : ' (skipped: no IPv6 loopback here)';
const LINUX = existsSync('/proc/net/udp');
const notLinux = LINUX ? '' : ' (skipped: no /proc/net/udp here)';

describe('UDP', () => {
  it('hands on every datagram with its sender and the time', async () => {
    const { got, port, collector } = await collect([udpAt('127.0.0.1')]);
    const before = Date.now();
    await sendUdp(port, ['one', '', 'three'], { fromPort: 0 });
    await expect.poll(() => got.length, POLL).toBe(3);
    expect(got.map(({ payload }) => payload)).toEqual(['one', '', 'three']);
    for (const { source, receivedMs } of got) {
      expect(source).toBe(got[0]?.source);
      expect(source.address).toBe('127.0.0.1');
      expect(source.port).toBeGreaterThan(0);
      expect(receivedMs).toBeGreaterThanOrEqual(before);
      expect(receivedMs).toBeLessThanOrEqual(Date.now());
    }
    const { sockets, strangers, busiestStrangers } = await collector.status();
    expect(sockets).toMatchObject([
      { address: '127.0.0.1', port, transport: 'udp', datagrams: 3, bytes: 8, strangers: 0 },
    ]);
    expect({ strangers, busiestStrangers }).toEqual({ strangers: 0, busiestStrangers: [] });
  });

  it('keeps one source per address and port, whoever speaks in between', async () => {
    const { got, port } = await collect([udpAt('0.0.0.0')]);
    const free = await freePort();
    for (let round = 0; round < 3; round++) {
      await sendUdp(port, ['a'], { from: '127.0.0.2', fromPort: free });
      await sendUdp(port, ['b'], { from: '127.0.0.3', fromPort: free });
      await sendUdp(port, ['c'], { from: '127.0.0.3', fromPort: free + 1 });
    }
    await expect.poll(() => got.length, POLL).toBe(9);
    for (const [i, { source }] of got.entries()) expect(source).toBe(got[i % 3]?.source);
    expect(got.slice(0, 3).map(({ source }) => source)).toEqual([
      { address: '127.0.0.2', port: free },
      { address: '127.0.0.3', port: free },
      { address: '127.0.0.3', port: free + 1 },
    ]);
  });

  it.skipIf(!IPV6)(`takes both families on ::, and shows IPv4 senders as such${noIpv6}`, async () => {
    const { got, port, collector } = await collect([udpAt('::')]);
    await sendUdp(port, ['six'], { to: '::1' });
    await expect.poll(() => got.length, POLL).toBe(1);
    await sendUdp(port, ['four']);
    await expect.poll(() => got.length, POLL).toBe(2);
    expect(got.map(({ payload, source }) => [payload, source.address])).toEqual([
      ['six', '::1'],
      ['four', '127.0.0.1'],
    ]);
    expect(collector.listening).toEqual([{ address: '::', port, transport: 'udp' }]);
  });

  it.skipIf(!IPV6)(`leaves IPv4 to another socket of the same port where there is one${noIpv6}`, async () => {
    const port = await freePort();
    const { collector, got } = await collect([udpAt('::', port), udpAt('0.0.0.0', port), tcpAt('::', port)]);
    await sendUdp(port, ['four']);
    await sendUdp(port, ['six'], { to: '::1' });
    await expect.poll(() => got.length, POLL).toBe(2);
    const { sockets } = await collector.status();
    expect(sockets.map(({ datagrams }) => datagrams)).toEqual([1, 1, 0]);
  });

  it('opens all or nothing, and says what is in the way', async () => {
    const taken = await collect([udpAt('127.0.0.1'), tcpAt('127.0.0.1')]);
    const [udp, tcp] = taken.collector.listening;
    const free = await freePort();
    for (const point of [udp!, tcp!]) {
      const show = point.transport === 'udp' ? 'ss -lnup' : 'ss -lntp';
      await expect(collect([udpAt('127.0.0.1', free), point])).rejects.toMatchObject({
        code: 'FLOW_PORT_IN_USE',
        message: `cannot listen for flows on ${point.transport} 127.0.0.1:${point.port}: something else listens there`,
        hint: expect.stringContaining(`${show} | grep :${point.port}`),
      });
    }
    const again = await collect([udpAt('127.0.0.1', free)]);
    expect(again.port).toBe(free);
  });

  it.each([udpAt('192.0.2.1'), tcpAt('192.0.2.1')])(
    'says that $address is none of this machine ($transport)',
    async (point) => {
      await expect(collect([point])).rejects.toMatchObject({
        code: 'FLOW_LISTEN_FAILED',
        hint: expect.stringContaining('an address of this machine'),
      });
    },
  );

  const isRoot = process.getuid?.() === 0;
  it.skipIf(isRoot)(`says what low ports need${isRoot ? ' (skipped: root may)' : ''}`, async () => {
    for (const point of [udpAt('127.0.0.1', 99), tcpAt('127.0.0.1', 99)]) {
      await expect(collect([point])).rejects.toMatchObject({
        code: 'FLOW_LISTEN_FAILED',
        hint: expect.stringContaining('CAP_NET_BIND_SERVICE'),
      });
    }
  });

  it('closes, more than once, and the port is free again', async () => {
    const first = await collect([udpAt('127.0.0.1')]);
    await first.collector.close();
    await first.collector.close();
    const second = await collect([udpAt('127.0.0.1', first.port)]);
    expect(second.port).toBe(first.port);
  });
});

describe('the receive buffer', () => {
  it('is what was asked for where the kernel grants it', async () => {
    const { collector } = await collect([udpAt('127.0.0.1')], { receiveBufferBytes: 65_536 });
    expect(collector.warnings).toEqual([]);
    expect((await collector.status()).sockets[0]?.receiveBufferBytes).toBe(65_536);
  });

  it.skipIf(!LINUX)(`that the kernel does not grant is told with the cure${notLinux}`, async () => {
    const wanted = 2 ** 30;
    const { collector, port } = await collect([udpAt('127.0.0.1'), tcpAt('127.0.0.1')], { receiveBufferBytes: wanted });
    const [udp, tcp] = (await collector.status()).sockets;
    expect(udp?.receiveBufferBytes).toBeLessThan(wanted);
    expect(tcp?.receiveBufferBytes).toBeNull();
    expect(collector.warnings).toEqual([
      {
        code: 'FLOW_RECEIVE_BUFFER',
        severity: 'warning',
        message: `udp 127.0.0.1:${port} has a receive buffer of ${udp?.receiveBufferBytes} octets, ${wanted} were asked for: a short stall may lose datagrams`,
        hint: expect.stringContaining(`sysctl -w net.core.rmem_max=${wanted}`),
      },
    ]);
  });
});

describe('datagrams that the kernel dropped', () => {
  const targets = IPV6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
  it.skipIf(!LINUX).each(targets)(`are counted: none is missing in the sum (%s)${notLinux}`, async (to) => {
    const { collector, got, port } = await collect([udpAt(to), udpAt(to)], { receiveBufferBytes: 8192 });
    // This thread reads nothing meanwhile, so that the small buffer overflows.
    await sendBlocked({ to, port, count: 3000, size: 1000, burst: 500 });
    await expect
      .poll(async () => {
        const [socket] = (await collector.status()).sockets;
        return got.length + (socket?.kernelDrops ?? 0);
      }, POLL)
      .toBe(3000);
    const [first, second] = (await collector.status()).sockets;
    expect(first?.kernelDrops).toBeGreaterThan(2000);
    expect(second?.kernelDrops).toBe(0);
  });

  it('are read from the tables of both families', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops             ',
      '  104: 0100007F:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12345 2 0000000000000000 17        ',
      '  105: 00000000000000000000000001000000:18C7 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 4294967299',
      '  106: broken',
      '',
    ].join('\n');
    expect(parseDrops(text)).toEqual([
      ['0100007F:0807', 17],
      ['00000000000000000000000001000000:18C7', 4_294_967_299],
    ]);
    expect(localName('127.0.0.1', 2055)).toBe('0100007F:0807');
    expect(localName('::1', 6343)).toBe('00000000000000000000000001000000:18C7');
    expect(localName('0.0.0.0', 1)).toBe('00000000:0001');
    expect(localName('nowhere', 1)).toBeNull();
  });
});

describe('a thread of its own', () => {
  it('loses nothing while this one is blocked', async () => {
    const thread = startThread(new URL('./collecting-thread.ts', import.meta.url), null);
    const [port] = await once(thread, 'message');
    await sendBlocked({ to: '127.0.0.1', port, count: 2000, size: 1400, burst: 5 });
    thread.postMessage('stop');
    const [{ datagrams, status }] = await once(thread, 'message');
    await once(thread, 'exit');
    expect(datagrams + status.sockets[0].kernelDrops).toBe(2000);
    // 2000 of these are ten times what the socket holds, so this one cannot have waited for this thread.
    expect(datagrams).toBeGreaterThan(1000);
  });
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** This thread is blocked while another one sends. */
async function sendBlocked(order: Omit<SendingOrder, 'state'>): Promise<void> {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const thread = startThread(new URL('./sending-thread.ts', import.meta.url), { ...order, state });
  await once(thread, 'message');
  const ended = once(thread, 'exit');
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
  Atomics.wait(state, 0, 1, 30_000);
  expect(Atomics.load(state, 0)).toBe(2);
  await ended;
}

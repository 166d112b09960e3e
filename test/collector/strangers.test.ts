// Senders that nobody allowed: not handed on, counted, listed, and cheap whatever they send.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Admission, plainAddress } from '../../src/collector/admission.ts';
import { Strangers } from '../../src/collector/strangers.ts';
import { closeAll, collect, openTcp, POLL, sendUdp, tcpAt, udpAt } from './support.ts';

afterEach(closeAll);

describe('strangers', () => {
  it('are counted and listed, and nothing of theirs is handed on', async () => {
    const allow = (address: string) => address === '127.0.0.1';
    const { collector, got, port } = await collect([udpAt('0.0.0.0'), udpAt('127.0.0.1')], { allow });
    const other = collector.listening[1]!.port;
    await sendUdp(port, ['x', 'x', 'x'], { from: '127.0.0.7' });
    await sendUdp(other, ['x'], { from: '127.0.0.8' });
    await sendUdp(port, ['known']);
    await expect.poll(() => got.length, POLL).toBe(1);
    await expect.poll(async () => (await collector.status()).strangers, POLL).toBe(4);
    const { sockets, busiestStrangers } = await collector.status();
    expect(busiestStrangers).toEqual([
      { address: '127.0.0.7', datagrams: 3 },
      { address: '127.0.0.8', datagrams: 1 },
    ]);
    expect(sockets.map(({ datagrams, bytes, strangers }) => [datagrams, bytes, strangers])).toEqual([
      [1, 5, 3],
      [0, 0, 1],
    ]);
  });

  it('may be allowed later, and be strangers again', async () => {
    const { collector, got, port } = await collect([udpAt('127.0.0.1')], { allow: () => false });
    const strangers = async () => (await collector.status()).strangers;
    await sendUdp(port, ['1']);
    await expect.poll(strangers, POLL).toBe(1);
    collector.allow(null);
    await sendUdp(port, ['2']);
    await expect.poll(() => got.length, POLL).toBe(1);
    collector.allow((address) => address === '192.0.2.1');
    await sendUdp(port, ['3']);
    await expect.poll(strangers, POLL).toBe(2);
    expect(got.map(({ payload }) => payload)).toEqual(['2']);
  });

  it('are asked about once, however many addresses of loopback they have', async () => {
    const asked: string[] = [];
    const allow = (address: string) => {
      asked.push(address);
      return false;
    };
    const { collector, port } = await collect([udpAt('0.0.0.0')], { allow, receiveBufferBytes: 2 ** 21 });
    for (let i = 1; i <= 200; i++) await sendUdp(port, ['x', 'y'], { from: `127.1.0.${i}` });
    await expect.poll(async () => (await collector.status()).strangers, POLL).toBe(400);
    expect(asked).toHaveLength(200);
    expect((await collector.status()).busiestStrangers.length).toBeLessThanOrEqual(64);
  });

  it('over TCP are not served', async () => {
    const { collector, port } = await collect([tcpAt('127.0.0.1')], { allow: () => false });
    const socket = await openTcp(port);
    await new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));
    const { sockets, strangers } = await collector.status();
    expect(sockets).toMatchObject([{ strangers: 1, connections: 0, datagrams: 0 }]);
    expect(strangers).toBe(1);
  });
});

describe('a flood of made-up senders', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heap = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const addressOf = (i: number) => `${i & 255}.${(i >> 8) & 255}.${(i >> 16) & 255}.${7 + (i >> 24)}`;

  it('takes no memory, neither of strangers nor where everybody is allowed', () => {
    for (const allow of [() => false, null]) {
      const admission = new Admission(allow);
      const run = (from: number, to: number) => {
        for (let i = from; i < to; i++) admission.admit(addressOf(i), i & 0xffff);
      };
      run(0, 100_000);
      const before = heap();
      run(100_000, 1_000_000);
      expect(heap() - before).toBeLessThan(16_000_000);
      admission.admit('192.0.2.1', 1);
    }
  });

  it('leaves the sources of those who speak as they are', () => {
    const admission = new Admission((address) => address === '192.0.2.1');
    const source = admission.admit('192.0.2.1', 2000);
    expect(source).toEqual({ address: '192.0.2.1', port: 2000 });
    for (let i = 0; i < 100_000; i++) {
      admission.admit(addressOf(i), 1);
      if (i % 1000 === 0) expect(admission.admit('192.0.2.1', 2000)).toBe(source);
    }
    expect(admission.strangers.total).toBe(100_000);
  });

  it('from ever new ports of one allowed sender is bounded, and right', () => {
    const admission = new Admission(null);
    for (let round = 0; round < 3; round++) {
      for (let port = 1; port < 1000; port++) expect(admission.admit('192.0.2.1', port)?.port).toBe(port);
    }
  });
});

describe('the list of strangers', () => {
  it('holds everyone who sent more than a 65th, with a count that is too low by no more than that', () => {
    const sender = fc.oneof(fc.nat(5), fc.nat(300));
    fc.assert(
      fc.property(fc.array(sender, { maxLength: 3000, size: 'max' }), (senders) => {
        const strangers = new Strangers();
        const truth = new Map<string, number>();
        for (const one of senders) {
          strangers.add(`${one}`);
          truth.set(`${one}`, (truth.get(`${one}`) ?? 0) + 1);
        }
        const list = strangers.busiest();
        const error = senders.length / 65;
        expect(list.length).toBeLessThanOrEqual(64);
        expect(strangers.total).toBe(senders.length);
        for (const { address, datagrams } of list) {
          expect(datagrams).toBeLessThanOrEqual(truth.get(address)!);
          expect(datagrams).toBeGreaterThanOrEqual(truth.get(address)! - error);
        }
        const listed = new Set(list.map(({ address }) => address));
        for (const [address, count] of truth) if (count > error) expect(listed).toContain(address);
        expect(list.map(({ datagrams }) => datagrams)).toEqual(
          list.map(({ datagrams }) => datagrams).sort((a, b) => b - a),
        );
      }),
    );
  });
});

describe('plain addresses', () => {
  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('%s is %s', (told, plain) => {
    expect(plainAddress(told)).toBe(plain);
  });
});

// IPFIX over TCP: messages are told apart however the stream is cut, and nobody can hold more than one message or say nothing for ever.

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, closed, collect, openTcp, POLL, sendUdp, tcpAt, udpAt } from './support.ts';

afterEach(closeAll);

function message(text: string, { version = 10, length = 16 + text.length } = {}): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt16BE(version, 0);
  header.writeUInt16BE(length, 2);
  return Buffer.concat([header, Buffer.from(text, 'latin1')]);
}

const textsOf = (got: readonly { readonly payload: string }[]) => got.map(({ payload }) => payload.slice(16));

describe('IPFIX over TCP', () => {
  it('is read octet by octet', async () => {
    const { got, port } = await collect([tcpAt('127.0.0.1')]);
    const socket = await openTcp(port);
    socket.setNoDelay(true);
    for (const octet of Buffer.concat([message('one'), message(''), message('three')])) {
      await new Promise<void>((resolve) => socket.write(Buffer.from([octet]), () => resolve()));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => textsOf(got), POLL).toEqual(['one', '', 'three']);
    expect(new Set(got.map(({ source }) => source)).size).toBe(1);
    expect(got[0]?.source).toEqual({ address: '127.0.0.1', port: socket.localPort });
    socket.destroy();
  });

  it('is read in any pieces', { timeout: 120_000 }, async () => {
    const texts = ['', 'a', 'x'.repeat(3000), 'y'.repeat(65_519), 'b', 'z'.repeat(100)];
    const stream = Buffer.concat(texts.map((text) => message(text)));
    const { got, port, collector } = await collect([tcpAt('127.0.0.1')]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        got.length = 0;
        const socket = await openTcp(port);
        socket.setNoDelay(true);
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length]! + 2000 * Number(i > 50);
          await new Promise<void>((resolve) => socket.write(stream.subarray(at, at + size), () => resolve()));
          at += size;
        }
        await expect.poll(() => got.length, POLL).toBe(texts.length);
        expect(textsOf(got)).toEqual(texts);
        socket.end();
        await closed(socket);
      }),
      { numRuns: 20 },
    );
    await expect.poll(async () => (await collector.status()).sockets[0]?.connections, POLL).toBe(0);
    expect((await collector.status()).sockets[0]?.datagrams).toBeGreaterThan(texts.length);
  });

  it.each([
    ['NetFlow version 9', message('x', { version: 9 })],
    ['a length below that of the header', message('x', { length: 15 })],
    ['a length of nothing', message('x', { length: 0 })],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('closes a connection with %s, after what was whole, and no other', async (_, bad) => {
    const { got, port, problems } = await collect([tcpAt('127.0.0.1')]);
    const good = await openTcp(port);
    const broken = await openTcp(port);
    broken.write(Buffer.concat([message('before'), bad, message('after')]));
    await closed(broken);
    good.write(message('still here'));
    await expect.poll(() => textsOf(got), POLL).toEqual(['before', 'still here']);
    expect(problems).toMatchObject([
      {
        code: 'FLOW_STREAM_MALFORMED',
        message: `connection of 127.0.0.1 to tcp 127.0.0.1:${port} closed: what it sends is not IPFIX`,
      },
    ]);
    good.destroy();
  });

  it('leaves out a message that never became whole', async () => {
    const { got, port, collector, problems } = await collect([tcpAt('127.0.0.1')]);
    const socket = await openTcp(port);
    socket.end(Buffer.concat([message('whole'), message('not whole').subarray(0, 20)]));
    await closed(socket);
    await expect.poll(async () => (await collector.status()).sockets[0]?.connections, POLL).toBe(0);
    expect(textsOf(got)).toEqual(['whole']);
    expect(problems).toEqual([]);
  });

  it('holds a bounded number of connections, of one address and in all', async () => {
    const tcp = { connections: 4, connectionsPerAddress: 3 };
    const { port, collector, problems, got } = await collect([tcpAt('127.0.0.1')], { tcp });
    const connections = async () => (await collector.status()).sockets[0]?.connections;
    const kept = [];
    for (let i = 0; i < 3; i++) kept.push(await openTcp(port, '127.0.0.1'));
    await expect.poll(connections, POLL).toBe(3);
    await closed(await openTcp(port, '127.0.0.1'));
    kept.push(await openTcp(port, '127.0.0.2'));
    await expect.poll(connections, POLL).toBe(4);
    await closed(await openTcp(port, '127.0.0.3'));
    expect(problems.map(({ message }) => message)).toEqual([
      `connection of 127.0.0.1 to tcp 127.0.0.1:${port} closed at once: too many connections`,
      `connection of 127.0.0.3 to tcp 127.0.0.1:${port} closed at once: too many connections`,
    ]);
    kept[0]?.end();
    await expect.poll(connections, POLL).toBe(3);
    kept.push(await openTcp(port, '127.0.0.3'));
    kept[4]?.write(message('room again'));
    await expect.poll(() => textsOf(got), POLL).toEqual(['room again']);
    for (const socket of kept) socket.destroy();
  });

  it('closes who says nothing any more', async () => {
    const { port, got } = await collect([tcpAt('127.0.0.1')], { tcp: { idleMs: 50 } });
    const socket = await openTcp(port);
    socket.write(message('once'));
    await closed(socket);
    expect(textsOf(got)).toEqual(['once']);
  });

  it('closes connections of those who are no longer wanted', async () => {
    const { port, collector, got } = await collect([tcpAt('0.0.0.0')]);
    const [one, two] = [await openTcp(port, '127.0.0.1'), await openTcp(port, '127.0.0.2')];
    await expect.poll(async () => (await collector.status()).sockets[0]?.connections, POLL).toBe(2);
    collector.allow((address) => address === '127.0.0.2');
    await closed(one);
    two.write(message('wanted'));
    await expect.poll(() => textsOf(got), POLL).toEqual(['wanted']);
    two.destroy();
  });

  it('closes with the collector, beside UDP on the same port', async () => {
    const first = await collect([tcpAt('127.0.0.1')]);
    const { collector, got } = await collect([udpAt('127.0.0.1', first.port)]);
    const socket = await openTcp(first.port);
    await sendUdp(first.port, ['datagram']);
    await expect.poll(() => got.length, POLL).toBe(1);
    await Promise.all([first.collector.close(), collector.close(), closed(socket)]);
  });
});

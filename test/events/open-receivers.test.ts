// What is listened on, and what is said where that cannot be.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, listen, sendUdp } from './support.ts';

afterEach(closeAll);

async function takeUdpPort(): Promise<{ readonly port: number; free(): Promise<void> }> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  return { port, free: () => new Promise((resolve) => socket.close(() => resolve())) };
}

describe('receivers', () => {
  it('listen on what the settings name, and on nothing else', async () => {
    const all = await listen({ syslogUdp: 0, syslogTcp: 0, traps: 0 });
    const { syslogUdp, syslogTcp, traps } = all.receivers.ports;
    for (const port of [syslogUdp, syslogTcp, traps]) expect(port).toBeGreaterThan(0);
    const none = await listen({});
    expect(none.receivers.ports).toEqual({ syslogUdp: null, syslogTcp: null, traps: null });
    expect(none.receivers.stats()).toEqual({
      ...{ received: 0, events: 0, ignored: 0, malformed: 0, refused: 0, strangers: 0 },
      strangerAddresses: new Map(),
    });
  });

  it('close, and the ports are free again', async () => {
    const first = await listen({ syslogUdp: 0, syslogTcp: 0, traps: 0 });
    const { ports } = first.receivers;
    await first.receivers.close();
    await first.receivers.close();
    const second = await listen(ports);
    expect(second.receivers.ports).toEqual(ports);
  });

  it.each([
    ['syslogUdp', 'syslog over UDP'],
    ['traps', 'SNMP traps'],
  ] as const)('say that the port of %s is in use, and leave nothing open', async (key, what) => {
    const taken = await takeUdpPort();
    const free = await takeUdpPort();
    await free.free();
    const other = key === 'traps' ? { syslogUdp: free.port } : {};
    await expect(listen({ ...other, [key]: taken.port })).rejects.toMatchObject({
      code: 'EVENT_PORT_IN_USE',
      message: `cannot listen for ${what} on 127.0.0.1 port ${taken.port}: something else listens there`,
      hint: expect.stringContaining(`ss -lnp | grep :${taken.port}`),
    });
    await taken.free();
    const again = await listen({ ...other, [key]: taken.port });
    expect(again.receivers.ports[key]).toBe(taken.port);
  });

  it('say so of TCP too', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(listen({ syslogTcp: port })).rejects.toMatchObject({ code: 'EVENT_PORT_IN_USE' });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('say that the address is none of this machine', async () => {
    for (const settings of [{ syslogUdp: 0 }, { syslogTcp: 0 }, { traps: 0 }]) {
      await expect(listen({ ...settings, address: '192.0.2.1' })).rejects.toMatchObject({
        code: 'EVENT_LISTEN_FAILED',
        hint: expect.stringContaining('events.address'),
      });
    }
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(isRoot)(`say what low ports need${isRoot ? ' (skipped: root may)' : ''}`, async () => {
    await expect(listen({ syslogUdp: 513 })).rejects.toMatchObject({
      code: 'EVENT_LISTEN_FAILED',
      hint: expect.stringContaining('CAP_NET_BIND_SERVICE'),
    });
  });

  it('take messages that end before they say anything', async () => {
    const { receivers, events } = await listen({ syslogUdp: 0 });
    await sendUdp(receivers.ports.syslogUdp, ['', '\0\0', '<189>', '<189>1 ', '<189>1 - - - - - [']);
    await sendUdp(receivers.ports.syslogUdp, [
      '<189>%LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/1, changed state to up',
    ]);
    await expect.poll(() => events, { timeout: 30_000 }).toHaveLength(1);
  });
});

// Starting and ending a lab: ports, host keys, counts, and nothing left behind.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../src/lab/index.ts';
import { FIVE_ROUTERS } from './five-routers.ts';
import { connect, connectionOptions, openTestSession } from './test-session.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toposcope-lab-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('ports', () => {
  it('follow the base port, and one in use is told by device and number', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const taken = address && typeof address === 'object' ? address.port : 0;
    await expect(startLab({ topology: FIVE_ROUTERS, basePort: taken })).rejects.toMatchObject({
      code: 'LAB_PORT_IN_USE',
      message: `r1 cannot listen on port ${taken}: it is in use`,
    });
    await new Promise((resolve) => blocker.close(resolve));
  });

  it('are all given back when one is in use', async () => {
    const first = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
    const last = first.devices.at(-1)?.port ?? 0;
    const low = last - 4;
    await expect(startLab({ topology: FIVE_ROUTERS, basePort: low })).rejects.toMatchObject({
      code: 'LAB_PORT_IN_USE',
    });
    await first.close();
    const again = await startLab({ topology: FIVE_ROUTERS, basePort: low });
    expect(again.devices.map(({ port }) => port)).toEqual([low, low + 1, low + 2, low + 3, low + 4]);
    await again.close();
  });
});

describe('host keys', () => {
  it('stay the same over restarts when there is a folder for them, readable by their owner only', async () => {
    const hostKeyDir = join(folder, 'keys');
    const keyOf = async () => {
      const lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free', hostKeyDir });
      let key = '';
      const client = await connect({
        ...connectionOptions(lab, 'r2'),
        hostVerifier: (raw: Buffer) => {
          key = raw.toString('base64');
          return true;
        },
      });
      client.end();
      await lab.close();
      return key;
    };
    const first = await keyOf();
    expect(await keyOf()).toBe(first);
    expect((await readdir(hostKeyDir)).sort()).toContain('r2.ed25519.key');
    expect((await stat(join(hostKeyDir, 'r2.ed25519.key'))).mode & 0o777).toBe(0o600);
  });
});

describe('counts', () => {
  it('tell how many were logged in at once, for a device and for the lab', async () => {
    const lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
    const sessions = await Promise.all([
      openTestSession(lab, 'r1'),
      openTestSession(lab, 'r1'),
      openTestSession(lab, 'r2'),
    ]);
    await sessions[2].run('show clock');
    expect(lab.stats('r1')).toMatchObject({ logins: 2, failedLogins: 0, openSessions: 2, maxSessions: 2 });
    expect(lab.stats()).toMatchObject({ logins: 3, openSessions: 3, maxSessions: 3, commands: ['show clock'] });
    for (const session of sessions) session.close();
    await expect.poll(() => lab.stats().openConnections).toBe(0);
    expect(lab.stats()).toMatchObject({ openSessions: 0, maxSessions: 3, connections: 3 });
    expect(JSON.stringify(lab.devices)).not.toContain('"password":"cisco"');
    await lab.close();
  });
});

describe('closing', () => {
  it('ends open sessions', async () => {
    const lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
    const session = await openTestSession(lab, 'r1');
    session.client.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => session.client.on('close', () => resolve()));
    await lab.close();
    await closed;
    expect(session.closed).toBe(true);
  });

  it('lets the process end by itself', async () => {
    const door = new URL('../../src/lab/index.ts', import.meta.url).href;
    const client = new URL('./test-session.ts', import.meta.url).href;
    const text = new URL('./five-routers.ts', import.meta.url).href;
    const script = `
      import { startLab } from ${JSON.stringify(door)};
      import { openTestSession } from ${JSON.stringify(client)};
      import { FIVE_ROUTERS } from ${JSON.stringify(text)};
      const lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
      const session = await openTestSession(lab, 'r1');
      session.client.on('error', () => undefined);
      await session.run('show version');
      await lab.fault('r1', { latencyMs: 60_000 });
      session.send(' show clock\\r');
      await lab.close();
      console.log('closed');
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { timeout: 20_000 },
    );
    expect(stdout).toBe('closed\n');
  });
});

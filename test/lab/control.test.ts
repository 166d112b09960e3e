// The control socket, between two real ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlServer, type Lab, sendControl, serveControl, startLab } from '../../src/lab/index.ts';
import { FIVE_ROUTERS } from './five-routers.ts';

let lab: Lab;
let control: ControlServer;
let folder = '';
let path = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toposcope-control-'));
  path = join(folder, 'lab.sock');
  lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
  control = await serveControl(lab, path);
});
afterAll(async () => {
  await control.close();
  await lab.close();
  await rm(folder, { recursive: true });
});

const stateOf = async (a: string, request: Parameters<typeof sendControl>[1]) =>
  (await sendControl(path, request)).find((link) => link.a === a)?.state;

describe('the control socket', () => {
  it('cuts, restores and disturbs, and answers with the cables', async () => {
    const end = 'r6-edge:Gi0/1';
    const canonical = 'r6-edge:GigabitEthernet0/1';
    expect(await sendControl(path, { action: 'status' })).toHaveLength(13);
    expect(await stateOf(canonical, { action: 'cut', end, how: 'shutdown' })).toBe('shutdown');
    expect(await stateOf(canonical, { action: 'restore', end })).toBe('up');
    expect(await stateOf(canonical, { action: 'cut', end, how: 'carrier' })).toBe('carrier-cut');
    await sendControl(path, { action: 'restore', end });
    expect(await stateOf(canonical, { action: 'cut', end, how: 'silent' })).toBe('silent');
    await sendControl(path, { action: 'restore', end });
    expect(await stateOf(canonical, { action: 'one-way', end })).toBe('one-way');
    expect(await stateOf(canonical, { action: 'restore', end })).toBe('up');
  });

  it('sets and clears faults', async () => {
    const faults = () => lab.status().devices[0]?.faults;
    await sendControl(path, { action: 'fault', device: 'r1', fault: 'reject-auth' });
    expect(faults()).toEqual(['reject-auth']);
    await sendControl(path, { action: 'fault', device: 'r1', fault: null });
    expect(faults()).toEqual([]);
  });

  it('moves, swaps and flaps cables', async () => {
    const links = async (request: Parameters<typeof sendControl>[1]) =>
      (await sendControl(path, request)).map(({ a, b, state }) =>
        `${a} ${b} ${state}`.replaceAll('GigabitEthernet', 'Gi'),
      );
    const before = await links({ action: 'status' });
    expect(await links({ action: 'move', end: 'r6-edge:Gi0/1', to: 'r3:Gi0/3' })).toContain('r3:Gi0/3 r1:Gi0/1 up');
    await links({ action: 'move', end: 'r3:Gi0/3', to: 'r6-edge:Gi0/1' });
    expect(await links({ action: 'swap', end: 'r1:Gi0/1', other: 'r2:Gi0/1' })).toContain('r6-edge:Gi0/1 r2:Gi0/1 up');
    await links({ action: 'swap', end: 'r1:Gi0/1', other: 'r2:Gi0/1' });
    expect(await links({ action: 'flap', end: 'r1:Gi0/1', times: 2, withinSeconds: 0.1, how: 'carrier' })).toEqual(
      before,
    );
  });

  it('switches devices off and on, renames and replaces them', async () => {
    const device = () => lab.status().devices[0];
    await sendControl(path, { action: 'power', device: 'r1', state: 'off' });
    expect(device()?.power).toBe('off');
    await sendControl(path, { action: 'power', device: 'r1', state: 'on' });
    expect(device()?.power).toBe('on');
    await sendControl(path, { action: 'rename', device: 'r1', hostname: 'core-1' });
    expect(device()?.hostname).toBe('core-1');
    await sendControl(path, { action: 'replace', device: 'r1' });
    expect(device()?.hostname).toBe('core-1');
    await sendControl(path, { action: 'rename', device: 'r1', hostname: 'r1' });
    await expect(sendControl(path, { action: 'rename', device: 'r1', hostname: 'two words' })).rejects.toMatchObject({
      code: 'CLI_USAGE',
    });
    await expect(sendControl(path, { action: 'power', device: 'r9', state: 'off' })).rejects.toMatchObject({
      code: 'LAB_UNKNOWN_LINK',
    });
  });

  it("hands over the lab's own errors", async () => {
    await expect(sendControl(path, { action: 'restore', end: 'r1:Gi0/9' })).rejects.toMatchObject({
      code: 'LAB_UNKNOWN_LINK',
      context: { candidates: expect.arrayContaining(['r1:GigabitEthernet0/1']) },
    });
  });

  it('survives what it does not understand', async () => {
    const socket = connect(path);
    const reply = await new Promise<string>((resolve) => {
      socket.on('data', (data) => resolve(data.toString()));
      socket.write('not json\n');
    });
    socket.destroy();
    expect(JSON.parse(reply)).toMatchObject({ ok: false, error: { code: 'CLI_USAGE' } });
    expect(await sendControl(path, { action: 'status' })).toHaveLength(13);
  });

  it('is open to its owner only', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is refused to a second lab while the first one answers', async () => {
    await expect(serveControl(lab, path)).rejects.toMatchObject({ code: 'LAB_PORT_IN_USE' });
  });
});

describe('without a lab', () => {
  it('says that none is running, and how to start one', async () => {
    await expect(sendControl(join(folder, 'none.sock'), { action: 'status' })).rejects.toMatchObject({
      code: 'LAB_NOT_RUNNING',
      hint: expect.stringContaining('toposcope lab up'),
    });
  });

  it('replaces a socket file that a dead lab left, and removes its own', async () => {
    const stale = join(folder, 'stale.sock');
    const script = `require('node:net').createServer().listen(${JSON.stringify(stale)}, () => console.log('up'))`;
    const dying = spawn(process.execPath, ['--eval', script]);
    await once(dying.stdout, 'data');
    dying.kill('SIGKILL');
    await once(dying, 'close');
    expect((await stat(stale)).isSocket()).toBe(true);
    await expect(sendControl(stale, { action: 'status' })).rejects.toMatchObject({ code: 'LAB_NOT_RUNNING' });
    const second = await serveControl(lab, stale);
    expect(await sendControl(stale, { action: 'status' })).toHaveLength(13);
    await second.close();
    await expect(stat(stale)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('leaves a file alone that is no socket', async () => {
    const file = join(folder, 'notes.txt');
    await writeFile(file, 'mine');
    await expect(serveControl(lab, file)).rejects.toMatchObject({ code: 'CONFIG_INVALID_VALUE' });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('gives up on one that hangs up without an answer', async () => {
    const mute = join(folder, 'mute.sock');
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(mute, resolve));
    await expect(sendControl(mute, { action: 'status' })).rejects.toMatchObject({ code: 'LAB_NOT_RUNNING' });
    await new Promise((resolve) => server.close(resolve));
  });
});

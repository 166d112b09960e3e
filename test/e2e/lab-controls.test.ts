// A lab that runs elsewhere, told what to do from the command line, and what its devices tell of it.
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from './support.ts';

it('lab up gives devices addresses, and its controls are told by syslog', async () => {
  const output = await temporaryFolder();
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const received: string[] = [];
  socket.on('message', (data, { address }) => received.push(`${address} ${data}`));
  const syslog = `127.0.0.1:${socket.address().port}`;
  const args = ['--import', 'tsx', resolve('src/cli/main.ts'), 'lab', 'up', '--output', output.path];
  const more = ['--topology', 'lags', '--addresses', '127.0.11.1', '--syslog', syslog, '--clock-rate', '100'];
  const lab = spawn(process.execPath, [...args, ...more]);
  const control = (...words: string[]) => runCli(['lab', ...words, '--output', output.path]);
  const told = (text: RegExp) =>
    expect.poll(() => received.filter((line) => text.test(line)).length, { timeout: 30_000 });
  try {
    for await (const line of createInterface({ input: lab.stderr })) if (line.includes('Ctrl-C')) break;
    const hosts = await readFile(join(output.path, 'lab/inventory/hosts'), 'utf8');
    expect(hosts).toMatch(/^core-1 ansible_host=127\.0\.11\.1 ansible_port=\d+$/m);
    expect(hosts).toMatch(/^edge-1 ansible_host=127\.0\.11\.4 ansible_port=\d+$/m);
    expect(hosts).not.toContain('ap-ceiling');
    const flap = await control('flap', 'core-1:Te1/1/1', '--times', '2', '--within', '30');
    expect(flap).toMatchObject({ code: 0, stdout: expect.stringMatching(/core-1:TenGigabitEthernet1\/1\/1.* up\n/) });
    await told(
      /^127\.0\.11\.2 <187>\d+: .*%LINK-3-UPDOWN: Interface TenGigabitEthernet1\/1\/1, changed state to up/,
    ).toBe(2);
    expect(await control('power', 'core-2', 'off')).toMatchObject({ code: 0, stdout: 'core-2 is off\n' });
    await told(/^127\.0\.11\.1 .*Line protocol on Interface Port-channel1, changed state to down/).toBe(1);
    const wrong = await control('power', 'core-2', 'sideways');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Allowed choices are off, on') });
    const taken = await control('move', 'core-1:Gi1/0/2', 'access-1:Gi1/0/5');
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('already holds a cable') });
    const moved = await control('move', 'core-1:Gi1/0/2', 'core-1:Gi1/0/3', '--json');
    expect(JSON.parse(moved.stdout)).toContainEqual({
      a: 'access-1:GigabitEthernet2/0/1',
      b: 'core-1:GigabitEthernet1/0/3',
      state: 'up',
    });
  } finally {
    lab.kill('SIGINT');
    socket.close();
    await output.remove();
  }
}, 90_000);

// `lab up` and what it tells the user to type next, from the outside.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from './support.ts';

it('lab up writes an inventory that can be polled just as it says', async () => {
  const output = await temporaryFolder();
  const args = ['--import', 'tsx', resolve('src/cli/main.ts'), 'lab', 'up', '--output', output.path];
  const lab = spawn(process.execPath, [...args, '--clock-rate', '1000']);
  try {
    let advice: string | undefined;
    for await (const line of createInterface({ input: lab.stderr })) {
      advice ??= /toposcope (snapshot .*)/.exec(line)?.[1];
      if (line.includes('Ctrl-C')) break;
    }
    // Turning LLDP on is waited for in real seconds, and is not what is asked here.
    const settings = join(output.path, 'lab/inventory/toposcope.yml');
    await writeFile(settings, (await readFile(settings, 'utf8')).replace('ensure_lldp: true', 'ensure_lldp: false'));
    const { code, stdout, stderr } = await runCli([
      ...(advice ?? '').split(' '),
      '--no-render',
      '--limit',
      'r1',
      '--json',
    ]);
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    const snapshot = JSON.parse(stdout);
    expect(snapshot.devices.find((device: { name: string }) => device.name === 'r1').poll.status).toBe('ok');
    expect(snapshot.links.map((link: { id: string }) => link.id)).toContain('Client--r6-edge:GigabitEthernet0/4');
    const cut = await runCli(['lab', 'cut', 'r6-edge:Gi0/1', '--output', output.path, '--json']);
    expect(JSON.parse(cut.stdout)).toContainEqual({
      a: 'r6-edge:GigabitEthernet0/1',
      b: 'r1:GigabitEthernet0/1',
      state: 'shutdown',
    });
    const fault = await runCli(['lab', 'fault', 'r2', 'bell', '--unauthorized', 'show lldp', '--output', output.path]);
    expect(fault.stdout).toBe('r2: bell, unauthorized show lldp\n');
    const wrong = await runCli(['lab', 'fault', 'r9', 'bell', '--output', output.path]);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('no device "r9"') });
  } finally {
    lab.kill('SIGINT');
    await output.remove();
  }
}, 90_000);

it('a generated campus comes with settings that draw it in two rows', async () => {
  const output = await temporaryFolder();
  const args = ['--import', 'tsx', resolve('src/cli/main.ts'), 'lab', 'up', '--devices', '4', '--output', output.path];
  const lab = spawn(process.execPath, args);
  try {
    for await (const line of createInterface({ input: lab.stderr })) if (line.includes('Ctrl-C')) break;
    const { code, stdout } = await runCli(['check', '--json', '--inventory', join(output.path, 'lab/inventory')]);
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ views: ['campus'], problems: [] })]);
  } finally {
    lab.kill('SIGINT');
    await output.remove();
  }
}, 90_000);

// The default lab starts, and a client can log in and ask.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { openTestSession } from './test-session.ts';

const topology = readFileSync(new URL('../../templates/lab/five-routers.yml', import.meta.url), 'utf8');

describe('the five-router lab', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ topology, basePort: 'free' });
  });
  afterAll(() => lab.close());

  it('has its five devices, in the order of the file', () => {
    expect(lab.devices.map(({ name, hostname }) => `${name}=${hostname}`)).toEqual([
      'r1=r1',
      'r2=r2',
      'r3=r3',
      'r5-tor=r5',
      'r6-edge=r6',
    ]);
  });

  it('answers show lldp before and after lldp run', async () => {
    const session = await openTestSession(lab, 'r6-edge');
    expect(session.greeting).toBe('\r\nr6>');
    expect(await session.run('show lldp')).toBe('show lldp\r\n% LLDP is not enabled\r\nr6>');
    await session.enable();
    await session.run('configure terminal');
    await session.run('lldp run');
    await session.run('end');
    expect(await session.run('sh lldp')).toContain('Status: ACTIVE');
    session.close();
  });
});

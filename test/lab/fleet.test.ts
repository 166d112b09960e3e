// The generated campus, and its devices with answers computed beforehand.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateCampus, type Lab, startFleet, startLab } from '../../src/lab/index.ts';
import { connect, connectionOptions, openTestSession } from './test-session.ts';

describe('the campus', () => {
  it('has as many devices as are asked for, and is the same each time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), (count) => {
        const campus = generateCampus(count);
        expect(Object.keys(campus.devices)).toHaveLength(count);
        expect(generateCampus(count)).toEqual(campus);
      }),
      { numRuns: 20 },
    );
  });

  it('gives each leaf two uplinks, each port one cable and each cable a network of its own', () => {
    const { devices, links } = generateCampus(500);
    const ends = links.flat();
    expect(new Set(ends).size).toBe(ends.length);
    for (const leaf of Object.keys(devices).filter((name) => name.startsWith('leaf'))) {
      expect(ends.filter((end) => end.startsWith(`${leaf}:`))).toHaveLength(2);
    }
    const addresses = Object.values(devices).flatMap(({ interfaces }) =>
      Object.values(interfaces).flatMap(({ address }) => address ?? []),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});

describe('the fleet', () => {
  let fleet: Lab;
  let lab: Lab;
  beforeAll(async () => {
    fleet = await startFleet({
      devices: 8,
      prepare: ['show version'],
      faultOf: (_, name) => (name === 'leaf-005' ? 'drop-mid-command' : null),
    });
    lab = await startLab({ topology: generateCampus(8), basePort: 'free' });
  });
  afterAll(async () => {
    await fleet.close();
    await lab.close();
  });

  it.each(['show lldp', 'show lldp neighbors', 'show interfaces', 'show ip interface brief', 'show nothing', ''])(
    'answers "%s" as the lab does',
    async (command) => {
      const answers = await Promise.all(
        [fleet, lab].map(async (one) => {
          const session = await openTestSession(one, 'core-02');
          await session.run('terminal length 0');
          const answer = await session.run(command);
          session.close();
          return answer.replace(/(?<=Last \w+) .*/g, '');
        }),
      );
      expect(answers[0]).toBe(answers[1]);
    },
  );

  it('takes lines in any portions, and leaves on exit', async () => {
    const session = await openTestSession(fleet, 'leaf-001');
    session.send('show ll');
    session.send('dp\rexit\r');
    expect(await session.until(/never/)).toMatch(/^show lldp\r\n.*Status: ACTIVE.*leaf-001#exit\r\n$/s);
    expect(session.closed).toBe(true);
  });

  it('has one host key and counts for each device by itself', async () => {
    const keys = new Set<string>();
    for (const { name } of fleet.devices.slice(0, 3)) {
      const hostVerifier = (key: Buffer) => keys.add(key.toString('base64')).size > 0;
      (await connect({ ...connectionOptions(fleet, name), hostVerifier })).end();
    }
    expect(keys.size).toBe(1);
    expect(fleet.stats('core-01').logins).toBe(1);
    expect(fleet.stats('leaf-004').logins).toBe(0);
  });

  it('misbehaves as told', async () => {
    const session = await openTestSession(fleet, 'leaf-005');
    expect(await session.run('show version', /never/)).not.toContain('leaf-005#');
    expect(session.closed).toBe(true);
  });
});

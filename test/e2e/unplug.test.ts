// Every way a device can fail, over real SSH: it has its own code and hint, the other four are polled, its links are
// unverified, and no link is reported lost.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../../src/app/index.ts';
import { DEFAULT_SETTINGS } from '../../src/inventory/index.ts';
import type { FaultKind, Lab } from '../../src/lab/index.ts';
import { type ErrorCode, Secret, type Snapshot } from '../../src/model/index.ts';
import { labProject, startFiveRouters, take, temporaryFolder } from './support.ts';

const VICTIM = 'r3';
const VICTIM_LINKS = [
  'r3:GigabitEthernet0/1--r6-edge:GigabitEthernet0/3',
  'r3:GigabitEthernet0/2--r5-tor:GigabitEthernet0/3',
];

interface Unplug {
  readonly name: string;
  readonly code: ErrorCode;
  readonly status: string;
  /** Breaks the victim, or what we know of it. */
  readonly breakIt: (lab: Lab, project: Project) => Promise<Project>;
}

const CASES: readonly Unplug[] = [
  {
    name: 'an address where nothing listens',
    code: 'DEVICE_UNREACHABLE',
    status: 'unreachable',
    breakIt: withFault('refuse-connections'),
  },
  {
    name: 'a wrong password',
    code: 'DEVICE_AUTH_FAILED',
    status: 'auth-failed',
    breakIt: async (_lab, project) => withConnection(project, { password: new Secret('Wr0ng-Pa55') }),
  },
  {
    name: 'a changed host key',
    code: 'DEVICE_HOST_KEY_CHANGED',
    status: 'failed',
    breakIt: withFault('wrong-host-key'),
  },
  {
    name: 'a connection dropped in mid-command',
    code: 'DEVICE_CONNECTION_LOST',
    status: 'failed',
    breakIt: withFault('drop-mid-command'),
  },
  {
    name: 'a device that hangs',
    code: 'DEVICE_TIMEOUT',
    status: 'failed',
    breakIt: withFault('hang-mid-command'),
  },
  {
    name: 'a device that accepts and stays silent',
    code: 'DEVICE_TIMEOUT',
    status: 'unreachable',
    breakIt: withFault('no-handshake'),
  },
];

describe('unplugged', () => {
  let lab: Lab;
  let output: Awaited<ReturnType<typeof temporaryFolder>>;
  let project: Project;
  beforeEach(async () => {
    lab = await startFiveRouters();
    output = await temporaryFolder();
    project = await labProject(lab, output.path, {
      ssh: {
        ...DEFAULT_SETTINGS.ssh,
        retries: 0,
        connectTimeoutSeconds: 3,
        commandTimeoutSeconds: 3,
        visitTimeoutSeconds: 15,
      },
    });
  });
  afterEach(async () => {
    await lab.close();
    await output.remove();
  });

  it.each(CASES)('$name: $code', async ({ code, status, breakIt }) => {
    const before = await take(project, output.path);
    expect(before.links.filter((link) => link.state === 'confirmed')).toHaveLength(6);
    const failedBefore = lab.stats(VICTIM).failedLogins;
    const broken = await breakIt(lab, project);

    const snapshot = await take(broken, output.path);

    const polls = Object.fromEntries(
      snapshot.devices.filter((one) => one.poll).map((one) => [one.name, one.poll?.status]),
    );
    expect(polls).toEqual({ r1: 'ok', r2: 'ok', r3: status, 'r5-tor': 'ok', 'r6-edge': 'ok' });
    const victim = snapshot.devices.find((device) => device.name === VICTIM);
    expect(victim?.poll).toMatchObject({ code, hint: expect.stringMatching(/\w+/) });
    expect(snapshot.problems).toContainEqual(expect.objectContaining({ code, device: VICTIM }));
    expect(statesOf(snapshot, VICTIM_LINKS)).toEqual(['unverified', 'unverified']);
    expect(snapshot.links.filter((link) => link.state === 'confirmed')).toHaveLength(4);
    expect(snapshot.changes).toEqual([]);
    expect(lab.stats(VICTIM).failedLogins - failedBefore).toBe(code === 'DEVICE_AUTH_FAILED' ? 1 : 0);
    await expectNoSecret(output.path, snapshot);
  });

  it('tries a wrong password once, though LLDP has to be turned on elsewhere and everything is visited again', async () => {
    const broken = withConnection(project, { password: new Secret('Wr0ng-Pa55') });
    const snapshot = await take(broken, output.path);
    expect(snapshot.devices.filter((device) => device.poll?.changed)).toHaveLength(4);
    expect(lab.stats(VICTIM).failedLogins).toBe(1);
  });

  it('comes back without a change when the device answers again', async () => {
    await take(project, output.path);
    await lab.fault(VICTIM, 'refuse-connections');
    await take(project, output.path);
    await lab.fault(VICTIM, null);
    const snapshot = await take(project, output.path);
    expect(snapshot.changes).toEqual([]);
    expect(snapshot.links.filter((link) => link.state === 'confirmed')).toHaveLength(6);
  });

  it('loses a link that was cut while its device could not be polled, once it can', async () => {
    await take(project, output.path);
    await lab.fault(VICTIM, 'refuse-connections');
    lab.cut('r3:Gi0/1', 'shutdown');
    await new Promise((done) => setTimeout(done, 200));
    const blind = await take(project, output.path);
    await lab.fault(VICTIM, null);
    const seeing = await take(project, output.path);
    // r3's own claim stands until r3 can be asked: unverified, and the reason says that r6-edge hears it no more.
    expect(blind.changes).toEqual([]);
    expect(blind.links.find((link) => link.id === VICTIM_LINKS[0])).toMatchObject({
      state: 'unverified',
      reason: expect.stringMatching(/r3 could not be polled.*r6-edge.*(?:not|no longer) hear/),
    });
    expect(seeing.changes).toMatchObject([
      {
        kind: 'lost',
        link: VICTIM_LINKS[0],
        cause: expect.stringMatching(/r3 GigabitEthernet0\/1 is administratively down/),
      },
    ]);
  });
});

function withFault(fault: FaultKind): Unplug['breakIt'] {
  return async (lab, project) => {
    await lab.fault(VICTIM, fault);
    return project;
  };
}

function withConnection(project: Project, change: { password: Secret }): Project {
  const devices = project.inventory.devices.map((device) =>
    device.name === VICTIM ? { ...device, connection: { ...device.connection, ...change } } : device,
  );
  return { ...project, inventory: { ...project.inventory, devices } };
}

function statesOf(snapshot: Snapshot, ids: readonly string[]): (string | undefined)[] {
  return ids.map((id) => snapshot.links.find((link) => link.id === id)?.state);
}

async function expectNoSecret(output: string, snapshot: Snapshot): Promise<void> {
  const file = await readFile(join(output, 'snapshots', `${snapshot.id}.json`), 'utf8');
  expect(file).not.toContain('Wr0ng-Pa55');
}

// Five hundred devices, some of which misbehave: the snapshot is whole for the rest, and no account is tried twice.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProject } from '../../src/app/index.ts';
import { type Fault, generateCampus, type Lab, startFleet } from '../../src/lab/index.ts';
import { canonicalPortName, type Snapshot } from '../../src/model/index.ts';
import { linksByState, take, temporaryFolder } from './support.ts';

/** Long enough for a loaded machine: what hangs is waited for once, all of it at the same time. */
const COMMAND_TIMEOUT_SECONDS = 20;

type Kind = 'good' | 'hangs' | 'refuses' | 'drops';

/** What a device of each kind does, where the test wants that kind. */
const FAULTS: Readonly<Record<Kind, Fault | null>> = {
  good: null,
  hangs: 'hang-mid-command',
  refuses: 'reject-auth',
  drops: 'drop-mid-command',
};

/** Of each twenty devices, one hangs, one refuses the password and one drops the connection. */
function kindOf(index: number): Kind {
  const kinds: Readonly<Record<number, Kind>> = { 5: 'hangs', 11: 'refuses', 17: 'drops' };
  return kinds[index % 20] ?? 'good';
}

/** The password that the inventory has for a device. */
type PasswordOf = (kind: Kind, name: string) => string;

describe('a fleet with devices that hang, refuse the password, or drop the connection', () => {
  let output: Awaited<ReturnType<typeof temporaryFolder>>;
  let fleet: Lab;
  beforeEach(async () => {
    output = await temporaryFolder();
  });
  afterEach(async () => {
    await fleet.close();
    await output.remove();
  });

  async function snapshotOf(devices: number, kinds: readonly Kind[], passwordOf: PasswordOf): Promise<Snapshot> {
    const faultOf = (index: number) => (kinds.includes(kindOf(index)) ? FAULTS[kindOf(index)] : null);
    fleet = await startFleet({ devices, faultOf });
    const inventory = join(output.path, 'inventory');
    await mkdir(inventory);
    await writeFile(join(inventory, 'hosts'), writeInventory(fleet, passwordOf));
    await writeFile(join(inventory, 'toposcope.yml'), writeSettings(output.path));
    const project = await loadProject({ inventory: `${inventory}/`, config: null });
    return await take(project, output.path, { baseline: true });
  }

  /** Names by kind. */
  function named(kind: Kind): string[] {
    return fleet.devices.map(({ name }) => name).filter((_, index) => kindOf(index) === kind);
  }

  function outcomes(snapshot: Snapshot, names: readonly string[]): string[] {
    const polls = new Map(snapshot.devices.map((device) => [device.name, device.poll]));
    return names.map((name) => polls.get(name)?.code ?? polls.get(name)?.status ?? 'absent');
  }

  function failedLogins(): number[] {
    return fleet.devices.map(({ name }) => fleet.stats(name).failedLogins);
  }

  it('is found whole but for those, within the visit deadline', { timeout: 180_000 }, async () => {
    const snapshot = await snapshotOf(500, ['hangs', 'refuses', 'drops'], (kind) =>
      kind === 'refuses' ? 'expired' : 'cisco',
    );
    expect(named('good')).toHaveLength(425);
    expect(new Set(outcomes(snapshot, named('good')))).toEqual(new Set(['ok']));
    expect(new Set(outcomes(snapshot, named('hangs')))).toEqual(new Set(['DEVICE_TIMEOUT']));
    expect(new Set(outcomes(snapshot, named('drops')))).toEqual(new Set(['DEVICE_CONNECTION_LOST']));
    expect(new Set(outcomes(snapshot, named('refuses')))).toEqual(new Set(['DEVICE_AUTH_FAILED']));
    const good = new Set(named('good'));
    const cables = generateCampus(500).links.filter((ends) => ends.every((end) => good.has(end.split(':')[0] ?? '')));
    expect(cables.length).toBeGreaterThan(600);
    expect(linksByState(snapshot).confirmed?.length).toBe(cables.length);
    expect(linksByState(snapshot).confirmed).toEqual(expect.arrayContaining(cables.map(linkId)));
    // Three refusals open the circuit: the other devices with that password are left alone.
    expect(Math.max(...failedLogins())).toBe(1);
    expect(sum(failedLogins())).toBeLessThanOrEqual(3);
  });

  it('tries each of many wrong passwords once', { timeout: 120_000 }, async () => {
    const snapshot = await snapshotOf(100, ['refuses'], (kind, name) =>
      kind === 'refuses' ? `expired-${name}` : 'cisco',
    );
    expect(new Set(outcomes(snapshot, named('good')))).toEqual(new Set(['ok']));
    expect(named('refuses').map((name) => fleet.stats(name).logins)).toEqual([1, 1, 1, 1, 1]);
    expect(Math.max(...failedLogins())).toBe(1);
  });

  it('tries a password that some devices refuse and others take once at each', { timeout: 120_000 }, async () => {
    const snapshot = await snapshotOf(100, ['refuses'], () => 'cisco');
    expect(outcomes(snapshot, named('refuses'))).toEqual(Array(5).fill('DEVICE_AUTH_FAILED'));
    expect(Math.max(...fleet.devices.map(({ name }) => fleet.stats(name).logins))).toBe(1);
  });
});

function writeInventory({ devices }: Lab, passwordOf: PasswordOf): string {
  const lines = devices.map(({ name, host, port }, index) => {
    const password = passwordOf(kindOf(index), name);
    return `${name} ansible_host=${host} ansible_port=${port} ansible_ssh_pass=${password}`;
  });
  return ['[campus]', ...lines, '[campus:vars]', 'ansible_network_os=ios', 'ansible_user=cisco', ''].join('\n');
}

function writeSettings(output: string): string {
  return [
    'host_keys: accept-new',
    `known_hosts: [${join(output, 'known_hosts')}]`,
    'plain_secrets: allow',
    'domains: [campus.example]',
    `ssh: {concurrency: 200, command_timeout: ${COMMAND_TIMEOUT_SECONDS}, visit_timeout: 90}`,
    '',
  ].join('\n');
}

/** `core-01:Te1/1/2` and its other end as a link id. */
function linkId(ends: readonly [string, string]): string {
  const full = ends.map((end) => `${end.split(':')[0]}:${canonicalPortName(end.split(':')[1] ?? '')}`);
  return full.sort().join('--');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

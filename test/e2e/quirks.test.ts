// One snapshot of a campus in which every device has another quirk: what can be read is read whole, the rest says why not.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProject } from '../../src/app/index.ts';
import { FAULT_KINDS, type Fault, generateCampus, type Lab, startLab } from '../../src/lab/index.ts';
import type { Snapshot } from '../../src/model/index.ts';
import { take, temporaryFolder } from './support.ts';

/** What becomes of a visit to a device with this fault: the code it ends with, or of the first problem it meets. */
const OUTCOMES: ReadonlyArray<readonly [Fault, string]> = [
  ['refuse-connections', 'DEVICE_UNREACHABLE'],
  ['no-handshake', 'DEVICE_TIMEOUT'],
  ['wrong-host-key', 'ok'],
  ['reject-auth', 'DEVICE_AUTH_FAILED'],
  ['silent-auth', 'ok'],
  ['drop-mid-command', 'DEVICE_CONNECTION_LOST'],
  ['hang-mid-command', 'DEVICE_TIMEOUT'],
  ['vty-full', 'DEVICE_CONNECTION_LOST'],
  ['keyboard-interactive-only', 'ok'],
  ['legacy-algorithms', 'DEVICE_ALGORITHMS'],
  ['login-question', 'ok'],
  ['login-key', 'ok'],
  ['prompt-like-banner', 'ok'],
  ['invalid-autocommand', 'DEVICE_PROMPT_NOT_FOUND'],
  // The campus logs in with privilege 15: nobody has to ask for it.
  ['no-enable', 'ok'],
  ['command-authorization-failed', 'DEVICE_COMMAND_REJECTED'],
  ['hostname-change', 'ok'],
  ['terminal-length-rejected', 'ok'],
  ['pager-inverse', 'ok'],
  ['pager-angle', 'ok'],
  ['pager-dashes', 'ok'],
  ['dribble', 'ok'],
  ['noisy', 'ok'],
  ['ansi', 'ok'],
  ['osc-title', 'ok'],
  ['bell', 'ok'],
  ['nul-padding', 'ok'],
  ['cr-cr-lf', 'ok'],
  ['log-after-prompt', 'ok'],
  ['log-in-echo', 'ok'],
  [{ latencyMs: 50 }, 'ok'],
  [{ unauthorized: ['show version', 'show ip interface'] }, 'DEVICE_COMMAND_REJECTED'],
];

/** These only show where paging cannot be turned off. */
const PAGERS: readonly Fault[] = ['pager-inverse', 'pager-angle', 'pager-dashes'];

const label = (fault: Fault) => (typeof fault === 'string' ? fault : JSON.stringify(fault));

describe('a snapshot of devices with quirks', () => {
  let lab: Lab;
  let output: Awaited<ReturnType<typeof temporaryFolder>>;
  let snapshot: Snapshot;

  beforeAll(async () => {
    lab = await startLab({ topology: generateCampus(OUTCOMES.length), basePort: 'free' });
    for (const [i, [fault]] of OUTCOMES.entries()) {
      await lab.fault(deviceOf(i), PAGERS.includes(fault) ? [fault, 'terminal-length-rejected'] : fault);
    }
    output = await temporaryFolder();
    const project = await loadProject({ inventory: await writeProject(lab, output.path), config: null });
    snapshot = await take(project, output.path, { baseline: true });
  }, 120_000);
  afterAll(async () => {
    await lab.close();
    await output.remove();
  });

  function deviceOf(index: number): string {
    return lab.devices[index]?.name ?? '';
  }

  it.each(OUTCOMES.map(([fault, outcome], index) => [label(fault), outcome, index] as const))(
    '%s: %s',
    (_, outcome, i) => {
      const device = snapshot.devices.find(({ name }) => name === deviceOf(i));
      const problem = snapshot.problems.find((one) => one.device === deviceOf(i));
      expect(device?.poll?.code ?? problem?.code ?? device?.poll?.status).toBe(outcome);
      const isWhole = outcome === 'ok' || typeof OUTCOMES[i]?.[0] === 'object';
      if (!isWhole) return;
      // Two uplinks and a ring, whatever the terminal does to their rows.
      const cabled = lab
        .status()
        .links.filter((link) => [link.a, link.b].some((end) => end.startsWith(`${deviceOf(i)}:`)));
      const claims = snapshot.links.flatMap((link) => link.claims.filter((claim) => claim.by === deviceOf(i)));
      expect(claims).toHaveLength(cabled.length);
      expect(device?.ports.length).toBeGreaterThanOrEqual(cabled.length);
    },
  );

  it('was tried with every fault there is', () => {
    const tried = OUTCOMES.map(([fault]) => fault).filter((fault) => typeof fault === 'string');
    expect([...tried].sort()).toEqual([...FAULT_KINDS].sort());
  });

  it('tried no account twice', () => {
    expect(lab.devices.map(({ name }) => lab.stats(name).failedLogins).filter((count) => count > 1)).toEqual([]);
  });
});

async function writeProject({ devices }: Lab, output: string): Promise<string> {
  const inventory = join(output, 'inventory');
  await mkdir(inventory);
  const hosts = devices.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
  const vars = ['ansible_network_os=ios', 'ansible_user=cisco', 'ansible_ssh_pass=cisco'];
  await writeFile(join(inventory, 'hosts'), ['[campus]', ...hosts, '[campus:vars]', ...vars, ''].join('\n'));
  const settings = [
    'host_keys: accept-new',
    `known_hosts: [${join(output, 'known_hosts')}]`,
    'plain_secrets: allow',
    'domains: [campus.example]',
    'ssh: {concurrency: 40, connect_timeout: 10, command_timeout: 10, visit_timeout: 60, retries: 0}',
    '',
  ];
  await writeFile(join(inventory, 'toposcope.yml'), settings.join('\n'));
  return `${inventory}/`;
}

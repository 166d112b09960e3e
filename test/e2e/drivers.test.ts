// Drivers that nobody here wrote, on our lab: Ansible's cisco.ios modules, Netmiko and Paramiko find IOS there.
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { FIVE_ROUTERS } from '../lab/five-routers.ts';
import { temporaryFolder } from './support.ts';

/** Debian's, whose packages are looked for; another Python may stand in front of it. */
const PYTHON = '/usr/bin/python3';
const RUN_TIMEOUT_MS = 240_000;

function imports(module: string): boolean {
  return spawnSync(PYTHON, ['-W', 'ignore', '-c', `import ${module}`]).status === 0;
}

const HAS_ANSIBLE =
  spawnSync('ansible-playbook', ['--version']).status === 0 && imports('ansible_collections.cisco.ios');

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not synchronously: the lab is in this process and has to answer. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Output> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    chunks.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    chunks.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...chunks }));
  });
}

let lab: Lab;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free' });
  folder = await temporaryFolder();
});
afterAll(async () => {
  await lab.close();
  await folder.remove();
});

async function drive<T>(script: string, device: string): Promise<T> {
  const place = lab.devices.find(({ name }) => name === device);
  if (!place) throw new Error(`no device ${device}`);
  const secrets = [place.user, place.password.reveal(), place.enableSecret.reveal()];
  const args = ['-W', 'ignore', `test/e2e/drivers/${script}`, place.host, String(place.port), ...secrets];
  const { code, stdout, stderr } = await run(PYTHON, args);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as T;
}

describe.skipIf(!imports('netmiko'))('Netmiko', () => {
  it('finds prompts, enables, asks, configures and saves', { timeout: RUN_TIMEOUT_MS }, async () => {
    const seen = await drive<Record<string, string>>('netmiko_drive.py', 'r1');
    expect(seen).toMatchObject({ first: 'r1>', enabled: 'r1#', last: 'renamed-by-netmiko#' });
    expect(seen.version).toMatch(/^Cisco IOS Software/);
    expect(seen.interfaces?.match(/line protocol/g)).toHaveLength(4);
    expect(seen.interfaces).not.toContain('--More--');
    expect(seen.lldp).toContain('Status: ACTIVE');
    expect(seen.running).toContain(' description by netmiko');
    expect(seen.running).toContain(' ip flow ingress');
    expect(seen.configured).not.toContain('%');
    expect(seen.saved).toContain('[OK]');
    expect(seen.rejected).toContain("% Invalid input detected at '^' marker.");
  });
});

describe.skipIf(!imports('paramiko'))('Paramiko', () => {
  it('types ahead, pages, and gets one answer by exec', { timeout: RUN_TIMEOUT_MS }, async () => {
    const seen = await drive<Record<string, string | number>>('paramiko_drive.py', 'r2');
    expect(seen.exec).toMatch(/UTC/);
    expect(seen.enabled).toContain('Current privilege level is 15');
    expect(seen.pages).toBeGreaterThan(3);
  });
});

interface TaskResult {
  readonly task: { readonly name: string };
  readonly hosts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface PlayOutput {
  readonly plays: ReadonlyArray<{ readonly tasks: readonly TaskResult[] }>;
  readonly stats: Readonly<Record<string, { readonly failures: number; readonly unreachable: number }>>;
}

describe.skipIf(!HAS_ANSIBLE)('Ansible with cisco.ios', () => {
  const HOSTS = ['r3', 'r5-tor'];
  const CHANGING = ['hostname', 'lldp', 'export', 'ports', 'monitor', 'saved'];
  let tasks: readonly TaskResult[];
  let output: PlayOutput;

  beforeAll(async () => {
    const inventory = join(folder.path, 'hosts.json');
    const home = join(folder.path, 'ansible');
    await mkdir(home);
    await writeFile(inventory, writeInventory(lab, HOSTS));
    const result = await run('ansible-playbook', ['-i', inventory, 'test/e2e/drivers/play.yml'], {
      ANSIBLE_HOME: home,
      ANSIBLE_LOCAL_TEMP: join(home, 'tmp'),
      ANSIBLE_PERSISTENT_CONTROL_PATH_DIR: join(home, 'pc'),
      ANSIBLE_PERSISTENT_CONNECT_TIMEOUT: '60',
      ANSIBLE_HOST_KEY_CHECKING: 'False',
      ANSIBLE_PARAMIKO_RECORD_HOST_KEYS: 'False',
      ANSIBLE_DEPRECATION_WARNINGS: 'False',
      ANSIBLE_STDOUT_CALLBACK: 'ansible.posix.json',
      LC_ALL: 'C.UTF-8',
      PYTHONWARNINGS: 'ignore',
    });
    const start = result.stdout.indexOf('{\n');
    if (start < 0) throw new Error(`ansible-playbook ended with ${result.code}:\n${result.stdout}\n${result.stderr}`);
    output = JSON.parse(result.stdout.slice(start)) as PlayOutput;
    tasks = output.plays.flatMap((play) => play.tasks);
  }, RUN_TIMEOUT_MS);

  /** The results on one host of every task of that name, in order. */
  function results(task: string, host: string) {
    return tasks.filter((one) => one.task.name === task).map((one) => one.hosts[host] ?? {});
  }

  it('runs without a failure', () => {
    const failed = tasks.flatMap(({ task, hosts }) =>
      Object.entries(hosts)
        .filter(([, result]) => result.failed === true)
        .map(([host, result]) => `${host} ${task.name}: ${result.msg}`),
    );
    expect(failed).toEqual([]);
    for (const host of HOSTS) expect(output.stats[host]).toMatchObject({ failures: 0, unreachable: 0 });
  });

  it('gets answers, and tells a command that the device rejects', () => {
    const [asked] = results('ask', 'r3');
    expect(asked?.stdout).toMatchObject({
      0: expect.stringMatching(/^Cisco IOS Software/),
      3: expect.stringContaining('[OK]'),
    });
    expect(results('unknown', 'r3')).toMatchObject([{ failed_when_result: false }]);
  });

  it.each(HOSTS)('changes %s once, and nothing the second time', (host) => {
    const changes = CHANGING.map((task) => [task, results(task, host).map(({ changed }) => changed)]);
    // r3 is called r3 before; r5-tor calls itself r5.
    const named = host === 'r3' ? [false, false] : [true, false];
    expect(changes).toEqual([['hostname', named], ...CHANGING.slice(1).map((task) => [task, [true, false]])]);
  });

  it('says in check mode what would change, and changes nothing', () => {
    const [checked] = results('checked', 'r3');
    expect(checked).toMatchObject({ changed: true, commands: ['ip flow-export version 9'] });
    // The next task's version 5 is the only one.
    expect(results('export', 'r3')[1]?.changed).toBe(false);
  });

  it('reads its facts', () => {
    const [facts] = results('facts', 'r3');
    expect(facts?.ansible_facts).toMatchObject({
      ansible_net_hostname: 'r3',
      ansible_net_model: 'IOSv',
      ansible_net_version: '15.8(3)M2',
      ansible_net_interfaces: { 'GigabitEthernet0/1': { ipv4: [{ address: '10.0.0.22', subnet: '30' }] } },
      ansible_network_resources: { lldp_global: { enabled: true, timer: 20, holdtime: 80 } },
    });
  });
});

function writeInventory({ devices }: Lab, names: readonly string[]): string {
  const hosts = devices
    .filter(({ name }) => names.includes(name))
    .map(({ name, host, port }) => [name, { ansible_host: host, ansible_port: port }] as const);
  const [first] = devices;
  const vars = {
    ansible_connection: 'ansible.netcommon.network_cli',
    ansible_network_os: 'cisco.ios.ios',
    ansible_network_cli_ssh_type: 'paramiko',
    ansible_user: first?.user,
    ansible_password: first?.password.reveal(),
    ansible_become: true,
    ansible_become_method: 'ansible.netcommon.enable',
    ansible_become_password: first?.enableSecret.reveal(),
  };
  return JSON.stringify({ all: { hosts: Object.fromEntries(hosts), vars } });
}

// The command line as a process: exit codes, JSON on standard output alone, messages with a cure, no stack traces.
import { spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Snapshot } from '../../src/model/index.ts';
import { runCli, temporaryFolder } from './support.ts';

const FROM = 'test/captures/offline/source-lab';
const FAILURE = 'test/captures/offline/source-lab-failure';
const VERBS = [
  'check',
  'snapshot',
  'diff',
  'render',
  'why',
  'parse',
  'textfsm',
  'lab',
  'lab run',
  'lab up',
  'lab cut',
  'lab status',
];

describe('toposcope', () => {
  let output: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    output = await temporaryFolder();
  });
  afterAll(() => output.remove());
  const at = (...args: string[]) => [...args, '--output', output.path];

  it.each(VERBS)('%s --help shows an example', async (verb) => {
    const { code, stdout } = await runCli([...verb.split(' '), '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?:\n {2}toposcope /);
  });

  it.each([[['nonsense']], [['snapshot', '--nonsense']], [['parse']], [[]]])(
    '%j is a usage error: exit 2',
    async (args) => {
      const { code, stdout, stderr } = await runCli(args);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(args.length === 0 ? /^Usage: toposcope/ : /^error CLI_USAGE: .+\n\(add --help/);
    },
  );

  it('says in words that the output folder cannot be written, before any device is visited', async () => {
    const file = join(output.path, 'a-file');
    await writeFile(file, '');
    const { code, stdout, stderr } = await runCli(['snapshot', '--json', '--output', join(file, 'output')]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error STORE_WRITE_FAILED: cannot write .*a-file/);
    expect(stderr).not.toMatch(/^ +at |DEVICE_/m);
    const why = await runCli(['why', 'r1', '--output', join(file, 'output')]);
    expect(why.code).toBe(2);
    expect(why.stderr).toMatch(/^error STORE_SNAPSHOT_MISSING/);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says in words that standard output is full (skipped without /dev/full)',
    async () => {
      const child = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'check', '--json'], {
        stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
        encoding: 'utf8',
      });
      expect(child.status).toBe(2);
      expect(child.stderr).toMatch(/ENOSPC/);
      expect(child.stderr).not.toMatch(/^ +at /m);
    },
  );

  it('exits 1 where a device let us in and nothing of its table could be read, and tells the first lines only', async () => {
    const from = join(output.path, 'from');
    await cp(FROM, from, { recursive: true });
    const junk = Array.from({ length: 30 }, (_, i) => `nobody knows line ${i}`).join('\n');
    for (const text of [junk, "show lldp neighbors\n      ^\n% Invalid input detected at '^' marker.", '[["cut off']) {
      await writeFile(join(from, 'r6-edge_lldp_output.txt'), text);
      const { code, stdout } = await runCli([
        'snapshot',
        '--from',
        from,
        '--no-render',
        '--output',
        join(output.path, 'unread'),
      ]);
      expect(code).toBe(1);
      expect(stdout.match(/PARSE_UNKNOWN_LINE/g)?.length ?? 0).toBe(text === junk ? 3 : 0);
      if (text === junk) expect(stdout).toMatch(/… and 27 more like it/);
    }
  });

  it('takes a TextFSM template from standard input, and refuses two inputs from there and formats it has not', async () => {
    const template = readFileSync('test/captures/textfsm/named.textfsm', 'utf8');
    const file = join(output.path, 'named.txt');
    await writeFile(file, 'name a\n');
    const { code, stdout } = await runCli(['textfsm', '-', file], template);
    expect({ code, document: JSON.parse(stdout) }).toEqual({
      code: 0,
      document: { header: ['NAME'], records: [['a']] },
    });
    expect((await runCli(['textfsm', '-'], template)).stderr).toMatch(/^error CLI_USAGE/);
    expect((await runCli(['textfsm', '-', file, '--format', 'xml'], template)).code).toBe(2);
  });

  it('names the folder in which it looked for an inventory in vain', async () => {
    const folder = join(output.path, 'empty-inventory');
    await mkdir(folder);
    const { code, stdout } = await runCli(['check', '--inventory', folder]);
    expect(code).toBe(2);
    expect(stdout).toContain(`${folder}: error CONFIG_NO_DEVICES: there is no inventory file`);
  });

  it('tells the place of the mistake, not that it left no devices', async () => {
    const hosts = join(output.path, 'broken.yml');
    await writeFile(hosts, 'all:\n  hosts:\n\tr1:\n');
    const { code, stderr } = await runCli(['snapshot', '--inventory', hosts, '--output', output.path]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error CONFIG_SYNTAX: .*broken\.yml:3:1/);
  });

  it('checks the working example and finds nothing wrong', async () => {
    const { code, stdout } = await runCli(['check', '--json']);
    const { hosts, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({
      ok: true,
      devices: ['r1', 'r2', 'r3', 'r5-tor', 'r6-edge'],
      views: ['lab'],
      problems: [],
    });
    const r1 = {
      name: 'r1',
      host: '127.0.0.1',
      port: 22218,
      user: 'cisco',
      networkOs: 'ios',
      groups: ['devices'],
      jumps: [],
    };
    expect(hosts[0]).toMatchObject(r1);
    expect(stdout).not.toContain('ansible');
    expect(code).toBe(0);
  });

  it('lists the hosts of a pattern, and how they would be reached', async () => {
    const { code, stdout } = await runCli(['check', '--list', '--limit', 'devices:!r5-tor:!r6-*']);
    expect(stdout.split('\n').map((line) => line.split(/\s{2,}/).slice(0, 3))).toEqual([
      ['device', 'address', 'user'],
      ['r1', '127.0.0.1:22218', 'cisco'],
      ['r2', '127.0.0.1:22219', 'cisco'],
      ['r3', '127.0.0.1:22220', 'cisco'],
      [''],
      ['5 devices, 1 view: 0 errors, 0 warnings'],
      [''],
    ]);
    expect(code).toBe(0);
    expect((await runCli(['check', '--limit', 'nobody'])).code).toBe(2);
  });

  it('checks a wrong inventory, reports everything with its place, and starts nothing', async () => {
    const hosts = join(output.path, 'hosts');
    await writeFile(hosts, '[routers]\nr1 ansible_port=banana ansbile_become=true\n[x:children]\nnobody\n');
    const check = await runCli(['check', '--inventory', hosts]);
    expect(check.code).toBe(2);
    expect(check.stdout).toMatch(new RegExp(`${hosts}:2(:\\d+)?: error CONFIG_INVALID_VALUE: .*banana`));
    expect(check.stdout).toMatch(new RegExp(`${hosts}:2(:\\d+)?: warning CONFIG_UNKNOWN_KEY: .*ansbile_become`));
    expect(check.stdout).toMatch(/ansible_become/);
    expect(check.stdout).toMatch(new RegExp(`${hosts}:4(:\\d+)?: error CONFIG_UNDEFINED_GROUP: .*nobody`));
    const snapshot = await runCli(at('snapshot', '--inventory', hosts));
    expect(snapshot.code).toBe(2);
    expect(snapshot.stderr).toMatch(/CONFIG_/);
    expect(snapshot.stderr).not.toMatch(/\n\s+at /);
  });

  it('counts the warnings of the inventory beside a run, and leaves standard output alone', async () => {
    const inventory = join(output.path, 'warned');
    await mkdir(join(inventory, 'host_vars'), { recursive: true });
    await writeFile(join(inventory, 'hosts'), 'r1 ansible_network_os=ios\n');
    await writeFile(join(inventory, 'host_vars', 'r2.yml'), 'ansible_user: netops\n');
    const run = ['snapshot', '--from', FROM, '--limit', 'r1', '--inventory', inventory, '--no-render', '--json'];
    const { stdout, stderr } = await runCli(at(...run));
    expect(stderr).toBe('1 warning in the inventory: toposcope check shows them\n');
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect((await runCli(['check', '--inventory', inventory])).stdout).toContain('1 warning');
  });

  it('takes, compares, draws and explains snapshots from files', async () => {
    const first = await runCli(at('snapshot', '--from', FROM, '--json'));
    expect(first.stderr).not.toMatch(/error/);
    expect(first.code).toBe(0);
    const before = Snapshot.parse(JSON.parse(first.stdout));
    expect(before.links.filter((link) => link.state === 'confirmed')).toHaveLength(6);

    const second = await runCli(at('snapshot', '--from', FAILURE));
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/ok 5, changed 0, unreachable 0, failed 0/);
    expect(second.stdout).toMatch(/confirmed 4, declared 2/);
    expect(second.stdout.match(/^ {2}lost /gm)).toHaveLength(2);
    for (const file of ['lab.svg', 'lab.pdf', 'changes.svg']) {
      expect((await readFile(join(output.path, 'diagrams', file))).length).toBeGreaterThan(1000);
    }
    expect((await runCli(at('snapshot', '--from', FAILURE, '--no-render', '--strict'))).code).toBe(0);

    const diff = await runCli(at('diff', before.id, 'latest', '--json'));
    expect(diff.code).toBe(1);
    expect(JSON.parse(diff.stdout).changes.map((change: { kind: string }) => change.kind)).toEqual(['lost', 'lost']);
    const markdown = await runCli(at('diff', before.id, 'latest', '--format', 'md'));
    expect(markdown.stdout).toMatch(/^\| lost \| r1 Gi0\/1 – r6-edge Gi0\/1 \|/m);
    const svg = await runCli(at('diff', before.id, 'latest', '--format', 'svg'));
    expect(svg.stdout).toMatch(/^<\?xml[\s\S]*<svg[\s\S]*<\/svg>\s*$/);
    const same = await runCli(at('diff', 'latest', 'latest'));
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('no changes')]);

    const dot = await runCli(at('render', before.id, '--view', 'lab', '--format', 'dot', '--json'));
    expect(JSON.parse(dot.stdout)).toEqual({ snapshot: before.id, files: [join(output.path, 'diagrams/lab.dot')] });

    const why = await runCli(at('why', 'r1:Gi0/1', '--snapshot', before.id));
    expect(why.code).toBe(0);
    expect(why.stdout).toMatch(/r6\.virl\.info\s+Gi0\/1\s+120/);
    expect(why.stdout).toMatch(/r1\.virl\.info\s+Gi0\/1\s+120/);
    const nobody = await runCli(at('why', 'r9'));
    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toMatch(/TOPOLOGY_NOT_FOUND/);
  });

  it('tells and stores a snapshot although one of its views is empty, and draws the others', async () => {
    const settings = join(output.path, 'views.yml');
    await writeFile(settings, 'views:\n  none: { include: [nobody] }\n  whole: {}\n');
    const folder = join(output.path, 'views');
    const args = ['--config', settings, '--output', folder, '--format', 'svg'];
    const { code, stdout, stderr } = await runCli(['snapshot', '--from', FROM, ...args]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/ok 5, changed 0[\s\S]*snapshot 2[\s\S]*drawn .*whole\.svg/);
    expect(stderr).toMatch(/DIAGRAM_VIEW_EMPTY/);
    const none = await runCli(['render', '--view', 'none', ...args]);
    expect([none.code, none.stdout, none.stderr]).toEqual([2, '', expect.stringContaining('DIAGRAM_VIEW_EMPTY')]);
  });

  it('exits 1 when a device had no answers, and still draws the rest', async () => {
    const folder = join(output.path, 'partial');
    const { cp, rm } = await import('node:fs/promises');
    await cp(FROM, folder, { recursive: true });
    await rm(join(folder, 'r3_lldp_output.txt'));
    const { code, stdout } = await runCli(['snapshot', '--from', folder, '--output', join(output.path, 'other')]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/r3 .*DEVICE_NO_ANSWERS/);
  });

  it('parses what it is given on standard input', async () => {
    const lines: string[][] = JSON.parse(readFileSync(`${FROM}/r1_lldp_output.txt`, 'utf8'));
    const text = lines[0]!.join('\r\n');
    const { code, stdout, stderr } = await runCli(
      ['parse', '--platform', 'ios', '--command', 'sh lldp nei', '--json'],
      text,
    );
    expect([code, stderr]).toEqual([0, '']);
    const result = JSON.parse(stdout);
    expect(result.outcome).toBe('ok');
    expect(result.records).toHaveLength(7);
    const short = await runCli(
      ['parse', '--command', 'lldp_neighbors', '--json'],
      text.replace('displayed: 7', 'displayed: 9'),
    );
    expect(short.code).toBe(1);
    expect(JSON.parse(short.stdout)).toMatchObject({
      outcome: 'partial',
      problems: [{ code: 'PARSE_COUNT_MISMATCH' }],
    });
    const unknown = await runCli(['parse', '--command', 'show weather'], text);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('PARSE_UNSUPPORTED_COMMAND')]);
  });

  it('prints one JSON object a line for several files, in the order given', async () => {
    const files = ['r2', 'r1'].map((name) => `${FROM}/${name}_lldp_output.txt`);
    const { stdout } = await runCli(['parse', '--command', 'lldp_neighbors', '--json', ...files]);
    const objects = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.map((object) => object.file)).toEqual(files);
  });

  it('runs any TextFSM template', async () => {
    const template = join(output.path, 'words.textfsm');
    await writeFile(template, readFileSync('test/captures/textfsm/words.textfsm', 'utf8'));
    const { code, stdout } = await runCli(['textfsm', template, '-'], 'a 1\nb 2\n');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      header: ['NAME', 'N'],
      records: [
        ['a', ['1']],
        ['b', ['2']],
      ],
    });
    await writeFile(template, 'Value NAME (\n\nStart\n  ^x\n');
    const bad = await runCli(['textfsm', template, '-'], '');
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringMatching(/PARSE_TEMPLATE_ERROR: .*words\.textfsm:1/)]);
  });

  it('names a subcommand of lab that is none, and offers no option that does nothing', async () => {
    const { code, stdout, stderr } = await runCli(['lab', 'nope']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      "error CLI_USAGE: 'nope' is no subcommand of lab; there are run, up, cut, restore, one-way,",
    );
    const help = (await runCli(['lab', 'cut', '--help'])).stdout;
    expect(help).toContain('--output');
    for (const option of ['--vault', '--templates', '--config', '--inventory']) expect(help).not.toContain(option);
    expect((await runCli(['lab', 'run', '--help'])).stdout).toContain('--vault-id');
  });

  it('says what lab control needs', async () => {
    const { code, stderr } = await runCli(at('lab', 'cut', 'r6-edge:Gi0/1'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('LAB_NOT_RUNNING')]);
  });
});

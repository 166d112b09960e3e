// biome-ignore-all lint/suspicious/noTemplateCurlyInString: TextFSM writes values so
// Templates of the user's own, as they come from ntc-templates: over the built-in ones, for more commands, for another OS.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FOLDER = resolve('test/captures/user-templates');
const NTC = join(FOLDER, 'ntc');
const RUN = ['--import', import.meta.resolve('tsx'), resolve('src/cli/main.ts')];

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'toposcope-user-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function toposcope(...args: string[]): Promise<Run> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...RUN, ...args], { cwd: home });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

async function write(name: string, text: string): Promise<string> {
  const path = join(home, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe('toposcope parse with templates of the user', () => {
  it('reads a command of an OS that only their index knows, abbreviated', async () => {
    const fans = await write('fans.txt', 'Fan 1 is ok\nFan 2 is broken\n');
    const { out } = await toposcope('parse', '--templates', NTC, '-p', 'other_os', '-c', 'sh fa', '--json', fans);
    expect(JSON.parse(out)).toEqual({
      outcome: 'ok',
      records: [
        { fan: '1', state: 'ok' },
        { fan: '2', state: 'broken' },
      ],
      problems: [],
    });
  });

  it('joins several templates of one row', async () => {
    const version = join(FOLDER, 'answers/a1/show_version.txt');
    const { records } = JSON.parse(
      (await toposcope('parse', '--templates', NTC, '-p', 'other_os', '-c', 'show fans', '--json', version)).out,
    ) as { records: unknown[] };
    expect(records).toEqual([]);
    const joined = await toposcope(
      'parse',
      '--templates',
      NTC,
      '-p',
      'acme_os',
      '-c',
      'show version',
      '--json',
      version,
    );
    expect(JSON.parse(joined.out)).toMatchObject({
      outcome: 'ok',
      records: [{ hostname: 'a1', version: '7.1', uptime: '3 days' }],
    });
  });

  it('takes a flat folder beside the current one before the built-in templates', async () => {
    await write(
      'templates/textfsm/cisco_ios_show_lldp_neighbors.textfsm',
      'Value NEIGHBOR_NAME (\\S+)\nValue LOCAL_INTERFACE (\\S+)\n\nStart\n  ^mine ${NEIGHBOR_NAME} ${LOCAL_INTERFACE} -> Record\n  ^. -> Error\n',
    );
    const mine = await write('mine.txt', 'mine r9 Gi0/3\n');
    const { out } = await toposcope('parse', '-c', 'show lldp neighbors', '--json', mine);
    await rm(join(home, 'templates'), { recursive: true });
    expect(JSON.parse(out)).toMatchObject({
      outcome: 'ok',
      records: [{ deviceId: 'r9', localInterface: 'GigabitEthernet0/3' }],
    });
  });

  it('reads UTF-16, as PowerShell writes it', async () => {
    const raw = await readFile(
      'test/captures/platforms/cisco-ios/lldp_neighbors/port-ids-of-every-kind/raw.txt',
      'utf8',
    );
    const files = await Promise.all(
      ['utf8', 'utf16le'].map(async (encoding) => {
        const file = join(home, `${encoding}.txt`);
        await writeFile(file, `\uFEFF${raw}`, encoding as BufferEncoding);
        return file;
      }),
    );
    const bigEndian = join(home, 'utf16be.txt');
    await writeFile(bigEndian, Buffer.from(`\uFEFF${raw}`, 'utf16le').swap16());
    const { code, out } = await toposcope('parse', '-c', 'show lldp neighbors', '--json', ...files, bigEndian);
    const results = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { records: unknown[] });
    expect(code).toBe(0);
    expect(results).toHaveLength(3);
    for (const { records } of results) expect(records).toHaveLength(10);
  });

  it('refuses a folder that is not there, and an index that is none', async () => {
    const gone = await toposcope('parse', '--templates', 'nowhere', '-c', 'show version', 'x.txt');
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('CONFIG_FILE_MISSING')]);
    await write('bad/index', 'Template, Command\na.textfsm, (show\n');
    const bad = await toposcope('parse', '--templates', 'bad', '-c', 'show version', 'x.txt');
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('bad/index:2: ')]);
  });
});

describe('an evil template', () => {
  it('ends, and names its line, the line of the text, and the cure', async () => {
    const template = await write('evil.textfsm', 'Value A (\\w+)\n\nStart\n  ^(?:\\S+\\s*)+:$$ -> Record\n');
    const text = await write('evil.txt', 'ok\none two three four five six seven eight nine ten eleven twelve\n');
    const { code, err } = await toposcope('textfsm', template, text);
    expect(code).toBe(2);
    expect(err).toContain('PARSE_BUDGET_EXCEEDED');
    expect(err).toContain('evil.textfsm:4: input line 2');
    expect(err).toContain('make that pattern simpler');
  });
});

describe('a network of an OS that only templates know', () => {
  const inventory = join(FOLDER, 'inventory/hosts.ini');
  const from = join(FOLDER, 'answers');

  it('is no platform without them', async () => {
    const { code, err } = await toposcope('snapshot', '-i', inventory, '--from', from, '-o', 'out-0');
    expect([code, err]).toEqual([2, expect.stringContaining('DEVICE_PLATFORM_UNKNOWN')]);
  });

  it('becomes a snapshot with them', async () => {
    const args = ['-i', inventory, '--templates', NTC, '--from', from, '-o', 'out-1', '--no-render', '--json'];
    const { code, out } = await toposcope('snapshot', ...args);
    const snapshot = JSON.parse(out) as { links: unknown[]; devices: unknown[]; problems: unknown[] };
    expect(code).toBe(0);
    expect(snapshot.problems).toEqual([]);
    expect(snapshot.links).toMatchObject([{ id: 'a1:eth7--a2:eth7', state: 'confirmed' }]);
    expect(snapshot.devices).toMatchObject([
      { name: 'a1', platform: 'acme_os' },
      { name: 'a2', platform: 'acme_os' },
    ]);
  });

  it('finds them by the settings, from the folder of the settings', async () => {
    await cp(join(FOLDER, 'inventory'), join(home, 'project'), { recursive: true });
    await cp(NTC, join(home, 'ntc'), { recursive: true });
    await write('project/toposcope.yml', 'templates: ../ntc\n');
    const { code, out } = await toposcope('check', '-i', 'project', '--json');
    const { problems } = JSON.parse(out) as { problems: { code: string }[] };
    expect(problems.filter(({ code: found }) => found !== 'CONFIG_SECRET_MISSING')).toEqual([]);
    expect(code).toBe(problems.length === 0 ? 0 : 2);
    await write('ntc/ntc_templates/templates/acme_os_bad.textfsm', 'Value A (x\n');
    await write('ntc/ntc_templates/templates/index', 'Template, Platform, Command\ngone.textfsm, acme_os, show x\n');
    const after = JSON.parse((await toposcope('check', '-i', 'project', '--json')).out) as { problems: unknown[] };
    expect(after.problems).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ code: 'PARSE_TEMPLATE_MISSING', line: 2 }),
        expect.objectContaining({
          code: 'PARSE_TEMPLATE_ERROR',
          file: expect.stringContaining('acme_os_bad.textfsm'),
          line: 1,
        }),
      ]),
    );
  });
});

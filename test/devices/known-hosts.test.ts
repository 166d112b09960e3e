// Host keys: the known_hosts format in full, and the two policies.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKnownHosts } from '../../src/devices/index.ts';
import { fingerprint } from '../../src/devices/known-hosts/fingerprint.ts';
import { KnownHostIndex } from '../../src/devices/known-hosts/host-index.ts';
import { matchesHosts, parseKnownHosts } from '../../src/devices/known-hosts/parse.ts';
import { type ErrorCode, ToposcopeError } from '../../src/model/index.ts';
import { startDevice, type TestDevice, target, testKey } from './support/ssh-device.ts';
import { ask, expectFault, visitAll, visitOne } from './support/visits.ts';

let folder: string;
let file: string;
const devices: TestDevice[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toposcope-'));
  file = join(folder, 'known_hosts');
});
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.close()));
  await rm(folder, { recursive: true });
});

/** The key in wire format, and as the two fields of a known_hosts line. */
function key(name: string, type: 'ed25519' | 'rsa' | 'ecdsa' = 'ed25519') {
  const pair = testKey(name, type);
  const parsed = ssh2.utils.parseKey(pair.public);
  if (parsed instanceof Error) throw parsed;
  const fields = pair.public.split(' ').slice(0, 2).join(' ');
  return { wire: parsed.getPublicSSH(), fields, private: pair.private, public: pair.public };
}

async function open(text: string, policy: 'strict' | 'accept-new' = 'strict') {
  await writeFile(file, text);
  return await openKnownHosts([file], policy);
}

function codeOf(check: () => void): ErrorCode | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof ToposcopeError) return error.code;
    throw error;
  }
}

function hash(name: string): string {
  const salt = Buffer.from('0123456789abcdef0123');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

const UNKNOWN = 'DEVICE_HOST_KEY_UNKNOWN';
const CHANGED = 'DEVICE_HOST_KEY_CHANGED';

describe('the format', () => {
  const a = key('a');
  const b = key('b');
  const cases: [string, string, string, number, typeof a, ErrorCode | null][] = [
    ['a name', `r1 ${a.fields}`, 'r1', 22, a, null],
    ['a comment after the key', `r1 ${a.fields} root@r1 # added by hand`, 'r1', 22, a, null],
    ['names in any case', `R1.Example.NET ${a.fields}`, 'r1.example.net', 22, a, null],
    ['a host in any case', `r1 ${a.fields}`, 'R1', 22, a, null],
    ['several names', `r1,10.0.0.1,r1.example.net ${a.fields}`, '10.0.0.1', 22, a, null],
    ['another name', `r1 ${a.fields}`, 'r2', 22, a, UNKNOWN],
    ['a name on another port', `[r1]:2222 ${a.fields}`, 'r1', 2222, a, null],
    ['the wrong port', `[r1]:2222 ${a.fields}`, 'r1', 2223, a, UNKNOWN],
    ['not port 22', `[r1]:2222 ${a.fields}`, 'r1', 22, a, UNKNOWN],
    ['the bare name vouches for other ports', `r1 ${a.fields}`, 'r1', 2222, a, null],
    ['the bare name accuses no other port', `r1 ${a.fields}`, 'r1', 2222, b, UNKNOWN],
    ['IPv6', `2001:db8::1 ${a.fields}`, '2001:DB8::1', 22, a, null],
    ['IPv6 on another port', `[2001:db8::1]:2222 ${a.fields}`, '2001:db8::1', 2222, a, null],
    ['a hashed name', `${hash('r1')} ${a.fields}`, 'r1', 22, a, null],
    ['a hashed name on another port', `${hash('[r1]:2222')} ${a.fields}`, 'r1', 2222, a, null],
    ['a hashed name of another host', `${hash('r2')} ${a.fields}`, 'r1', 22, a, UNKNOWN],
    ['a hashed name, changed key', `${hash('r1')} ${a.fields}`, 'r1', 22, b, CHANGED],
    ['a pattern', `*.lab.example ${a.fields}`, 'r1.lab.example', 22, a, null],
    ['one letter', `r? ${a.fields}`, 'r1', 22, a, null],
    ['one letter is not two', `r? ${a.fields}`, 'r10', 22, a, UNKNOWN],
    ['a pattern on another port', `[r*]:2222 ${a.fields}`, 'r7', 2222, a, null],
    ['a negated pattern', `*.lab,!r1.lab ${a.fields}`, 'r1.lab', 22, a, UNKNOWN],
    ['a negated pattern spares the others', `!r1.lab,*.lab ${a.fields}`, 'r2.lab', 22, a, null],
    ['only negated', `!r1 ${a.fields}`, 'r2', 22, a, UNKNOWN],
    ['a dot is a dot', `r1.lab ${a.fields}`, 'r1xlab', 22, a, UNKNOWN],
    ['several keys, the first', `r1 ${a.fields}\nr1 ${b.fields}`, 'r1', 22, a, null],
    ['several keys, the second', `r1 ${a.fields}\nr1 ${b.fields}`, 'r1', 22, b, null],
    ['a changed key', `r1 ${a.fields}`, 'r1', 22, b, CHANGED],
    ['a key of another type', `r1 ${key('c', 'ecdsa').fields}`, 'r1', 22, a, CHANGED],
    ['revoked', `@revoked * ${a.fields}\nr1 ${a.fields}`, 'r1', 22, a, CHANGED],
    ['revoked, another key', `@revoked * ${b.fields}\nr1 ${a.fields}`, 'r1', 22, a, null],
    ['revoked elsewhere', `@revoked r2 ${a.fields}\nr1 ${a.fields}`, 'r1', 22, a, null],
    ['an authority is no host key', `@cert-authority * ${a.fields}`, 'r1', 22, a, UNKNOWN],
    ['an authority accuses nobody', `@cert-authority * ${a.fields}\nr1 ${b.fields}`, 'r1', 22, b, null],
    ['an unknown marker', `@something r1 ${a.fields}`, 'r1', 22, a, UNKNOWN],
    [
      'comments, blank and broken lines',
      `# r1\n\n  \nr1\nr1 ssh-rsa\nr1 ssh-rsa !!\n  r1 ${a.fields}\r\n`,
      'r1',
      22,
      a,
      null,
    ],
    ['a commented line', `# r1 ${a.fields}`, 'r1', 22, a, UNKNOWN],
    ['a key of SSH 1', `r1 1024 35 1234567890`, 'r1', 22, a, UNKNOWN],
    ['a type that is not the key’s', `r1 ssh-rsa ${a.fields.split(' ')[1]}`, 'r1', 22, a, UNKNOWN],
    ['an empty file', '', 'r1', 22, a, UNKNOWN],
  ];
  for (const [name, text, host, port, offered, code] of cases) {
    it(`${name}: ${code ?? 'accepted'}`, async () => {
      const store = await open(text);
      expect(codeOf(() => store.check(host, port, offered.wire))).toBe(code);
    });
  }

  it('an authority that is no help is named in the hint', async () => {
    const store = await open(`@cert-authority *.lab ${b.fields}\n`);
    expect(caught(() => store.check('r1.lab', 22, a.wire)).hint).toMatch(/known_hosts:1 names an authority/);
    expect(caught(() => store.check('r1.net', 22, a.wire)).hint).not.toContain('authority');
  });

  it('says in which line of which file each key stands', () => {
    const entries = parseKnownHosts(`# one\n\nr1 ${a.fields}\nr2 ${b.fields}`, 'kh');
    expect(entries.map(({ path, line, hosts, keyType }) => [path, line, hosts, keyType])).toEqual([
      ['kh', 3, 'r1', 'ssh-ed25519'],
      ['kh', 4, 'r2', 'ssh-ed25519'],
    ]);
  });

  it('never throws, and reads no more lines than there are', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseKnownHosts(text, 'kh').length).toBeLessThanOrEqual(text.split('\n').length);
        expect(typeof matchesHosts(text, 'r1')).toBe('boolean');
      }),
    );
  });

  it('matches patterns as a regular expression would', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, name, (glob, host) => {
        const regex = new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesHosts(glob, host)).toBe(regex.test(host));
      }),
    );
  });
});

describe('files', () => {
  const a = key('a');
  const b = key('b');

  it('are read one after the other; those that do not exist are empty', async () => {
    const second = join(folder, 'second');
    await writeFile(second, `r1 ${a.fields}`);
    const store = await openKnownHosts([join(folder, 'none'), second], 'strict');
    expect(codeOf(() => store.check('r1', 22, a.wire))).toBe(null);
    expect(store.keyTypes('r1', 22)).toEqual(['ssh-ed25519']);
    expect(store.keyTypes('r2', 22)).toEqual([]);
  });

  it('that cannot be read stop everything', async () => {
    await expect(openKnownHosts([folder], 'strict')).rejects.toMatchObject({ code: 'CONFIG_FILE_MISSING' });
  });

  it('begin with ~ in the home directory', async () => {
    const store = await openKnownHosts(['~/.no-such-folder-of-toposcope/known_hosts'], 'strict');
    const error = caught(() => store.check('r1', 22, a.wire));
    expect(error.hint).toContain(join(homedir(), '.no-such-folder-of-toposcope/known_hosts'));
  });

  it('are created with their folder, for the owner only', async () => {
    const path = join(folder, 'deep', 'known_hosts');
    const store = await openKnownHosts([path], 'accept-new');
    await store.remember('R1', 2222, a.wire);
    expect(await readFile(path, 'utf8')).toBe(`[r1]:2222 ${a.fields}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('are appended to after a line without an end', async () => {
    const store = await open(`r1 ${a.fields}`, 'accept-new');
    await store.remember('r2', 22, b.wire);
    expect(await readFile(file, 'utf8')).toBe(`r1 ${a.fields}\nr2 ${b.fields}\n`);
  });

  it('lose no line to writers at the same time, in one store or in several', async () => {
    const stores = await Promise.all([0, 1, 2].map(() => openKnownHosts([file], 'accept-new')));
    const hosts = Array.from({ length: 60 }, (_, i) => `r${i}`);
    await Promise.all(hosts.map((host, i) => stores[i % 3]?.remember(host, 22, a.wire)));
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.sort()).toEqual(hosts.map((host) => `${host} ${a.fields}`).sort());
  });

  it('get each key once, and never a second one for the same address', async () => {
    const store = await open('', 'accept-new');
    await Promise.all([store.remember('r1', 22, a.wire), store.remember('r1', 22, a.wire)]);
    await expect(store.remember('r1', 22, b.wire)).rejects.toMatchObject({ code: CHANGED });
    expect(await readFile(file, 'utf8')).toBe(`r1 ${a.fields}\n`);
  });

  it('that cannot be written are a fault', async () => {
    const late = await openKnownHosts([join(folder, 'x', 'known_hosts')], 'accept-new');
    await writeFile(join(folder, 'x'), 'a file where the folder should be');
    await expect(late.remember('r1', 22, a.wire)).rejects.toMatchObject({ code: 'STORE_WRITE_FAILED' });
  });

  it.skipIf(!hasSshKeygen())('are the ones of OpenSSH (skipped without ssh-keygen)', async () => {
    const store = await open('', 'accept-new');
    await store.remember('r1', 2222, a.wire);
    await store.remember('r2', 22, b.wire);
    await chmod(file, 0o600);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    expect(await readFile(file, 'utf8')).toMatch(/^\|1\|/);
    const hashed = await openKnownHosts([file], 'strict');
    expect(codeOf(() => hashed.check('r1', 2222, a.wire))).toBe(null);
    expect(codeOf(() => hashed.check('r2', 22, a.wire))).toBe(CHANGED);
    const pub = join(folder, 'key.pub');
    await writeFile(pub, a.public);
    expect(execFileSync('ssh-keygen', ['-lf', pub], { encoding: 'utf8' })).toContain(fingerprint(a.wire));
    execFileSync('ssh-keygen', ['-R', '[r1]:2222', '-f', file], { stdio: 'ignore' });
    const forgotten = await openKnownHosts([file], 'strict');
    expect(codeOf(() => forgotten.check('r1', 2222, a.wire))).toBe(UNKNOWN);
  });
});

describe.skipIf(!hasSshKeygen())('OpenSSH finds the same lines (skipped without ssh-keygen)', () => {
  const { fields } = key('a');
  const names = ['r1', 'r2', 'r10', 'r1.lab.example', '10.0.0.1', '2001:db8::1', '[r1]:2222', '[10.0.0.1]:2222'];
  const pattern = fc.constantFrom(
    ...names,
    '*',
    'r?',
    '*.lab.example',
    '10.0.0.*',
    '[r*]:2222',
    '[*]:*',
    '*r1',
    '2001:*',
  );
  const field = fc
    .array(fc.tuple(fc.boolean(), pattern), { minLength: 1, maxLength: 3 })
    .map((list) => list.map(([negated, text]) => (negated ? `!${text}` : text)).join(','));
  const line = fc.oneof(
    { arbitrary: field, weight: 4 },
    { arbitrary: fc.constantFrom(...names).map((name) => hash(name)), weight: 1 },
  );
  const marker = fc.constantFrom('', '', '', '@revoked ', '@cert-authority ');
  const lines = fc.array(
    fc.tuple(marker, line, fc.constantFrom(' ', '\t', '  '), fc.constantFrom('', ' comment', ' two words')),
    { maxLength: 12 },
  );

  it('for random files, with both line ends', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.constantFrom(...names), (list, end, name) => {
        const text = list
          .map(([mark, hosts, gap, comment]) => `${mark}${hosts}${gap}${fields}${comment}${end}`)
          .join('');
        writeFileSync(file, text);
        const found = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' }).stdout;
        const theirs = [...found.matchAll(/^# Host .* found: line (\d+)/gm)].map((match) => Number(match[1]));
        const ours = new KnownHostIndex(parseKnownHosts(text, file)).find(name);
        expect(ours.map((entry) => entry.line).sort((a, b) => a - b)).toEqual(theirs);
      }),
      { numRuns: 60 },
    );
  });
});

describe('visits', () => {
  async function device(...names: { private: string }[]) {
    const started = await startDevice({ hostKeys: names.map((name) => name.private) });
    devices.push(started);
    return started;
  }
  const name = (port: number) => `[127.0.0.1]:${port}`;

  it('strict: an unknown key is refused before any login, and the hint says how to accept it', async () => {
    const { port, logins } = await device(key('a'));
    const visit = await visitOne(target(port), ask(), { hostKeys: await open('') });
    expectFault(visit, UNKNOWN, 'failed');
    expect(visit.poll.message).toContain(fingerprint(key('a').wire));
    expect(visit.poll.hint).toContain('ssh-keyscan');
    expect(visit.poll.hint).toContain('accept-new');
    expect(logins).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('');
  });

  it('strict: a known key is accepted', async () => {
    const { port } = await device(key('a'));
    const hostKeys = await open(`${name(port)} ${key('a').fields}`);
    expect((await visitOne(target(port), ask(), { hostKeys })).poll.status).toBe('ok');
  });

  it('accept-new: the first key is accepted and written, the next visit knows it', async () => {
    const { port } = await device(key('a'));
    const hostKeys = await openKnownHosts([file], 'accept-new');
    expect((await visitOne(target(port), ask(), { hostKeys })).poll.status).toBe('ok');
    expect(await readFile(file, 'utf8')).toBe(`${name(port)} ${key('a').fields}\n`);
    const strict = await openKnownHosts([file], 'strict');
    expect((await visitOne(target(port), ask(), { hostKeys: strict })).poll.status).toBe('ok');
  });

  it('accept-new: five hundred devices at once get one whole line each', { timeout: 120_000 }, async () => {
    const fleet = await Promise.all(
      Array.from({ length: 500 }, async (_, i) => ({ key: key(`fleet ${i}`), ...(await device(key(`fleet ${i}`))) })),
    );
    const targets = fleet.map(({ port }, i) => target(port, {}, `r${i}`));
    const visits = await visitAll(targets, ask(), {
      concurrency: 500,
      connectTimeoutMs: 60_000,
      commandTimeoutMs: 60_000,
      visitTimeoutMs: 100_000,
      hostKeys: await openKnownHosts([file], 'accept-new'),
    });
    expect(new Set(visits.map((visit) => visit.poll.message ?? visit.poll.status))).toEqual(new Set(['ok']));
    const text = await readFile(file, 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    expect(text.trimEnd().split('\n').sort()).toEqual(fleet.map((one) => `${name(one.port)} ${one.key.fields}`).sort());
  });

  it('accept-new: a changed key is refused, with both fingerprints, the line and the cure', async () => {
    const { port, logins } = await device(key('b'));
    const hostKeys = await open(`# known\n${name(port)} ${key('a').fields}\n`, 'accept-new');
    const visit = await visitOne(target(port), ask(), { hostKeys });
    expectFault(visit, CHANGED, 'failed');
    expect(visit.poll.message).toContain(`${file}:2`);
    expect(visit.poll.message).toContain(fingerprint(key('a').wire));
    expect(visit.poll.message).toContain(fingerprint(key('b').wire));
    expect(visit.poll.hint).toContain(`ssh-keygen -R '${name(port)}' -f '${file}'`);
    expect(logins).toEqual([]);
    expect(await readFile(file, 'utf8')).not.toContain(key('b').fields);
  });

  it('a revoked key is refused', async () => {
    const { port } = await device(key('a'));
    const hostKeys = await open(`@revoked * ${key('a').fields}\n`, 'accept-new');
    expectFault(await visitOne(target(port), ask(), { hostKeys }), CHANGED, 'failed');
  });

  for (const type of ['rsa', 'ecdsa', 'ed25519'] as const) {
    it(`a server with several keys is asked for the known one: ${type}`, async () => {
      const { port } = await device(key('m', 'ed25519'), key('m', 'ecdsa'), key('m', 'rsa'));
      const hostKeys = await open(`${name(port)} ${key('m', type).fields}\n`);
      expect((await visitOne(target(port), ask(), { hostKeys })).poll.status).toBe('ok');
    });
  }

  it('a device is not checked where the inventory says so, and nothing is written', async () => {
    const { port } = await device(key('b'));
    const hostKeys = await open(`${name(port)} ${key('a').fields}\n`);
    const unchecked = target(port, { hostKeyChecking: false });
    expect((await visitOne(unchecked, ask(), { hostKeys })).poll.status).toBe('ok');
    expect(await readFile(file, 'utf8')).not.toContain(key('b').fields);
  });

  it('many first visits at the same time lose no line', async () => {
    const started = await Promise.all(Array.from({ length: 8 }, () => device(key('a'))));
    const hostKeys = await openKnownHosts([file], 'accept-new');
    const visits = await visitAll(
      started.map(({ port }, i) => target(port, {}, `r${i}`)),
      ask(),
      { hostKeys },
    );
    expect(visits.every((visit) => visit.poll.status === 'ok')).toBe(true);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.sort()).toEqual(started.map(({ port }) => `${name(port)} ${key('a').fields}`).sort());
  });

  it('a key that cannot be written is a fault before any login', async () => {
    const { port, logins } = await device(key('a'));
    const hostKeys = await openKnownHosts([join(folder, 'x', 'known_hosts')], 'accept-new');
    await writeFile(join(folder, 'x'), 'a file where the folder should be');
    expectFault(await visitOne(target(port), ask(), { hostKeys }), 'STORE_WRITE_FAILED', 'failed');
    expect(logins).toEqual([]);
  });
});

function caught(check: () => void): ToposcopeError {
  try {
    check();
  } catch (error) {
    if (error instanceof ToposcopeError) return error;
  }
  throw new Error('nothing was thrown');
}

function hasSshKeygen(): boolean {
  try {
    execFileSync('ssh-keygen', ['-?'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

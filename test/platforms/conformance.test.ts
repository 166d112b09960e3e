// What every registered platform promises; the evidence lies with its captures (docs/how-to/add-a-platform.md).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Answer, DeviceFacts } from '../../src/model/index.ts';
import {
  detectPlatform,
  findPlatform,
  GENERIC_DIALECT,
  interpretAnswers,
  type Platform,
  parseCommand,
  platformNames,
  resolveCommand,
  type SessionDialect,
} from '../../src/platforms/index.ts';
import { parsersOf } from '../../src/platforms/register.ts';
import { compileTemplate } from '../../src/textfsm/index.ts';
import { TEMPLATES } from './templates.ts';

const CAPTURES = new URL('../captures/platforms/', import.meta.url);
/** Speaks as another platform does and shares its captures. */
const TWINS: Readonly<Record<string, string>> = { cisco_xe: 'cisco_ios' };
/** What `expected` holds of a capture that is an answer to its command. */
const READ = ['ok', 'partial'];

interface SessionEvidence {
  readonly prompts: readonly (readonly [line: string, hostname: string, mode: 'exec' | 'privileged' | 'config'])[];
  readonly not: readonly string[];
  readonly pagers: readonly string[];
  readonly rejections: readonly string[];
  readonly answers: readonly string[];
  readonly around?: readonly string[];
  readonly logLines?: readonly string[];
}

const NO_SESSION: SessionEvidence = { prompts: [], not: [], pagers: [], rejections: [], answers: [] };

interface VisitEvidence {
  readonly unknown: readonly string[];
  readonly visits: readonly {
    readonly name: string;
    readonly answers: Readonly<Record<string, string>>;
    readonly facts: object;
    /** Port → LAG, protocol and state, of every member. */
    readonly members?: Readonly<Record<string, string>>;
  }[];
}

function folderOf(name: string): string {
  return (TWINS[name] ?? name).replaceAll('_', '-');
}

function read(path: string): string {
  return readFileSync(new URL(path, CAPTURES), 'utf8');
}

/** What is missing fails a test by itself, not the whole file. */
function evidenceOf<T>(path: string, missing: T): T {
  return existsSync(new URL(path, CAPTURES)) ? (parse(read(path)) as T) : missing;
}

function platformNamed(name: string): Platform {
  const platform = findPlatform(name);
  if (platform === undefined) throw new Error(`${name} is not registered`);
  return platform;
}

function patternsOf(dialect: SessionDialect): RegExp[] {
  const all = Object.values(dialect).filter((value) => value instanceof RegExp);
  const password = dialect.enable === null ? [] : [dialect.enable.passwordPrompt];
  return [...all, ...password, ...dialect.replies.map(({ question }) => question)];
}

/** Every fact that a visit may tell, and whether this one did. */
const FACTS: Readonly<Record<string, (facts: DeviceFacts) => boolean>> = {
  hostname: (facts) => facts.hostname !== null,
  model: (facts) => facts.model !== null,
  version: (facts) => facts.version !== null,
  serial: (facts) => facts.serial !== null,
  chassisId: (facts) => facts.chassisId !== null,
  uptime: (facts) => (facts.uptimeSeconds ?? 0) > 0,
  lldp: (facts) => facts.lldp?.enabled === true,
  lldpInterval: (facts) => facts.lldp?.intervalSeconds != null,
  lldpHold: (facts) => facts.lldp?.holdSeconds != null,
  lldpNeighbors: (facts) =>
    facts.neighbors.some(({ protocol, chassisId }) => protocol === 'lldp' && chassisId !== null),
  cdpNeighbors: (facts) => facts.neighbors.some(({ protocol }) => protocol === 'cdp'),
  ifIndex: (facts) => facts.ports.some((port) => port.ifIndex !== null),
  speed: (facts) => facts.ports.some((port) => port.speedBps !== null),
  adminUp: (facts) => facts.ports.some((port) => port.adminUp === true),
  adminDown: (facts) => facts.ports.some((port) => port.adminUp === false),
  operUp: (facts) => facts.ports.some((port) => port.operUp === true),
  operDown: (facts) => facts.ports.some((port) => port.operUp === false),
  description: (facts) => facts.ports.some((port) => port.description !== null),
  mac: (facts) => facts.ports.some((port) => port.mac !== null),
  bundle: (facts) => facts.ports.some((port) => port.bundle !== null),
  bundleProtocol: (facts) => facts.ports.some((port) => port.bundleProtocol !== null),
  bundleState: (facts) => facts.ports.some((port) => port.bundleState !== null),
  cidr: (facts) => facts.ports.some((port) => port.addresses.some((address) => address.includes('/'))),
  ipv6: (facts) => facts.ports.some((port) => port.addresses.some((address) => address.includes(':'))),
  mtu: (facts) => facts.ports.some((port) => port.mtu !== null),
  duplex: (facts) => facts.ports.some((port) => port.duplex !== null),
  endpointIp: (facts) => facts.endpoints.some((entry) => entry.ip !== null),
  endpointPort: (facts) => facts.endpoints.some((entry) => entry.port !== null),
  flowExporter: (facts) => (facts.flowExport?.exporters.length ?? 0) > 0,
  flowSampler: (facts) => (facts.flowExport?.samplers.length ?? 0) > 0,
  flowPort: (facts) => (facts.flowExport?.ports.length ?? 0) > 0,
};

describe.each(platformNames())('%s', (name) => {
  const platform = platformNamed(name);
  const { dialect } = platform;
  const folder = folderOf(name);
  const session = evidenceOf<SessionEvidence>(`${folder}/session.yml`, NO_SESSION);
  const evidence = evidenceOf<VisitEvidence>(`${folder}/visits.yml`, { unknown: [], visits: [] });
  const commands = [...platform.visit, ...platform.optional, ...platform.endpoints];

  it('has evidence', () => {
    expect(session.prompts.map(([, , mode]) => mode)).toEqual(expect.arrayContaining(['privileged']));
    expect(session.not.length).toBeGreaterThan(0);
    expect(evidence.visits.length).toBeGreaterThan(0);
  });

  it('asks for what it can read, once each, LLDP first', () => {
    expect(platform.visit[0]).toBe(platform.lldpStatusCommand);
    expect(new Set(commands).size).toBe(commands.length);
    for (const command of commands) expect(resolveCommand(platform, command), command).toBeDefined();
    const { brief, detail } = platform.neighborTables ?? {};
    if (brief && detail) expect(platform.visit).toEqual(expect.arrayContaining([brief, detail]));
    const asked = commands.map((command) => resolveCommand(platform, command));
    const detailOfPort = resolveCommand(
      platform,
      platform.neighborPortDetail?.detail.replace('<interface>', 'eth0') ?? '',
    );
    const details = [...asked, detailOfPort].filter((one) => one?.startsWith('lldp_neighbors_') === true);
    expect(details.length).toBeGreaterThan(0);
    expect(platform.lldpEnable.length).toBeGreaterThan(0);
  });

  it('finds each of its commands by folder name and as typed', () => {
    expect(new Set(platform.supportedCommands).size).toBe(platform.supportedCommands.length);
    for (const one of platform.supportedCommands) expect(resolveCommand(platform, one)).toBe(one);
    for (const parser of parsersOf(platform)) {
      const typed = parser.typed[0]?.replaceAll('<interface>', 'eth0').replaceAll('<name>', 'x') ?? '';
      expect(resolveCommand(platform, typed), typed).toBe(parser.folder);
    }
  });

  it.each(parsersOf(platform))(
    'has a template for $folder, and a capture that it reads',
    ({ folder: command, template }) => {
      expect(compileTemplate(TEMPLATES.get(template) ?? '').header.length).toBeGreaterThan(0);
      const cases = existsSync(new URL(`${folder}/${command}`, CAPTURES))
        ? readdirSync(new URL(`${folder}/${command}`, CAPTURES))
        : [];
      const outcomes = cases.map(
        (one) => JSON.parse(read(`${folder}/${command}/${one}/expected.json`)) as { outcome: string },
      );
      expect(
        outcomes.filter(({ outcome }) => READ.includes(outcome)),
        `${folder}/${command}`,
      ).not.toEqual([]);
    },
  );

  it('has patterns that keep no state between matches', () => {
    for (const pattern of patternsOf(dialect)) expect(pattern.flags).not.toMatch(/[gy]/);
  });

  it.each(session.prompts)('has the prompt %j of %s, %s', (line, hostname, mode) => {
    expect(dialect.prompt.exec(line)?.[1]).toBe(hostname);
    expect(dialect.privilegedPrompt.test(line)).toBe(mode !== 'exec');
    expect(dialect.configPrompt.test(line)).toBe(mode === 'config');
    if (mode !== 'config') expect(GENERIC_DIALECT.prompt.exec(line)?.[1], 'before the OS is known').toBe(hostname);
  });

  it.each(session.not)('takes %j for no prompt', (line) => {
    expect(dialect.prompt.test(line)).toBe(false);
  });

  it('knows its pagers, before the OS is known too', () => {
    expect(session.pagers.length + Number(dialect.disablePaging.length === 0)).toBeGreaterThan(0);
    for (const pager of session.pagers) {
      expect(dialect.pager.test(pager), pager).toBe(true);
      expect(GENERIC_DIALECT.pager.test(pager), `generic: ${pager}`).toBe(true);
    }
  });

  it('knows a refusal from an answer, before the OS is known too', () => {
    expect(session.rejections.length).toBeGreaterThan(0);
    for (const text of session.rejections) {
      expect(dialect.rejected.test(text), text).toBe(true);
      expect(parseCommand(platform, 'version', [text], TEMPLATES).outcome, text).toBe('invalid');
    }
    for (const text of session.answers) expect(dialect.rejected.test(text), text).toBe(false);
    expect(session.rejections.some((text) => GENERIC_DIALECT.rejected.test(text))).toBe(true);
  });

  it('knows what stands around answers, and its log lines', () => {
    for (const line of session.around ?? []) expect(dialect.around?.test(line), line).toBe(true);
    for (const line of session.logLines ?? []) expect(dialect.logLine?.test(line), line).toBe(true);
  });

  it('is enabled by a password only, and without one where login is enough', () => {
    expect(dialect.enable?.passwordPrompt.test('Password: ') ?? true).toBe(true);
    for (const { question } of dialect.replies) expect(question.test('Password: ')).toBe(false);
  });

  it.each(evidence.visits)('tells the facts of $name', ({ answers, facts, members }) => {
    const found = interpretAnswers(platform, answersOf(folder, answers), TEMPLATES);
    expect(found).toMatchObject(facts);
    expect(found.problems).toEqual([]);
    if (members) expect(membersOf(found)).toEqual(members);
  });

  it('tells every fact in some visit, but those that it says it does not', () => {
    const all = evidence.visits.map(({ answers }) => interpretAnswers(platform, answersOf(folder, answers), TEMPLATES));
    const untold = Object.entries(FACTS).filter(([, isTold]) => !all.some(isTold));
    expect(untold.map(([fact]) => fact).sort()).toEqual([...evidence.unknown].sort());
  });

  it('answers commands that it may reject with no problem, and no facts', () => {
    const [text = ''] = session.rejections;
    for (const command of [...platform.optional, ...platform.endpoints]) {
      const found = interpretAnswers(platform, [answer(command, text)], TEMPLATES);
      expect(found.problems, command).toEqual([]);
      expect([found.flowExport, found.endpoints], command).toEqual([null, []]);
    }
    const found = interpretAnswers(platform, [answer(platform.lldpStatusCommand, text)], TEMPLATES);
    expect(found.problems.map(({ code }) => code)).toEqual(['DEVICE_COMMAND_REJECTED']);
  });

  it('reads any text without an exception', () => {
    const words = parsersOf(platform).flatMap(({ folder: command }) => {
      const cases = new URL(`${folder}/${command}/`, CAPTURES);
      return existsSync(cases) ? readdirSync(cases).flatMap((one) => textsOf(`${folder}/${command}/${one}`)) : [];
    });
    const line = fc.oneof(
      fc.constantFrom(...words.flatMap((text) => text.split('\n'))),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    const raw = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.constantFrom(...commands), raw, (command, text) => {
        const result = parseCommand(platform, command, [text], TEMPLATES);
        if (result.outcome === 'partial') expect(result.problems.length).toBeGreaterThan(0);
        interpretAnswers(platform, [answer(command, text)], TEMPLATES);
      }),
      { numRuns: 150 },
    );
  });

  it('is found by every name of its own, and of nobody else', () => {
    for (const alias of [name, ...platform.aliases]) expect(findPlatform(alias)?.name, alias).toBe(name);
    expect(platform.aliases.join(' ')).toBe(platform.aliases.join(' ').toLowerCase().replaceAll('-', '_'));
  });
});

it('the reference page lists every platform with all its names', () => {
  const page = readFileSync(new URL('../../docs/reference/platforms.md', import.meta.url), 'utf8');
  for (const name of platformNames()) {
    const aliases = platformNamed(name).aliases.map((alias) => `\`${alias}\``);
    expect(page).toContain(`| \`${name}\` | ${aliases.join(' ')} |`);
  }
});

describe('auto', () => {
  const versions = readdirSync(CAPTURES).flatMap((folder) =>
    (existsSync(new URL(`${folder}/version`, CAPTURES)) ? readdirSync(new URL(`${folder}/version`, CAPTURES)) : [])
      .filter((one) => read(`${folder}/version/${one}/expected.json`).includes('"ok"'))
      .map((one): [string, string] => [folder.replaceAll('-', '_'), `${folder}/version/${one}`]),
  );

  it.each(versions)('recognises %s by %s', (name, path) => {
    const [text = ''] = textsOf(path);
    const asked: string[] = [];
    const answers = new Map<string, string>();
    for (;;) {
      const found = detectPlatform({ serverIdent: 'SSH-2.0-OpenSSH_8.4', banner: '', prompt: 'x', answers });
      if (found.kind !== 'ask') {
        expect(found.kind).toBe('known');
        const known = found.kind === 'known' ? found.platform.name : '';
        expect([known, TWINS[known]]).toContain(name);
        return;
      }
      asked.push(found.command);
      expect(asked.length).toBeLessThan(12);
      // The right answer to the right question, and a refusal of every other.
      const own = parsersOf(platformNamed(name)).some(
        (parser) => parser.folder === 'version' && parser.typed.includes(found.command),
      );
      answers.set(found.command, own ? text : "% Invalid input detected at '^' marker.");
    }
  });

  it('tells IOS-XE from IOS', () => {
    const [text = ''] = textsOf('cisco-ios/version/iosxe-stack-of-two');
    const clues = { serverIdent: 'SSH-2.0-Cisco-1.25', banner: '', prompt: 'r1#' };
    expect(detectPlatform({ ...clues, answers: new Map() })).toEqual({ kind: 'ask', command: 'show version' });
    const answered = detectPlatform({ ...clues, answers: new Map([['show version', text]]) });
    expect(answered).toMatchObject({ platform: { name: 'cisco_xe' } });
  });

  it.each([
    ['SSH-2.0-ROSSSH', '', 'x', 'mikrotik_routeros'],
    ['SSH-2.0-HUAWEI-1.5', '', '<r1>', 'huawei_vrp'],
    ['SSH-2.0-Comware-7.1.045', '', '<r1>', 'hp_comware'],
    ['SSH-2.0-Cisco-2.0', '', 'RP/0/RSP0/CPU0:r1#', 'cisco_xr'],
    ['SSH-2.0-OpenSSH_8.4', '', '[admin@r1] >', 'mikrotik_routeros'],
    ['SSH-2.0-OpenSSH_8.4', '', 'RP/0/RP0/CPU0:r1#', 'cisco_xr'],
  ])('knows %s %s %s without a question', (serverIdent, banner, prompt, name) => {
    expect(detectPlatform({ serverIdent, banner, prompt, answers: new Map() })).toMatchObject({ platform: { name } });
  });

  it.each([
    ['<r1>', 'display version'],
    ['ops@host:~$', 'uname -a'],
    ['r1#', 'show version'],
    ['ops@r1>', 'show version'],
  ])('at %s asks %s first', (prompt, command) => {
    const clues = { serverIdent: null, banner: '', prompt, answers: new Map<string, string>() };
    expect(detectPlatform(clues)).toEqual({ kind: 'ask', command });
  });

  it('gives up where every question was refused', () => {
    const answers = new Map<string, string>();
    for (let i = 0; i < 12; i++) {
      const found = detectPlatform({ serverIdent: null, banner: '', prompt: 'r1#', answers });
      if (found.kind === 'ask') answers.set(found.command, 'no');
    }
    expect(answers.size).toBeGreaterThan(2);
    expect(detectPlatform({ serverIdent: null, banner: '', prompt: 'r1#', answers })).toEqual({ kind: 'unknown' });
  });
});

describe('names that inventories use', () => {
  it.each([
    ['cisco.ios.ios', 'cisco_ios'],
    ['cisco_ios', 'cisco_ios'],
    ['ios', 'cisco_ios'],
    ['iosxe', 'cisco_xe'],
    ['cisco_iosxe', 'cisco_xe'],
    ['cisco.nxos.nxos', 'cisco_nxos'],
    ['nxos_ssh', 'cisco_nxos'],
    ['cisco.iosxr.iosxr', 'cisco_xr'],
    ['cisco_iosxr', 'cisco_xr'],
    ['arista.eos.eos', 'arista_eos'],
    ['eos', 'arista_eos'],
    ['junipernetworks.junos.junos', 'juniper_junos'],
    ['juniper', 'juniper_junos'],
    ['community.network.ce', 'huawei_vrp'],
    ['vrp', 'huawei_vrp'],
    ['comware', 'hp_comware'],
    ['arubanetworks.aoscx.aoscx', 'aruba_aoscx'],
    ['community.routeros.routeros', 'mikrotik_routeros'],
    ['routeros', 'mikrotik_routeros'],
    ['linux', 'linux'],
  ])('%s is %s', (alias, name) => {
    expect(findPlatform(alias)?.name).toBe(name);
  });
});

function membersOf({ ports }: DeviceFacts): Record<string, string> {
  const members = ports.filter((port) => port.bundle !== null);
  return Object.fromEntries(
    members.map((port) => [port.name, [port.bundle, port.bundleProtocol ?? '?', port.bundleState ?? '?'].join(' ')]),
  );
}

function textsOf(path: string): string[] {
  return ['raw.txt', 'brief.txt', 'detail.txt'].flatMap((file) =>
    existsSync(new URL(`${path}/${file}`, CAPTURES)) ? [read(`${path}/${file}`)] : [],
  );
}

function answersOf(folder: string, answers: Readonly<Record<string, string>>): Answer[] {
  return Object.entries(answers).map(([command, path]) => answer(command, textsOf(`${folder}/${path}`)[0] ?? ''));
}

function answer(command: string, raw: string): Answer {
  return { command, raw, takenAt: '2026-11-21T10:00:00Z' };
}

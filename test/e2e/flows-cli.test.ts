// `toposcope flows` as its users run it: captures of a lab decoded, heard, replayed and turned into loads; and `serve`, which collects.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startLab } from '../../src/lab/index.ts';
import type { LinkLoads } from '../../src/model/index.ts';
import { FIVE_ROUTERS } from '../lab/five-routers.ts';
import { openTestSession } from '../lab/test-session.ts';
import { labCase, writeCase } from './flows/captures.ts';
import { type MeteredLab, meteredLab, START, sidesOf, writeProject } from './flows/metered-lab.ts';
import { freePort, sendAll } from './flows/nfdump.ts';
import { ourFlows } from './flows/told.ts';
import { CLOCK_RATE, pause, runCli, temporaryFolder } from './support.ts';

const TIMEOUT = { timeout: 180_000 };
const children: ChildProcess[] = [];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => folder.remove());

const at = (name: string) => join(folder.path, name);
const parseLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** A process that runs until it is told to end. */
function begin(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', resolve('src/cli/main.ts'), ...args], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  children.push(child);
  const told = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    told.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    told.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = (pattern: RegExp) =>
    expect.poll(() => told.stdout + told.stderr, { timeout: 60_000, interval: 100 }).toMatch(pattern);
  return { child, told, ended, says };
}

describe('flows decode', () => {
  const flowLines = (stdout: string) => parseLines(stdout).filter(({ type }) => type !== 'options');

  it('prints every record, of a file, of a compressed one and of standard input', TIMEOUT, async () => {
    const { datagrams } = await labCase({ protocol: '9' });
    const path = writeCase(at('v9.pcap'), datagrams);
    await writeFile(at('v9.pcap.gz'), gzipSync(await readFile(path)));
    const ours = ourFlows(datagrams);
    const plain = await runCli(['flows', 'decode', path]);
    expect([plain.code, plain.stderr]).toEqual([0, '']);
    const lines = flowLines(plain.stdout);
    expect(lines.map(({ src, dst, bytes, packets }) => [src, dst, bytes, packets])).toEqual(
      ours.map(({ src, dst, bytes, packets }) => [src, dst, bytes, packets]),
    );
    expect((await runCli(['flows', 'decode', at('v9.pcap.gz')])).stdout).toBe(plain.stdout);
    const piped = spawn('sh', ['-c', `cat ${path} | ${process.execPath} --import tsx src/cli/main.ts flows decode -`]);
    children.push(piped);
    let stdout = '';
    piped.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    await once(piped, 'close');
    expect(stdout).toBe(plain.stdout);
  });

  it('filters, and prints one document', TIMEOUT, async () => {
    const { datagrams } = await labCase({ protocol: '10' });
    const path = writeCase(at('ipfix.pcap'), datagrams);
    const wanted = ourFlows(datagrams).filter(({ dstPort, proto }) => dstPort === 53 && proto === 17);
    expect(wanted.length).toBeGreaterThan(10);
    const { code, stdout } = await runCli(['flows', 'decode', path, '--filter', 'dst port 53 and proto udp', '--json']);
    expect(code).toBe(0);
    const { records, exporters } = JSON.parse(stdout);
    expect(records.map(({ src, bytes }: Record<string, unknown>) => [src, bytes])).toEqual(
      wanted.map(({ src, bytes }) => [src, bytes]),
    );
    expect(exporters).toHaveLength(5);
    const wrong = await runCli(['flows', 'decode', path, '--filter', 'dst prt 53']);
    expect([wrong.code, wrong.stderr.includes('FLOW_FILTER_INVALID')]).toEqual([2, true]);
  });

  it('prints sFlow in each format', TIMEOUT, async () => {
    const { datagrams } = await labCase({ protocol: 'sflow', sampling: 1000 });
    const path = writeCase(at('sflow.pcap'), datagrams);
    const samples = ourFlows(datagrams).length;
    const print = async (...options: readonly string[]) => {
      const { code, stdout } = await runCli(['flows', 'decode', path, ...options]);
      expect(code, options.join(' ')).toBe(0);
      return stdout;
    };
    const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
    expect(count(await print('--format', 'csv', '--fields', 'src,bytes'), /^[\d.]+,\d+$/gm)).toBe(samples);
    expect(count(await print('--format', 'line'), /^FLOW,/gm)).toBe(samples);
    expect(count(await print('--format', 'sflowtool'), /^sampleType FLOWSAMPLE$/gm)).toBe(samples);
    expect(count(await print('--format', 'grep'), /^.* sampleType FLOWSAMPLE$/gm)).toBe(samples);
    const json = parseLines(await print('--keys', 'sflowtool'));
    expect(json).toHaveLength(datagrams.length);
  });

  it('says what it cannot decode, and goes on', TIMEOUT, async () => {
    const { datagrams } = await labCase({ protocol: '5' });
    const damaged = datagrams.map((one, i) => (i === 3 ? { ...one, bytes: one.bytes.subarray(0, 40) } : one));
    const { code, stdout, stderr } = await runCli(['flows', 'decode', writeCase(at('damaged.pcap'), damaged)]);
    expect(code).toBe(1);
    expect(parseLines(stdout)).toHaveLength(ourFlows(damaged).length);
    expect(stderr).toMatch(/"type":"problem","code":"FLOW_/);
  });
});

describe('flows listen and replay', () => {
  it.each(['127.0.0.1', '[::1]'])('over %s', TIMEOUT, async (host) => {
    const all = (await labCase({ protocol: '9' })).datagrams;
    // They are to come from one address, so they are those of one exporter.
    const datagrams = all.filter(({ address }) => address === all.at(-1)?.address);
    const port = await freePort();
    const listening = begin('flows', 'listen', '--port', `${host}:${port}`);
    await listening.says(/listening on/);
    const path = writeCase(at('replayed.pcap'), datagrams);
    const sent = await runCli(['flows', 'replay', path, '--to', `${host}:${port}`, '--pps', '500']);
    expect([sent.code, sent.stderr]).toEqual([0, '']);
    const flows = () => listening.told.stdout.split('\n').filter((line) => line.startsWith('{"type":"netflow9"'));
    const ours = ourFlows(datagrams);
    await expect.poll(() => flows().length, { timeout: 60_000 }).toBe(ours.length);
    const told = flows().map((line) => JSON.parse(line));
    expect(told.map(({ src, dst, bytes }) => [src, dst, bytes])).toEqual(
      ours.map(({ src, dst, bytes }) => [src, dst, bytes]),
    );
    expect(new Set(told.map(({ exporter }) => `[${exporter}]`.replace(/^\[(127.*)\]$/, '$1')))).toEqual(
      new Set([host]),
    );
    listening.child.kill('SIGINT');
    expect(await listening.ended).toBe(0);
  });

  it('over TCP, IPFIX in pieces of any size', TIMEOUT, async () => {
    const { datagrams } = await labCase({ protocol: '10' });
    const own = datagrams.filter(({ address }) => address === datagrams[0]?.address);
    const port = await freePort();
    const listening = begin(
      'flows',
      'listen',
      '--port',
      `tcp:127.0.0.1:${port}`,
      '--format',
      'csv',
      '--fields',
      'src,bytes',
    );
    await listening.says(/listening on/);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const stream = Buffer.concat(own.map(({ bytes }) => bytes));
    for (let from = 0; from < stream.length; from += 777) {
      await new Promise((resolve) => socket.write(stream.subarray(from, from + 777), resolve));
    }
    socket.end();
    const lines = () => listening.told.stdout.split('\n').filter((line) => /^[\d.]+,\d+$/.test(line));
    const ours = ourFlows(own);
    await expect.poll(() => lines().length, { timeout: 60_000 }).toBe(ours.length);
    expect(lines()).toEqual(ours.map(({ src, bytes }) => `${src},${bytes}`));
    listening.child.kill('SIGINT');
    expect(await listening.ended).toBe(0);
  });
});

describe('flows load and top, of captures', () => {
  let metered: MeteredLab;
  beforeAll(async () => {
    metered = await meteredLab({ traffic: 'demo', flows: { protocol: '5' } });
  }, 120_000);
  afterAll(() => metered?.close());

  it('tell what the cables carried', TIMEOUT, async () => {
    const { lab, folder: output } = metered;
    const path = await metered.capture(START, START + 180_000);
    const window = ['--window', '60', '--at', new Date(START + 120_000).toISOString()];
    const loaded = await runCli(['flows', 'load', path, ...window, '--output', output, '--json']);
    // 1: hellos and what ends in a router itself are no link's.
    expect([0, 1]).toContain(loaded.code);
    const loads: LinkLoads = JSON.parse(loaded.stdout);
    expect(loads.window).toMatchObject({ seconds: 60, to: new Date(START + 120_000).toISOString() });
    const truth = lab.traffic.truth(START + 60_000, START + 120_000).filter(({ bytes }) => bytes > 100_000);
    const sides = new Map(sidesOf(loads).map((side) => [side.key, side]));
    for (const { link, side, bytes } of truth) {
      expect(Math.abs((sides.get(`${link} ${side}`)?.bytes ?? 0) / bytes - 1), link).toBeLessThan(0.02);
    }
    const text = await runCli(['flows', 'load', path, ...window, '--output', output, '--format', 'text']);
    expect(text.stdout).toMatch(/^Client +r6-edge:GigabitEthernet0\/4 +[\d.]+ ?[kMG]/m);

    const top = await runCli([
      'flows',
      'top',
      path,
      ...window,
      '--output',
      output,
      '--by',
      'port',
      '--link',
      'r6-edge:Gi0/4',
      '--json',
    ]);
    expect([top.code, top.stderr]).toEqual([0, '']);
    const { rows } = JSON.parse(top.stdout);
    const whole = truth.filter(({ link }) => link.startsWith('Client--')).reduce((sum, { bytes }) => sum + bytes, 0);
    const told = rows.reduce((sum: number, row: { bytes: number }) => sum + row.bytes, 0);
    expect(Math.abs(told / whole - 1)).toBeLessThan(0.02);
    expect(rows[0].bytes).toBeGreaterThan(rows[1].bytes);
  });
});

describe('serve', () => {
  const SECOND = 1000;
  /** What the exporters hold back: their active time-out, and the second in which they look. */
  const HELD = 7 * SECOND;

  const TRAFFIC = {
    conversations: Array.from({ length: 12 }, (_, i) => ({
      name: `c${i}`,
      from: { at: 'Client', address: `10.9.0.${i + 1}` },
      to: 'Server',
      toPort: 80,
      forward: { packetsPerSecond: 50, sizes: [982] },
      back: { packetsPerSecond: 20, sizes: [482] },
    })),
  };

  it('collects, keeps templates over a restart, and loses ten seconds at most when it is killed', {
    timeout: 300_000,
  }, async () => {
    const port = await freePort();
    const lab = await startLab({
      ...{ topology: FIVE_ROUTERS, basePort: 'free', timeScale: CLOCK_RATE, traffic: TRAFFIC },
      ...{ flowsTo: `127.0.0.1:${port}`, flows: { protocol: '9', activeSeconds: 5, inactiveSeconds: 3 } },
    });
    try {
      const settings = `flows: { listen: ["127.0.0.1:${port}"], window: 1m }
ensure_lldp: true
domains: [virl.info]
exclude_ports: [Gi0/0]
links: [{ a: Client, b: 'r6-edge:Gi0/4', speed: 1G }, { a: 'r5-tor:Gi0/4', b: Server, speed: 1G }]
`;
      const { inventory, config } = await writeProject(lab, folder.path, settings);
      const output = at('served');
      const common = ['--inventory', inventory, '--config', config, '--output', output];
      const first = await runCli(['snapshot', '--no-render', ...common]);
      expect([first.code, first.stderr]).toEqual([0, expect.anything()]);
      const serve = async () => {
        const served = begin('serve', '--no-render', '--every', '0 0 1 1 *', '--json', ...common);
        await served.says(/collecting flows on/);
        return { ...served, since: Date.now() };
      };

      const began = await serve();
      for (const { name } of lab.devices) {
        // Who is set up otherwise begins anew, and sends its templates: they come once a minute else.
        const session = await openTestSession(lab, name);
        await session.enable();
        await session.configure('flow monitor LAB', 'cache timeout inactive 4');
        session.close();
      }
      const one = { ...began, since: Date.now() };
      await pause(15 * SECOND);
      const [sample] = [...lab.traffic.datagrams(Date.now() - 2 * SECOND, Date.now(), { flush: true })];
      await sendAll([{ bytes: sample!.bytes, address: '127.0.66.6', port, at: 0 }], port);
      await pause(SECOND);
      one.child.kill('SIGTERM');
      const stopped = Date.now();
      expect(await one.ended).toBe(0);
      const { flows } = JSON.parse(one.told.stdout);
      expect(flows.strangers).toBe(1);
      expect(flows.exporters.map(({ address }: { address: string }) => address).sort()).toEqual(
        lab.devices.map(({ flowAddress }) => flowAddress).sort(),
      );
      for (const { records, lost } of flows.exporters) expect([records > 0, lost]).toEqual([true, 0]);

      // Templates come once a minute: only who has kept them can read what comes now.
      const two = await serve();
      await pause(35 * SECOND);
      const killed = Date.now();
      two.child.kill('SIGKILL');
      await two.ended;

      const link = 'Client--r6-edge:GigabitEthernet0/4';
      const carried = (fromMs: number, toMs: number) =>
        lab.traffic.truth(fromMs, toMs).find((one) => one.link === link && one.side === 0)?.bytes ?? 0;
      const loaded = await runCli([
        'flows',
        'load',
        '--window',
        '5m',
        '--at',
        new Date(killed).toISOString(),
        '--output',
        output,
        '--json',
      ]);
      const loads: LinkLoads = JSON.parse(loaded.stdout);
      const kept = sidesOf(loads).find(({ key }) => key === `${link} 0`)?.bytes ?? 0;
      const atLeast = carried(one.since, stopped - HELD) + carried(two.since, killed - HELD - 10 * SECOND);
      expect(kept).toBeGreaterThan(0.98 * atLeast);
      expect(kept).toBeLessThan(1.02 * carried(one.since - HELD, killed));

      const top = await runCli([
        'flows',
        'top',
        '--by',
        'src',
        '--window',
        '5m',
        '--at',
        new Date(killed).toISOString(),
        '--output',
        output,
        '--json',
      ]);
      const { rows } = JSON.parse(top.stdout);
      // The server answers all twelve: 240 packets of 500 octets a second, and each client sends 50 of 1000.
      const [server, ...clients] = rows.map(({ key }: { key: string }) => key);
      expect(server).toBe('10.0.0.5');
      expect(clients).toHaveLength(9);
      for (const client of clients) expect(client).toMatch(/^10\.9\.0\.\d+$/);

      // As soon as a minute is over of which everything has been told, snapshots have its loads.
      const attached = async () => {
        await runCli(['snapshot', '--no-render', ...common]);
        const { loads } = JSON.parse(await readFile(join(output, 'snapshots/latest.json'), 'utf8'));
        return loads?.links.find((one: { link: string }) => one.link === link)?.aToB.bytes ?? 0;
      };
      await expect.poll(attached, { timeout: 120_000, interval: 5000 }).toBeGreaterThan(0);
    } finally {
      await lab.close();
    }
  });
});

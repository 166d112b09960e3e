// The same captures read by us and by others, record by record: tshark and nfdump's collectors. Captures are made here, exported by
// the lab, and those of ../shared/fixtures/flows. Debian packages: tshark, nfdump, nfdump-sflow; skipped, visibly, without them.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openCollector } from '../../src/collector/index.ts';
import { Session } from '../flows/decode/rows.ts';
import { byDatagram, type Disagreement, disagreement, inOneOrder } from './flows/agreement.ts';
import { type Case, corpusCase, fixtureCases, labCase, writeCase } from './flows/captures.ts';
import { known, OF_NFDUMP, OF_TSHARK } from './flows/differences.ts';
import { asNfdump, nfdumpFlows, stored, storedFlows } from './flows/nfdump.ts';
import { because, output, until, whyNot } from './flows/programs.ts';
import { ourFlows, type ToldFlow, toldOf } from './flows/told.ts';
import { tsharkFlows } from './flows/tshark-netflow.ts';
import { tsharkSamples } from './flows/tshark-sflow.ts';

const FIXTURES_PRESENT = existsSync(new URL('../../../shared/fixtures/flows/', import.meta.url));
const absent = FIXTURES_PRESENT ? '' : ' (../shared/fixtures/flows is not here: skipped)';
const folder = mkdtempSync(join(tmpdir(), 'toposcope-oracles-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MADE = [
  ...(['netflow5', 'netflow9', 'ipfix', 'sflow5'] as const).map(
    (kind) => [`corpus ${kind}`, () => corpusCase(kind, folder, kind === 'sflow5' ? 1000 : 3000)] as const,
  ),
  ...(
    [
      { protocol: '5' },
      { protocol: '9', sampling: 10 },
      { protocol: '10' },
      { protocol: 'sflow', sampling: 1000 },
    ] as const
  ).map((flows) => [`lab ${flows.protocol}`, () => labCase(flows)] as const),
];

const noTshark = whyNot('tshark');

describe.skipIf(noTshark !== null)(`tshark${because(noTshark)}`, () => {
  /** Compares the datagrams of all cases, in one capture. */
  async function compare(cases: readonly Case[], isSflow: boolean): Promise<void> {
    const datagrams = cases.flatMap((one) => one.datagrams);
    const path = writeCase(join(folder, 'tshark.pcap'), datagrams);
    const theirs = isSflow ? await tsharkSamples(path) : await tsharkFlows(path);
    expect(theirs).toHaveLength(datagrams.length);
    const found: Record<string, Disagreement> = {};
    let from = 0;
    for (const { id, datagrams: own } of cases) {
      const ours = byDatagram(ourFlows(own), own.length);
      const judged = theirs.slice(from, from + own.length);
      // sFlow tells neither.
      const timeless = isSflow ? ours.map((list) => list.map((flow) => ({ ...flow, direction: null }))) : ours;
      found[id] = disagreement(judged, timeless, OF_TSHARK[id]?.skip);
      from += own.length;
    }
    expect(found).toEqual(known(cases, OF_TSHARK));
  }

  it.each(MADE)('%s', { timeout: 180_000 }, async (_, make) => {
    const made = await make();
    expect(ourFlows(made.datagrams).length).toBeGreaterThan(900);
    await compare([made], made.isSflow);
  });

  describe.skipIf(!FIXTURES_PRESENT)(`fixtures${absent}`, () => {
    it.each([
      ['real', false],
      ['real', true],
      ['own-captures', false],
      ['generated', false],
      ['generated', true],
    ] as const)('%s (sFlow: %s)', { timeout: 180_000 }, async (kind, isSflow) => {
      const cases = (await fixtureCases(kind)).filter((one) => one.isSflow === isSflow);
      expect(cases.length).toBeGreaterThan(0);
      if (kind === 'real') await compare(cases, isSflow);
      else for (const one of cases) await compare([{ ...one, datagrams: one.datagrams.slice(0, 150) }], isSflow);
    });
  });
});

const noNfdump = whyNot('nfcapd', 'sfcapd', 'nfdump');

describe.skipIf(noNfdump !== null)(`nfdump${because(noNfdump)}`, () => {
  /** In one run of their collector: each exporter is of one case. */
  async function compare(cases: readonly Case[], isSflow: boolean): Promise<void> {
    const collector = isSflow ? 'sfcapd' : 'nfcapd';
    const theirs = await nfdumpFlows(
      collector,
      cases.flatMap(({ datagrams }) => datagrams),
    );
    const found: Record<string, Disagreement> = {};
    for (const { id, datagrams } of cases) {
      const addresses = new Set(datagrams.map(({ address }) => address));
      const judged = theirs.filter(({ exporter }) => addresses.has(exporter));
      const ours = ourFlows(datagrams).filter(({ isReverse }) => !isReverse);
      found[id] = disagreement(inOneOrder(judged), inOneOrder(asNfdump(ours, { id, isSflow, first: datagrams[0] })));
    }
    expect(found).toEqual(known(cases, OF_NFDUMP));
  }

  it.each(MADE)('%s', { timeout: 180_000 }, async (_, make) => {
    const made = await make();
    await compare([made], made.isSflow);
  });

  describe.skipIf(!FIXTURES_PRESENT)(`fixtures${absent}`, () => {
    it.each(['own-captures', 'generated'])('%s', { timeout: 180_000 }, async (kind) => {
      const cases = await fixtureCases(kind);
      for (const one of cases) await compare([{ ...one, datagrams: one.datagrams.slice(0, 150) }], one.isSflow);
    });

    it.each([false, true])('real (sFlow: %s)', { timeout: 180_000 }, async (isSflow) => {
      const cases = await fixtureCases('real');
      await compare(
        cases.filter((one) => one.isSflow === isSflow),
        isSflow,
      );
    });
  });
});

const noReplay = whyNot('nfcapd', 'nfdump', 'nfreplay');

describe.skipIf(noReplay !== null)(`nfreplay${because(noReplay)}`, () => {
  it.each(['5', '9'])('sends what it has stored as NetFlow %s', { timeout: 120_000 }, async (version) => {
    const { datagrams } = await labCase({ protocol: '9' });
    const keyOf = ({ src, dst, srcPort, dstPort, proto, packets, bytes, inIf, outIf }: ToldFlow) =>
      [src, dst, srcPort, dstPort, proto, packets, bytes, inIf, outIf].join(' ');
    await stored('nfcapd', datagrams, async (path) => {
      const session = new Session();
      const collector = await openCollector([{ address: '127.0.0.1', port: 0, transport: 'udp' }], {
        ...{ receiveBufferBytes: 4_000_000, allow: null },
        onDatagram: (bytes, from, to, source, at) => session.reader.read(bytes, from, to, source.address, at),
      });
      try {
        const [{ port } = { port: 0 }] = collector.listening;
        const files = readdirSync(path).filter((name) => name.startsWith('nfcapd.'));
        const told = await storedFlows(path, false);
        const to = ['-H', '127.0.0.1', '-p', String(port), '-v', version, '-d', '1000'];
        for (const file of files) await output('nfreplay', '-r', join(path, file), ...to);
        await until(() => session.get().rows.length >= told.length, 'everything came');
        const ours = session.get().rows.map((row) => keyOf(toldOf(row)));
        expect(ours.sort()).toEqual(told.map(keyOf).sort());
        expect(session.get().problems).toEqual([]);
      } finally {
        await collector.close();
      }
    });
  });
});

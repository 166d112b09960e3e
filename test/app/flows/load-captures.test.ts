// Loads of capture files: what a capture needs that live traffic does not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCaptures } from '../../../src/app/index.ts';
import { pcapHeader, pcapPacket } from '../../../src/flows/index.ts';
import type { Problem } from '../../../src/model/index.ts';
import { type FixedRecord, netflow5, SECONDS } from '../../flows/netflow-encoder.ts';
import { ethernet, ipv4, udp } from '../../flows/packets.ts';
import { CORE, EXPORTERS, smallNetwork } from '../../flows/talkers/small-network.ts';

const UPTIME = 10_000_000;
/** From r1 (port 1) to r2, as r2 sees it: in by port 1, out by port 2. */
const RECORD: FixedRecord = { src: 0x0a010101, dst: 0x0a020202, inIf: 1, outIf: 2, packets: 600, bytes: 600_000 };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-captures-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One datagram of r2 that comes one second after SECONDS, with flows of that many seconds that ended at SECONDS. */
function capture(name: string, lengths: readonly number[]): string {
  const at = SECONDS + 1;
  const records = lengths.map((length) => ({ ...RECORD, first: UPTIME - 1000 * (length + 1), last: UPTIME - 1000 }));
  const bytes = netflow5(records, { uptime: UPTIME, seconds: at });
  const packet = ethernet(
    0x0800,
    ipv4(17, udp(50_000, 2055, Buffer.from(bytes)), { src: EXPORTERS.r2, dst: '10.0.0.9' }),
  );
  const file = join(folder, name);
  writeFileSync(file, Buffer.concat([pcapHeader(1), pcapPacket(packet, packet.length, at * 1000)]));
  return file;
}

async function load(file: string, more: { windowSeconds?: number; endMs?: number; problems?: Problem[] } = {}) {
  const { windowSeconds = null, endMs = null, problems = [] } = more;
  const { loads } = await loadCaptures({
    ...{ files: [file], snapshot: smallNetwork(), windowSeconds, endMs, talkers: 0, ports: null, filter: null },
    onProblem: (problem) => problems.push(problem),
  });
  const core = loads.links.find(({ link }) => link === CORE);
  return { window: loads.window, unattributed: loads.unattributed, core: core?.aToB };
}

describe('a capture', () => {
  it('counts equal records of both ports once, though no settings were read', async () => {
    expect((await load(capture('both.pcap', [30, 30]))).core).toMatchObject({ bytes: 610_800, packets: 600 });
  });

  it('has nothing that is late: its first record may be of a flow as long as an hour', async () => {
    const { core, unattributed } = await load(capture('long.pcap', [3600]));
    expect(core).toMatchObject({ bytes: 610_800, packets: 600 });
    expect(unattributed).toMatchObject({ bytes: 0, reasons: {} });
  });

  it('has windows of just the length that was asked for', async () => {
    const { window, core } = await load(capture('window.pcap', [600]), { windowSeconds: 300 });
    expect(window.seconds).toBe(300);
    expect(window.to).toBe(new Date((SECONDS + 10) * 1000).toISOString());
    expect(core?.bytes).toBe((610_800 * 290) / 600);
  });

  it('ends where it ends, however late a window is to end', async () => {
    const { window } = await load(capture('later.pcap', [60]), { endMs: (SECONDS + 86_400) * 1000 });
    expect(window.seconds).toBeLessThan(120);
  });

  it('tells nothing of another time, and says of which it does', async () => {
    const file = capture('other.pcap', [60]);
    const asked = load(file, { windowSeconds: 300, endMs: (SECONDS + 86_400) * 1000 });
    await expect(asked).rejects.toMatchObject({
      code: 'FLOW_NOT_COLLECTED',
      hint: expect.stringContaining(new Date((SECONDS - 60) * 1000).toISOString()) as string,
    });
  });

  it('that is cut is named', async () => {
    const whole = capture('cut.pcap', [60]);
    const problems: Problem[] = [];
    writeFileSync(whole, Buffer.from([0]), { flag: 'a' });
    await load(whole, { problems });
    expect(problems).toMatchObject([{ code: 'FLOW_CAPTURE_CUT', file: whole }]);
  });
});

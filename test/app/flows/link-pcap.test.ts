// The sampled headers of a link out of capture files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LinkPcapRequest, linkPcapOfCaptures } from '../../../src/app/flows/link-pcap.ts';
import { pcapHeader, pcapPacket } from '../../../src/flows/index.ts';
import { ethernet, ipv4, tcp, udp } from '../../flows/packets.ts';
import { datagram, flowSample, headerRecord } from '../../flows/sflow-encoder.ts';
import { BUNDLE, CORE, EXPORTERS, smallNetwork } from '../../flows/talkers/small-network.ts';

const START = Date.UTC(2026, 10, 21, 10);
const HEADERS = [443, 80].map((port) => ethernet(0x0800, ipv4(6, tcp(50_000, port, 2))));

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'link-pcap-'));
  file = join(folder, 'sflow.pcap');
  const sample = (header: Buffer, input: number, output: number) =>
    flowSample([headerRecord(header, 1518)], { input: [0, input], output: [0, output], source: [0, input] });
  // r2: one packet that comes from r1, one that comes from r3 by the second cable of the bundle.
  const bytes = datagram([sample(HEADERS[0]!, 1, 2), sample(HEADERS[1]!, 3, 1)], { agent: EXPORTERS.r2 });
  const packet = ethernet(
    0x0800,
    ipv4(17, udp(50_000, 6343, Buffer.from(bytes)), { src: EXPORTERS.r2, dst: '10.0.0.9' }),
  );
  writeFileSync(file, Buffer.concat([pcapHeader(1), pcapPacket(packet, packet.length, START)]));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(more: Partial<LinkPcapRequest>) {
  const parts: Uint8Array[] = [];
  const counts = await linkPcapOfCaptures([file], {
    ...{ link: CORE, snapshot: smallNetwork(), side: null, filter: null },
    write: (bytes) => parts.push(bytes),
    onProblem: (problem) => expect(problem).toBeUndefined(),
    ...more,
  });
  const bytes = Buffer.concat(parts);
  return { counts, has: HEADERS.map((header) => bytes.includes(header)), length: bytes.length };
}

it('holds what the exporters saw of the link', async () => {
  expect(await run({ side: 0 })).toMatchObject({ counts: { packets: 1, unwritable: 0 }, has: [true, false] });
});

it('of a bundle holds what they saw of its members', async () => {
  expect(await run({ link: BUNDLE, side: 1 })).toMatchObject({ has: [false, true] });
});

it('holds everything where no link is named', async () => {
  expect(await run({ link: null, snapshot: null })).toMatchObject({ counts: { packets: 2 }, has: [true, true] });
  expect(await run({ link: null, snapshot: null, filter: 'port 80' })).toMatchObject({ has: [false, true] });
});

it('is an empty capture where nothing was sampled', async () => {
  expect(await run({ filter: 'icmp' })).toMatchObject({ counts: { packets: 0 }, length: 24 });
});

it('writes nothing for a link that is not there, or a filter that is wrong', async () => {
  const write = (): never => expect.fail('something was written');
  await expect(run({ link: 'r1--r9', write })).rejects.toMatchObject({ code: 'TOPOLOGY_NOT_FOUND' });
  await expect(run({ filter: 'prot tcp', write })).rejects.toMatchObject({ code: 'FLOW_FILTER_INVALID' });
});

// `lab flows`: a capture of what the lab exports, and the truth beside it, from the outside.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCapture } from '../../src/collector/index.ts';
import { FlowReader } from '../../src/flows/index.ts';
import { runCli, temporaryFolder } from './support.ts';

const TRAFFIC = `
conversations:
  - { name: one, from: Client, to: Server, toPort: 80, forward: { packetsPerSecond: 10, sizes: [500, 1000] } }
`;

it('lab flows writes a capture and what the cables really carried', async () => {
  const folder = await temporaryFolder();
  try {
    const [capture, traffic] = [join(folder.path, 'lab.pcap'), join(folder.path, 'traffic.yml')];
    await writeFile(traffic, TRAFFIC);
    const args = ['--seconds', '90', '--flow-protocol', '10', '--traffic', traffic, '-w', capture, '--json'];
    const { code, stdout, stderr } = await runCli(['lab', 'flows', ...args]);
    expect([code, stderr]).toEqual([0, '']);
    const written = JSON.parse(stdout);
    const truth = JSON.parse(await readFile(written.truth, 'utf8'));
    expect(truth.exporters['127.0.1.5']).toBe('r6-edge');
    const access = { link: 'Client--r6-edge:GigabitEthernet0/4', side: 0, bytes: 900 * 768, packets: 900 };
    expect(truth.links).toContainEqual(access);
    expect(truth.minutes).toHaveLength(2);

    const sums = { bytes: 0, packets: 0 };
    const problems: unknown[] = [];
    const reader: FlowReader = new FlowReader(
      {
        flows: (batch) => {
          for (let i = 0; i < batch.size; i++) {
            if (reader.addressOf(batch.exporter[i]!) !== '127.0.1.5' || batch.inIf[i] !== 5) continue;
            sums.bytes += batch.bytes[i]!;
            sums.packets += batch.packets[i]!;
          }
        },
        problem: (problem) => problems.push(problem),
      },
      { detail: 'load' },
    );
    const counts = await readCapture(capture, (bytes, from, to, source, receivedMs) => {
      reader.read(bytes, from, to, source.address, receivedMs);
    });
    reader.flush();
    expect(problems).toEqual([]);
    expect(counts.datagrams).toBe(written.datagrams);
    // Both directions of a router are told: 900 packets come in at Gi0/4 and go out to r1, r2 or r3, each known by where it came in.
    expect(sums).toEqual({ bytes: 2 * 900 * 750, packets: 2 * 900 });

    await writeFile(traffic, TRAFFIC.replace('Server', 'Sever'));
    const wrong = await runCli(['lab', 'flows', ...args]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('traffic.yml:3: conversations.0.to: "Sever" is no device, host or stub of the lab');
  } finally {
    await folder.remove();
  }
}, 90_000);

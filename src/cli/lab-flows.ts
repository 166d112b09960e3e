// `toposcope lab flows`: the datagrams of a lab as a capture file, and beside it what its cables really carried.
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { captureHeader, capturePacket, type Lab } from '../lab/index.ts';

interface WrittenFlows {
  readonly capture: string;
  readonly truth: string;
  readonly datagrams: number;
}

const MINUTE_MS = 60_000;

/** The last `seconds` until now. Every device begins to meter with them, and tells at the end what it still holds. */
export async function writeLabFlows(lab: Lab, capture: string, seconds: number): Promise<WrittenFlows> {
  const toMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const fromMs = toMs - seconds * 1000;
  let datagrams = 0;
  function* packets() {
    yield captureHeader();
    for (const datagram of lab.traffic.datagrams(fromMs, toMs, { flush: true })) {
      datagrams += 1;
      yield capturePacket(datagram);
    }
  }
  await pipeline(Readable.from(packets()), createWriteStream(capture));
  const truth = `${capture.replace(/\.pcap$/, '')}.truth.json`;
  await writeFile(truth, `${JSON.stringify(describeTruth(lab, fromMs, toMs), null, 1)}\n`);
  return { capture, truth, datagrams };
}

/** Octets are those of frames, FCS included. `side` 0 is from the end that the link's id names first. */
function describeTruth(lab: Lab, fromMs: number, toMs: number) {
  const minutes: number[] = [];
  for (let at = fromMs; at < toMs; at += MINUTE_MS) minutes.push(at);
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    from: iso(fromMs),
    to: iso(toMs),
    exporters: Object.fromEntries(lab.devices.map(({ name, flowAddress }) => [flowAddress, name])),
    links: lab.traffic.truth(fromMs, toMs),
    minutes: minutes.map((at) => {
      return { from: iso(at), links: lab.traffic.truth(at, Math.min(at + MINUTE_MS, toMs)) };
    }),
  };
}

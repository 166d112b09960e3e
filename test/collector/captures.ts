// Captures to be read and sent again: made here, and those of the fixtures where they are.
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FRAMES, ipv4, ipv6, ipv6Fragment, type Packet, pcap, udp } from '../flows/capture-support.ts';

const FIXTURES = fileURLToPath(new URL('../../../shared/fixtures/flows/', import.meta.url));
export const FIXTURES_PRESENT = existsSync(FIXTURES);
export const fixtureCaptures = () =>
  FIXTURES_PRESENT
    ? readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.pcap'))
        .sort()
        .map((path) => join(FIXTURES, path))
    : [];

export const FOLDER = mkdtempSync(join(tmpdir(), 'toposcope-capture-'));

export function writeCapture(name: string, bytes: Uint8Array): string {
  const path = join(FOLDER, name);
  writeFileSync(path, bytes);
  return path;
}

const ETHERNET = FRAMES.Ethernet![1];

/** Both families, VLANs, fragments out of order, other protocols, other ports; `gapMs` between packets. */
export function mixedCapture(count: number, gapMs: number): Buffer {
  const frames: Uint8Array[] = [];
  for (let i = 0; frames.length < count; i++) {
    const payload = udp(`datagram ${i} `.padEnd(20 + ((i * 37) % 1400), '.'), 1000 + (i % 5), i % 7 === 6 ? 53 : 2055);
    if (i % 4 === 0) frames.push(FRAMES['802.1Q']![1](ipv4(payload, { src: `10.0.0.${1 + (i % 3)}` })));
    else if (i % 4 === 1) frames.push(ETHERNET(ipv6(payload)));
    else if (i % 4 === 2) frames.push(ETHERNET(ipv4(payload, { protocol: 6 })));
    else frames.push(...fragments(payload, i));
  }
  return pcap(timed(frames, gapMs));
}

function fragments(payload: Buffer, i: number): Buffer[] {
  const [cut, end] = [8 * Math.ceil(payload.length / 16), payload.length];
  const [first, last] = [payload.subarray(0, cut), payload.subarray(cut, end)];
  return i % 8 === 3
    ? [ETHERNET(ipv4(last, { id: i, offset: cut })), ETHERNET(ipv4(first, { id: i, more: true }))]
    : [ETHERNET(ipv6Fragment(first, i, 0, true)), ETHERNET(ipv6Fragment(last, i, cut, false))];
}

export function timed(frames: readonly Uint8Array[], gapMs: number): Packet[] {
  return frames.map((bytes, i) => ({
    bytes,
    seconds: 1_700_000_000 + Math.floor((i * gapMs) / 1000),
    fraction: Math.round(((i * gapMs) % 1000) * 1000),
  }));
}

export const simpleCapture = (payloads: readonly string[], gapMs: number) =>
  pcap(
    timed(
      payloads.map((payload) => ETHERNET(ipv4(udp(payload)))),
      gapMs,
    ),
  );

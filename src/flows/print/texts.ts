// Numbers of a batch as text: addresses, MAC addresses, times. By tables: this is done several times for every record printed.
import type { FlowBatch } from '../batch.ts';
import { formatAddress } from '../format-address.ts';

const DECIMAL = Array.from({ length: 256 }, (_, octet) => String(octet));
const DOTTED = DECIMAL.map((text) => `${text}.`);
const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const THREE = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

const DAY_MS = 86_400_000;

/** What a Date can hold. */
const LAST_MS = 8_640_000_000_000_000;

/** The address in `words` of row `row`: IPv4 in four decimals, IPv6 as RFC 5952 has it. Null for family 0. */
export function addressOfRow(batch: FlowBatch, words: Uint32Array, row: number): string | null {
  const i = 4 * row;
  const w0 = words[i] as number;
  const family = batch.family[row];
  if (family === 4) return ipv4Text(w0);
  if (family !== 6) return null;
  return formatAddress(w0, words[i + 1] as number, words[i + 2] as number, words[i + 3] as number);
}

function ipv4Text(word: number): string {
  const high = (DOTTED[word >>> 24] as string) + (DOTTED[(word >>> 16) & 255] as string);
  return high + (DOTTED[(word >>> 8) & 255] as string) + (DECIMAL[word & 255] as string);
}

/** `52:54:00:12:34:56` of a number of 48 bits. */
export function macText(mac: number): string {
  const high = Math.floor(mac / 0x100_0000);
  const low = mac % 0x100_0000;
  return `${octets(high)}:${octets(low)}`;
}

function octets(word: number): string {
  return `${HEX[(word >>> 16) & 255]}:${HEX[(word >>> 8) & 255]}:${HEX[word & 255]}`;
}

/** ISO 8601 in UTC with milliseconds. Remembers its last day. */
export class TimeText {
  private day = Number.NaN;
  private date = '';

  /** Null for what no Date can hold: an exporter may claim any time. */
  of(ms: number): string | null {
    const whole = Math.floor(ms);
    if (!(whole >= -LAST_MS && whole <= LAST_MS)) return null;
    const day = Math.floor(whole / DAY_MS);
    if (day !== this.day) {
      this.date = new Date(day * DAY_MS).toISOString().slice(0, -13);
      this.day = day;
    }
    const rest = whole - day * DAY_MS;
    const seconds = Math.floor(rest / 1000);
    const minutes = Math.floor(seconds / 60);
    const time = `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}`;
    return `${this.date}${time}.${THREE[rest - seconds * 1000]}Z`;
  }
}

// Host patterns of an inventory: `r[1:3]`, `r[01:10:2]`, `r[a:c]-[1:2]`, `host:2222`, `[2001:db8::1]:22`.

/** More hosts than this on one line is a typing mistake, not a network. */
const MAX_HOSTS_PER_PATTERN = 65_536;

export interface HostExpansion {
  readonly names: readonly string[];
  readonly port: number | null;
  /** Why the pattern cannot be read; null when it can. */
  readonly fault: string | null;
}

const RANGE = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const LABEL = `(?:[\\p{L}\\p{N}_]|${RANGE})(?:[\\p{L}\\p{N}_-]|${RANGE})*(?<![_-])`;
const HOSTNAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'iu');
const BRACKETED_PORT = /^\[(.+)\]:([0-9]+)$/;
const PLAIN_PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;

/** Splits off the port, then expands the ranges. As in Ansible, a name that is no valid host name keeps its colon. */
export function expandHostPattern(pattern: string): HostExpansion {
  const { host, port } = splitPort(pattern);
  const names: string[] = [];
  const fault = expandRanges(host, names) ?? (host.endsWith(':') ? 'it ends in ":" without a port' : null);
  return fault === null ? { names, port, fault: null } : fail(fault);
}

function fail(fault: string): HostExpansion {
  return { names: [], port: null, fault };
}

function splitPort(pattern: string): { host: string; port: number | null } {
  const match = BRACKETED_PORT.exec(pattern) ?? PLAIN_PORT.exec(pattern);
  const host = match?.[1];
  if (host === undefined || !isAddress(host)) return { host: pattern, port: null };
  return { host, port: Number(match?.[2]) };
}

/** Whether the text is a host name, an IPv4 or an IPv6 address, ranges allowed. */
export function isAddress(text: string): boolean {
  return HOSTNAME.test(text) || isIpv6(text.replace(/\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]/gi, '0'));
}

function isIpv6(text: string): boolean {
  if (!/^[0-9a-f:.]+$/i.test(text)) return false;
  const colons = text.split(':').length - 1;
  return text.includes('::') ? colons <= 7 && text.split('::').length === 2 : colons === 7;
}

/** Appends the names to `out`; the fault, or null. The first range turns slowest. */
function expandRanges(pattern: string, out: string[]): string | null {
  const open = pattern.indexOf('[');
  if (open < 0) {
    out.push(pattern);
    return out.length > MAX_HOSTS_PER_PATTERN ? `it stands for more than ${MAX_HOSTS_PER_PATTERN} hosts` : null;
  }
  const close = pattern.indexOf(']', open);
  if (close < 0) return 'a "[" is not closed';
  const sequence = parseRange(pattern.slice(open + 1, close));
  if (typeof sequence === 'string') return sequence;
  for (const item of sequence) {
    const fault = expandRanges(pattern.slice(0, open) + item + pattern.slice(close + 1), out);
    if (fault !== null) return fault;
  }
  return null;
}

function parseRange(text: string): string[] | string {
  const [begin, end, step, ...more] = text.split(':');
  if (begin === undefined || end === undefined || more.length > 0) return 'a range is [begin:end] or [begin:end:step]';
  if (end === '') return 'a range needs an end';
  const stride = step === undefined ? 1 : Number(step);
  if (!Number.isInteger(stride) || stride < 1) return 'the step of a range is a whole number from 1';
  if (/^[a-z]$/i.test(begin) && /^[a-z]$/i.test(end)) return letterRange(begin, end, stride);
  if (!/^\d*$/.test(begin) || !/^\d+$/.test(end)) return 'a range runs between two numbers or two letters';
  return numberRange(begin || '0', end, stride);
}

/** `[01:10]` keeps its leading zero, so both ends must be equally long. */
function numberRange(begin: string, end: string, stride: number): string[] | string {
  const width = begin.length > 1 && begin.startsWith('0') ? begin.length : 0;
  if (width > 0 && width !== end.length) return 'a range with leading zeros needs ends of equal length';
  const [first, last] = [Number(begin), Number(end)];
  if (first > last) return 'the range ends before it begins';
  if ((last - first) / stride > MAX_HOSTS_PER_PATTERN) return `it stands for more than ${MAX_HOSTS_PER_PATTERN} hosts`;
  const items: string[] = [];
  for (let i = first; i <= last; i += stride) items.push(String(i).padStart(width, '0'));
  return items;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function letterRange(begin: string, end: string, stride: number): string[] | string {
  const letters = LETTERS.slice(LETTERS.indexOf(begin), LETTERS.indexOf(end) + 1);
  if (letters === '') return 'the range ends before it begins';
  return [...letters].filter((_, i) => i % stride === 0);
}

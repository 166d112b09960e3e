// Advertised names: what is a DNS name, an address or a MAC, and how a name is shortened.
import { normaliseMac } from '../../model/index.ts';

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i;
/** Labels of a DNS name; the last must hold a letter, so that `S7 v1.2` and `10.0.0.1` are none. */
const FQDN = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z0-9-]*[a-z][a-z0-9-]*\.?$/i;

export function isAddress(text: string): boolean {
  return IPV4.test(text) || (IPV6.test(text) && normaliseMac(text) === null);
}

/** Lower case, without a trailing dot and without the serial number NX-OS adds (`n93-d(FDO24140U7J)`). */
export function nameKey(name: string): string {
  const plain = withoutSerial(name).toLowerCase();
  return plain.endsWith('.') ? plain.slice(0, -1) : plain;
}

function withoutSerial(name: string): string {
  const plain = name.trim();
  return plain.endsWith(')') ? (/^(\S+)\([A-Z0-9]{6,}\)$/i.exec(plain)?.[1] ?? plain) : plain;
}

/** `r6` of `r6.virl.info`; null where the name is no DNS name of several labels. */
export function firstLabel(name: string): string | null {
  const text = withoutSerial(name);
  if (!FQDN.test(text) || normaliseMac(text) !== null) return null;
  return text.slice(0, text.indexOf('.'));
}

/** The name without a known domain; null where none of the domains ends it. Longest domain first. */
export function stripDomain(name: string, domains: readonly string[]): string | null {
  const key = nameKey(name);
  const suffixes = domains.map((domain) => `.${domain.toLowerCase().replace(/^\.+|\.+$/g, '')}`);
  const longestFirst = suffixes.filter((suffix) => suffix.length > 1).sort((a, b) => b.length - a.length);
  const found = longestFirst.find((suffix) => key.endsWith(suffix) && key.length > suffix.length);
  return found ? withoutSerial(name).slice(0, key.length - found.length) : null;
}

/** How a device outside the inventory is called: its advertised name without the domain, fit for ids. */
export function shortName(name: string, domains: readonly string[]): string {
  return fitForIds(stripDomain(name, domains) ?? firstLabel(name) ?? withoutSerial(name));
}

/** Colons part device and port in ids, and `--` the ends: a stranger's name must not forge either. */
export function fitForIds(text: string): string {
  const mac = normaliseMac(text);
  return mac === null ? withoutDoubleDash(printable(text).replaceAll(':', '.')) : macAsName(mac);
}

export function withoutDoubleDash(text: string): string {
  return text.replace(/-{2,}/g, '-');
}

/** Advertised text is written by strangers: control characters become blanks, and it is cut at 80 characters. */
export function printable(text: string): string {
  const oneLine = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return Array.from(oneLine).slice(0, 80).join('').trim();
}

/** `5254.0012.3456`: a MAC as IOS prints it, since a colon parts device and port in ids. */
function macAsName(mac: string): string {
  return (mac.replaceAll(':', '').match(/.{4}/g) ?? [mac]).join('.');
}

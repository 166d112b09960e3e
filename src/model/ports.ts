// Port names: devices print the same port long, short and in CDP's three letters. The long name is canonical.

interface PortType {
  readonly long: string;
  /** What LLDP and `show interfaces status` print. */
  readonly short: string;
  /** Other spellings met, mostly CDP's. */
  readonly also: readonly string[];
}

/**
 * Cisco interface types. Spellings are matched case-sensitively and as a whole word, because `eth0` is a Linux port and
 * `et-0/0/0` a Junos one. `Fi` is FiveGigabitEthernet on Catalyst (on IOS-XR it would be FiftyGigE).
 */
const PORT_TYPES: readonly PortType[] = [
  { long: 'FastEthernet', short: 'Fa', also: ['Fas', 'FastEth'] },
  { long: 'GigabitEthernet', short: 'Gi', also: ['Gig', 'GigabitEth', 'GigEth'] },
  { long: 'TwoGigabitEthernet', short: 'Tw', also: ['Two'] },
  { long: 'FiveGigabitEthernet', short: 'Fi', also: ['Fiv'] },
  { long: 'TenGigabitEthernet', short: 'Te', also: ['Ten', 'TenGig', 'TenGigE'] },
  { long: 'TwentyFiveGigE', short: 'Twe', also: ['TF', 'TwentyFiveGigabitEthernet'] },
  { long: 'FortyGigabitEthernet', short: 'Fo', also: ['For', 'FortyGigE'] },
  { long: 'FiftyGigE', short: 'Fif', also: ['FiftyGigabitEthernet'] },
  { long: 'HundredGigE', short: 'Hu', also: ['Hun', 'HundredGigabitEthernet'] },
  { long: 'TwoHundredGigE', short: 'TH', also: ['TwoH', 'TwoHundredGigabitEthernet'] },
  { long: 'FourHundredGigE', short: 'FH', also: ['Fou', 'FourHundredGigabitEthernet'] },
  { long: 'AppGigabitEthernet', short: 'Ap', also: ['App'] },
  { long: 'Ethernet', short: 'Et', also: ['Eth'] },
  { long: 'Port-channel', short: 'Po', also: ['Por', 'Port-Channel', 'port-channel'] },
  { long: 'Vlan', short: 'Vl', also: ['Vla'] },
  { long: 'Loopback', short: 'Lo', also: ['Loo', 'loopback'] },
  { long: 'Tunnel', short: 'Tu', also: ['Tun'] },
  { long: 'Serial', short: 'Se', also: ['Ser'] },
  { long: 'Multilink', short: 'Mu', also: ['Mul'] },
  { long: 'Null', short: 'Nu', also: [] },
  { long: 'Bundle-Ether', short: 'BE', also: [] },
  { long: 'MgmtEth', short: 'Mg', also: [] },
  { long: 'Management', short: 'Management', also: ['Ma'] },
  { long: 'Vxlan', short: 'Vx', also: [] },
  { long: 'Cellular', short: 'Ce', also: ['Cel'] },
  { long: 'Virtual-Access', short: 'Vi', also: [] },
  { long: 'Embedded-Service-Engine', short: 'Em', also: [] },
];

const TYPE_BY_SPELLING = new Map(
  PORT_TYPES.flatMap((type) => [type.long, type.short, ...type.also].map((spelling) => [spelling, type] as const)),
);

/** Letters (and the dash inside a type name), an optional blank (CDP), then a number such as `1/0/1.100:0`, or XR's `0/RSP0/CPU0/0`. */
const PORT_NAME = /^([A-Za-z][A-Za-z-]*?) ?(\d+(?:\/(?:RSP|RP|LC|CPU)?\d+)*(?:\.\d+)?(?::\d+)?)$/;

function splitPortName(text: string): { type: PortType; number: string } | null {
  const match = PORT_NAME.exec(text.trim());
  const type = match?.[1] === undefined ? undefined : TYPE_BY_SPELLING.get(match[1]);
  return type && match?.[2] !== undefined ? { type, number: match[2] } : null;
}

/** `Gi0/1` and `Gig 0/1` → `GigabitEthernet0/1`. Anything that is not a Cisco port name comes back trimmed, unchanged. */
export function canonicalPortName(text: string): string {
  const port = splitPortName(text);
  return port ? port.type.long + port.number : text.trim();
}

/** `GigabitEthernet0/1` → `Gi0/1`. Names of other makers stay as they are. */
export function shortPortName(text: string): string {
  const port = splitPortName(text);
  return port ? port.type.short + port.number : text.trim();
}

/** Whether the text is a port name of a known Cisco type, in any spelling. */
export function isKnownPortName(text: string): boolean {
  return splitPortName(text) !== null;
}

/** Orders `Gi0/2` before `Gi0/10`; otherwise by code unit, so that the order never depends on a locale. */
export function comparePortNames(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  let start = i;
  while (start > 0 && isDigit(a.charCodeAt(start - 1))) start--;
  const [numberA, numberB] = [digitsFrom(a, start), digitsFrom(b, start)];
  if (numberA !== '' && numberB !== '' && numberA.length !== numberB.length) {
    return Number(numberA) - Number(numberB) || numberA.length - numberB.length;
  }
  // A word that ends where a number begins comes before one that goes on: `Gi0` before `Gi/0`.
  const isMidway = i > 0 && i < a.length && i < b.length;
  if (isMidway && (numberA === '') !== (numberB === '')) return numberA === '' ? 1 : -1;
  return compareText(a, b);
}

function digitsFrom(text: string, start: number): string {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

/** False past the end of a text, where the code is NaN. */
function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Order of UTF-16 code units: -1, 0 or 1. The project's one order for text in files, so that equal data gives equal bytes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

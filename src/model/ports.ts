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
  const partsA = a.match(/\d+|\D+/g) ?? [];
  const partsB = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(partsA.length, partsB.length); i++) {
    const order = comparePart(partsA[i] ?? '', partsB[i] ?? '');
    if (order !== 0) return order;
  }
  return partsA.length - partsB.length || compareText(a, b);
}

function comparePart(a: string, b: string): number {
  const bothNumbers = /^\d/.test(a) && /^\d/.test(b);
  if (bothNumbers && a.length !== b.length) return Number(a) - Number(b) || a.length - b.length;
  return compareText(a, b);
}

/** Order of UTF-16 code units: -1, 0 or 1. The project's one order for text in files, so that equal data gives equal bytes. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// What a neighbour outside the inventory is: a rule of the settings says so, else what it advertises of itself.
import {
  globToRegExp,
  type NeighborRule,
  normaliseMac,
  portPattern,
  type SnapshotDevice,
  type StubKind,
} from '../../model/index.ts';
import type { Hearing } from '../claims.ts';
import type { Survey } from '../survey.ts';
import type { Stub } from './stubs.ts';

export interface Nature {
  readonly kind: StubKind;
  /** Known, to be ignored. */
  readonly ignored: boolean;
}

/** Stub → what it is. Devices of the inventory are not in it. */
export type Natures = ReadonlyMap<string, Nature>;

/** What is known of one neighbour: the names it bears, how it describes itself, and where it is heard. */
interface Traits {
  readonly names: readonly string[];
  /** Null where nobody heard it in this visit: claims that are carried over do not keep them, so that any may fit. */
  readonly descriptions: readonly string[] | null;
  readonly capabilities: ReadonlySet<string>;
  readonly places: readonly { readonly by: string; readonly groups: readonly string[]; readonly port: string | null }[];
  /** It names nothing but the MAC address of its port. */
  readonly isBareCard: boolean;
}

/** A stub that nobody heard in this visit stays what it was, unless a rule says otherwise. */
export function judgeStubs(
  stubs: ReadonlyMap<string, Stub>,
  survey: Survey,
  rules: readonly NeighborRule[],
): Map<string, Nature> {
  const compiled = rules.map(compileRule);
  return new Map([...stubs].map(([name, stub]) => [name, judgeStub(name, stub, survey, compiled)]));
}

/** A device that is only declared: its name is all there is to go by. */
export function judgeName(name: string, rules: readonly NeighborRule[]): Nature {
  const traits = { names: [name], descriptions: [], capabilities: new Set<string>(), places: [], isBareCard: false };
  const rule = rules.map(compileRule).find((one) => one.fits(traits));
  return { kind: rule?.kind ?? 'unknown', ignored: rule?.ignore ?? false };
}

function judgeStub(name: string, stub: Stub, survey: Survey, rules: readonly Compiled[]): Nature {
  const { before } = stub;
  const traits = traitsOf(name, stub, survey);
  const rule = rules.find((one) => one.fits(traits));
  if (before && traits.descriptions === null && (rule?.asksDescription ?? true)) return natureBefore(before);
  const guess = guessKind(traits);
  const known = guess === 'unknown' || traits.descriptions === null ? before?.kind : null;
  return { kind: rule?.kind ?? known ?? guess, ignored: rule?.ignore ?? false };
}

function natureBefore({ kind, ignored }: SnapshotDevice): Nature {
  return { kind, ignored };
}

function traitsOf(name: string, { hearings, before }: Stub, survey: Survey): Traits {
  const heard = hearings.flatMap((one) => one.capabilities);
  return {
    names: [name, ...textsOf(hearings, 'systemName')],
    descriptions: hearings.some((one) => one.fresh) ? textsOf(hearings, 'systemDescription') : null,
    capabilities: new Set(heard.length > 0 ? heard : (before?.capabilities ?? [])),
    places: hearings.map(({ by, port }) => ({ by, groups: survey.get(by)?.device.groups ?? [], port })),
    isBareCard: hearings.every((one) => one.systemName === null && normaliseMac(one.portId ?? '') !== null),
  };
}

function textsOf(hearings: readonly Hearing[], field: 'systemName' | 'systemDescription'): string[] {
  return [...new Set(hearings.map((one) => one[field]))].filter((text) => text !== null);
}

interface Compiled {
  readonly kind: StubKind | null;
  readonly ignore: boolean;
  readonly asksDescription: boolean;
  fits(traits: Traits): boolean;
}

function compileRule({ name, description, capabilities, ports, kind, ignore }: NeighborRule): Compiled {
  const [nameFits, textFits] = [name, description].map((glob) => (glob === null ? null : globToRegExp(glob, 'i')));
  const places = ports.map((one) => ({ fitsDevice: devicePattern(one.device), fitsPort: portPattern(one.port) }));
  const isPlace = ({ by, groups, port }: Traits['places'][number]): boolean =>
    port !== null && places.some((one) => one.fitsDevice([by, ...groups]) && one.fitsPort(port));
  return {
    ...{ kind, ignore, asksDescription: textFits !== null },
    fits: (traits) =>
      (!nameFits || traits.names.some((text) => nameFits.test(text))) &&
      (!textFits || (traits.descriptions?.some((text) => textFits.test(text)) ?? true)) &&
      capabilities.every((letter) => traits.capabilities.has(letter)) &&
      (places.length === 0 || traits.places.some(isPlace)),
  };
}

/** `all`, or names and groups with wildcards, parted by commas or colons; `!` in front leaves out. */
function devicePattern(pattern: string): (names: readonly string[]) => boolean {
  const parts = pattern.split(/[,:]/).map((part) => part.trim());
  const [without, within] = [true, false].map((isOut) =>
    parts
      .filter((part) => part !== '' && part.startsWith('!') === isOut)
      .map((part) => globToRegExp(part === 'all' ? '*' : part.replace(/^!/, ''))),
  );
  const fits = (globs: readonly RegExp[] | undefined, names: readonly string[]): boolean =>
    (globs ?? []).some((glob) => names.some((name) => glob.test(name)));
  return (names) => (within?.length === 0 || fits(within, names)) && !fits(without, names);
}

/** Names that Cisco's phones, analogue adapters and access points are born with: a type and the MAC address. */
const PHONE_NAME = /^(?:SEP|ATA)[0-9a-f]{12}(?:\.|$)/i;
const AP_NAME = /^AP[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?:\.|$)/i;

/** Words of system descriptions and CDP platforms, as the makers write them. */
const PHONE_TEXT =
  /\b(?:(?:IP|SIP|desk|conference) ?phone|SPA[3-5]\d\d\w?|VVX ?\d{3}|Polycom|Yealink|snom\d*|Grandstream GX[PV]|CP-\d{4}\w*|Avaya (?:96|J1)\d\d)\b/i;
const AP_TEXT =
  /\b(?:access point|AIR-(?:C?AP|LAP|SAP)\w*|Cisco AP Software|AP\d+\w*-K9W\d|C9[12]\d\dAX\w*|CW91\d\d\w*|Aironet|Aruba ?AP|UAP-\w+|U[67]-(?:Pro|Lite|LR|Mesh|IW|Enterprise)|Meraki (?:MR|CW)\d*|FortiAP|Mist Systems|Ruckus)\b/i;
const NETWORK_TEXT =
  /\b(?:Cisco (?:IOS|NX-OS|Nexus|Adaptive Security)|IOS[- ]X[ER]|NX-OS|JUNOS|Junos|Arista Networks|Comware|Versatile Routing Platform|RouterOS|MikroTik|ArubaOS-?CX|ProCurve|Cumulus Linux|SONiC|VyOS|OpenWrt|FortiGate|PAN-OS|ExtremeXOS|EdgeOS|WS-C\d+)\b/;
const HOST_TEXT =
  /\b(?:Linux|Windows|ESXi?|VMware|Ubuntu|Debian|Red Hat|FreeBSD|Darwin|macOS|Proxmox|iDRAC|iLO|printer|JetDirect)\b/i;

/**
 * Names and words are surer than letters: a server that forwards packets for its containers says `R`. Letters are those of
 * LLDP (IEEE 802.1AB-2016 §8.5.8); `T` of something that routes is a voice gateway.
 */
function guessKind({ names, descriptions, capabilities, isBareCard }: Traits): StubKind {
  const says = (pattern: RegExp): boolean => descriptions?.some((text) => pattern.test(text)) ?? false;
  const can = (letter: string): boolean => capabilities.has(letter);
  if (names.some((name) => PHONE_NAME.test(name)) || says(PHONE_TEXT)) return 'phone';
  if (names.some((name) => AP_NAME.test(name)) || says(AP_TEXT)) return 'access-point';
  if (can('T') && !can('R')) return 'phone';
  if (says(NETWORK_TEXT)) return 'device';
  if (says(HOST_TEXT)) return 'host';
  if (can('W')) return 'access-point';
  if (can('R') || can('B') || can('P') || can('C')) return 'device';
  return can('S') || isBareCard ? 'host' : 'unknown';
}

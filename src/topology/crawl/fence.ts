// The fence around a crawl: which devices are visited, which are only listed, which are left out. First rule that fits wins.
import { type AddressRange, globToRegExp, parseAddressRange, ToposcopeError } from '../../model/index.ts';
import type { Candidate, DeviceKind } from './candidate.ts';

/**
 * `permit` log in and follow its neighbours · `leaf` log in, do not follow · `include` list it without logging in ·
 * `deny` leave it out.
 */
export type FenceAction = 'permit' | 'leaf' | 'include' | 'deny';

export interface FenceRule {
  readonly action: FenceAction;
  /** As written. */
  readonly text: string;
  /** An address says where a device is, not what: such rules do not let phones and access points in. */
  readonly isAboutPlace: boolean;
  fits(candidate: Candidate): boolean;
}

export interface Verdict {
  readonly action: FenceAction;
  /** Why, for the report. */
  readonly reason: string;
}

const KINDS: Readonly<Record<string, DeviceKind>> = {
  phone: 'phone',
  t: 'phone',
  ap: 'access-point',
  'access-point': 'access-point',
  w: 'access-point',
  host: 'host',
  station: 'host',
  s: 'host',
  network: 'network',
  switch: 'network',
  router: 'network',
  unknown: 'unknown',
};

/** `nmae:lab-*`, `192.0.2.*`: meant as something else than a name, and as a name it would fit nothing and fence nothing. */
const SLIP = /:|^\d+\.[\d.*?-]*$/;

/**
 * `192.0.2.0/24`, `192.0.2.10-20` or an address · `capability:phone` · `platform:*IOS-XE*` (in its system description) ·
 * `name:core-*`, or any other text as a name. CLI_USAGE for what is none of them.
 */
export function parseFenceRule(action: FenceAction, text: string): FenceRule {
  const [, kind, value = ''] = /^(?:(name|platform|capability|address):)?(.*)$/is.exec(text.trim()) ?? [];
  const range = kind === undefined || kind === 'address' ? parseAddressRange(value) : null;
  if (range !== null) return { action, text, isAboutPlace: true, fits: ({ addresses }) => isWithin(addresses, range) };
  if (kind === 'capability') return kindRule(action, text, value);
  if (value === '' || kind === 'address' || /[/\s]/.test(kind === 'platform' ? '' : value)) throw badRule(action, text);
  if (kind === undefined && SLIP.test(value)) throw badRule(action, text);
  const pattern = globToRegExp(value, 'i');
  const read = kind === 'platform' ? ({ description }: Candidate) => description : ({ name }: Candidate) => name;
  return { action, text, isAboutPlace: false, fits: (candidate) => pattern.test(read(candidate) ?? '') };
}

function isWithin(addresses: readonly string[], range: AddressRange): boolean {
  return addresses.some((address) => range.contains(address));
}

function kindRule(action: FenceAction, text: string, value: string): FenceRule {
  const wanted = KINDS[value.trim().toLowerCase()];
  if (wanted === undefined) throw badRule(action, text);
  return { action, text, isAboutPlace: false, fits: ({ kind }) => kind === wanted };
}

function badRule(action: FenceAction, text: string): ToposcopeError {
  return new ToposcopeError('CLI_USAGE', `--${action} "${text}" is no rule`, {
    hint: `write an address range (192.0.2.0/24), name:PATTERN, platform:PATTERN, or capability: with one of ${Object.keys(KINDS).join(', ')}`,
  });
}

/**
 * As in an access list, what no rule names is left out as soon as one rule lets something in; without such rules it is
 * let in. Phones and access points stay out unless a rule says what they are, by capability, name or platform.
 */
export function judge(candidate: Candidate, rules: readonly FenceRule[]): Verdict {
  const rule = rules.find((one) => one.fits(candidate));
  const isEndpoint = candidate.kind === 'phone' || candidate.kind === 'access-point';
  if (isEndpoint && (rule === undefined || (rule.isAboutPlace && rule.action !== 'deny'))) {
    return { action: 'deny', reason: `it is a${candidate.kind === 'phone' ? ' phone' : 'n access point'}` };
  }
  if (rule) return { action: rule.action, reason: `${rule.action} ${rule.text}` };
  const isClosed = rules.some(({ action }) => action === 'permit' || action === 'leaf');
  return isClosed
    ? { action: 'deny', reason: 'no rule lets it in' }
    : { action: 'permit', reason: 'no rule against it' };
}

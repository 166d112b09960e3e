// Whether a member of a LAG carries: what its owners say of it, else what its port and its link say.
import { formatEnd, type LinkEnd, type Port, type SnapshotLink, shortPortName } from '../../model/index.ts';
import type { Survey } from '../survey.ts';
import { arePortsRead, type Lags } from './lags.ts';

/** A cable of a LAG; or a port that is configured in it and leads nowhere that anybody hears of (one end, no link). */
export interface Member {
  readonly ends: readonly LinkEnd[];
  /** Null where it was a member in the previous snapshot and no claim tells of it any more. */
  readonly link: SnapshotLink | null;
}

export interface Verdict {
  readonly carries: 'yes' | 'no' | 'standby' | 'unknown';
  /** A sentence for each end that does not carry. */
  readonly reasons: readonly string[];
}

interface EndVerdict extends Verdict {
  readonly isHeldBack?: boolean;
}

/** `lags` are the LAGs of the bundle's ends, in the order of the member's ends where it has both. */
export function judgeMember(member: Member, lags: readonly LinkEnd[], known: Lags, survey: Survey): Verdict {
  const ends = member.ends.map((end) => {
    const lag = lags.find(({ device }) => device === end.device) ?? null;
    return judgeEnd(end, lag, member, known, survey);
  });
  // A partner in hot standby is held back: its owner says "standby", the other end often "suspended".
  const isStandby = ends.some(({ carries }) => carries === 'standby');
  const reasons = ends.flatMap((end) => (isStandby && end.isHeldBack ? [] : end.reasons));
  if (reasons.length > 0) return { carries: 'no', reasons };
  const [best] = (['standby', 'yes'] as const).filter((state) => ends.some(({ carries }) => carries === state));
  return { carries: best ?? 'unknown', reasons };
}

function judgeEnd(end: LinkEnd, lag: LinkEnd | null, member: Member, known: Lags, survey: Survey): EndVerdict {
  const port = known.portAt(end);
  if (end.port !== null && end.port === lag?.port) return member.link?.state === 'confirmed' ? CARRIES : UNKNOWN;
  if (port === null || !arePortsRead(survey, end.device)) return UNKNOWN;
  const told = judgePort(port, lag, shortEnd(end));
  if (told !== null) return told;
  if (member.link !== null) return port.operUp === true || member.link.state === 'confirmed' ? CARRIES : UNKNOWN;
  return member.ends.length > 1 ? not(`nothing is heard on ${shortEnd(end)}`) : UNKNOWN;
}

/** Null where the port is up and its owner does not say how it stands in the LAG. */
function judgePort(port: Port, lag: LinkEnd | null, place: string): EndVerdict | null {
  if (port.adminUp === false) return not(`${place} is administratively down`);
  if (port.bundleState === 'bundled') return CARRIES;
  if (port.bundleState === 'standby') return { carries: 'standby', reasons: [] };
  if (port.bundleState === 'suspended') return { ...not(`${place} is suspended`), isHeldBack: true };
  if (port.bundleState === 'down') return not(`${place} is down`);
  if (port.operUp === false) return not(`${place} is down`);
  const isMissing = lag !== null && lag.port !== null && port.bundle === null;
  return isMissing ? not(`${place} is not in ${shortPortName(lag.port)}`) : null;
}

/** `r1:Gi0/1`, as sentences name a port. */
export function shortEnd({ device, port }: LinkEnd): string {
  return formatEnd({ device, port: port === null ? null : shortPortName(port) });
}

const CARRIES: Verdict = { carries: 'yes', reasons: [] };
const UNKNOWN: Verdict = { carries: 'unknown', reasons: [] };

function not(reason: string): Verdict {
  return { carries: 'no', reasons: [reason] };
}

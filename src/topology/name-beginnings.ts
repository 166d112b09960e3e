// The weakest rule: a name nobody else bears is the beginning of one inventory name (`r6` of `r6-edge`), and that device has
// never told what it calls itself. Without it a device that cannot be polled at first would be drawn twice.
import { normaliseMac } from '../model/index.ts';
import type { Hearing } from './claims.ts';
import type { IdentityIndex } from './identity-index.ts';
import { firstLabel, isAddress, nameKey, stripDomain } from './names.ts';
import type { Verdicts } from './reciprocity.ts';

/** One letter is the beginning of too much. */
const SHORTEST_NAME = 2;

/** Settles unknown names in `verdicts`. Runs last: a name that any other rule understands is never questioned. */
export function settleByBeginning(verdicts: Verdicts, index: IdentityIndex): void {
  const understood = namesUnderstood(verdicts, index);
  for (const [hearing, verdict] of verdicts) {
    const label = verdict.kind === 'unknown' ? labelOf(hearing, index) : null;
    const device = label === null ? null : soleBearer(label, index);
    if (label === null || device === null || device === hearing.by || isOther(device, hearing, index)) continue;
    // Neighbours know the device by another name already, so that is what it calls itself.
    if ([...(understood.get(device) ?? [])].some((name) => name !== label)) continue;
    verdicts.set(hearing, { kind: 'known', device, rule: 'beginning of the inventory name' });
  }
}

function namesUnderstood(verdicts: Verdicts, index: IdentityIndex): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const [hearing, verdict] of verdicts) {
    const label = labelOf(hearing, index);
    if (verdict.kind !== 'known' || label === null) continue;
    names.set(verdict.device, (names.get(verdict.device) ?? new Set()).add(label));
  }
  return names;
}

function labelOf({ systemName, nameTruncated }: Hearing, { domains }: IdentityIndex): string | null {
  if (systemName === null || nameTruncated || isAddress(systemName.trim()) || normaliseMac(systemName)) return null;
  const label = nameKey(stripDomain(systemName, domains) ?? firstLabel(systemName) ?? systemName);
  return label.length < SHORTEST_NAME ? null : label;
}

/** The only device of the whole inventory whose name begins so, if its own hostname is not known. */
function soleBearer(label: string, { survey }: IdentityIndex): string | null {
  const bearers = [...survey.values()].filter(({ device }) => {
    const name = nameKey(device.name);
    return name.startsWith(label) && /^[-_.]/.test(name.slice(label.length));
  });
  const [only] = bearers;
  return bearers.length === 1 && only?.hostname === null ? only.device.name : null;
}

function isOther(device: string, hearing: Hearing, { survey }: IdentityIndex): boolean {
  const own = normaliseMac(survey.get(device)?.chassisId ?? '');
  const heard = normaliseMac(hearing.chassisId ?? '');
  return own !== null && heard !== null && own !== heard;
}

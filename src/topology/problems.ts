// The problems this room raises, each in one place so that its words stay the same.
import { compareText, formatEnd, type LinkEnd, type SnapshotProblem } from '../model/index.ts';

export function ambiguousNeighbor(
  device: string,
  place: string,
  name: string,
  candidates: readonly string[],
  kept: string,
): SnapshotProblem {
  return {
    code: 'TOPOLOGY_AMBIGUOUS_NEIGHBOR',
    severity: 'warning',
    device,
    message: `${place} hears "${name}", which may be ${candidates.join(' or ')}; it is kept apart as ${kept}`,
    hint: 'Poll "show lldp neighbors detail" for full names and chassis ids, or give the devices different hostnames.',
  };
}

export function selfLink(device: string, place: string, farPort: string | null, rule: string): SnapshotProblem {
  const port = farPort === null ? '' : ` (its own port ${farPort})`;
  return {
    code: 'TOPOLOGY_SELF_LINK',
    severity: 'warning',
    device,
    message: `${place} hears ${device} itself${port}, by ${rule}; that is no link`,
    hint: 'Look for a cable looped back, or a provider loop on this port; two devices of one name also look like this.',
  };
}

export function declaredSelfLink(device: string): SnapshotProblem {
  return {
    code: 'TOPOLOGY_SELF_LINK',
    severity: 'warning',
    device,
    message: `A declared link joins ${device} to itself; it is left out`,
    hint: 'Correct its ends in the settings under "links".',
  };
}

export function duplicateHostname(hostname: string, devices: readonly string[]): SnapshotProblem {
  return {
    code: 'TOPOLOGY_DUPLICATE_HOSTNAME',
    severity: 'warning',
    device: devices[0] ?? null,
    message: `${devices.join(' and ')} all call themselves "${hostname}"; they are kept apart`,
    hint: 'Give each device its own hostname, so that its neighbours can name it.',
  };
}

export function declaredUnknownDevice(name: string, nearest: string): SnapshotProblem {
  return {
    code: 'TOPOLOGY_DECLARED_UNKNOWN',
    severity: 'warning',
    device: null,
    message: `A declared link ends at "${name}", which is not in the inventory but looks like "${nearest}"`,
    hint: `Write "${nearest}" if you mean it; otherwise "${name}" is drawn as a device outside the inventory.`,
  };
}

export function declaredUnknownPort(end: LinkEnd): SnapshotProblem {
  return {
    code: 'TOPOLOGY_DECLARED_UNKNOWN',
    severity: 'warning',
    device: end.device,
    message: `A declared link ends at ${formatEnd(end)}, but ${end.device} has no such port`,
    hint: `Compare with "show interfaces" of ${end.device} and correct the port in the settings.`,
  };
}

/** Sorted and without repetitions. */
export function sortProblems(problems: readonly SnapshotProblem[]): SnapshotProblem[] {
  const key = (one: SnapshotProblem): string => JSON.stringify([one.code, one.device ?? '', one.message]);
  const distinct = new Map(problems.map((problem) => [key(problem), problem]));
  return [...distinct].sort(([a], [b]) => compareText(a, b)).map(([, problem]) => problem);
}

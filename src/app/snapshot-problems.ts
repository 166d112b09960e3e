// What a snapshot must say about a device that did not answer as it should.
import type { DeviceFacts, PollResult, SnapshotProblem } from '../model/index.ts';

/** One problem for a failed poll, one for LLDP that is off, and those the parsers found, in this order. */
export function deviceProblems(device: string, poll: PollResult, facts: DeviceFacts | null): SnapshotProblem[] {
  const parsed = (facts?.problems ?? []).map(
    (problem): SnapshotProblem => ({
      code: problem.code,
      severity: problem.severity,
      device,
      message: problem.message,
      hint: problem.hint,
    }),
  );
  return [...failedPoll(device, poll), ...lldpOff(device, facts), ...parsed];
}

function failedPoll(device: string, poll: PollResult): SnapshotProblem[] {
  if (poll.code === null || poll.code === 'DEVICE_SKIPPED') return [];
  return [{ code: poll.code, severity: 'error', device, message: poll.message ?? poll.status, hint: poll.hint ?? '' }];
}

function lldpOff(device: string, facts: DeviceFacts | null): SnapshotProblem[] {
  const isKnown = facts?.problems.some((problem) => problem.code === 'DEVICE_LLDP_DISABLED');
  const isOff = facts?.lldp?.enabled === false || facts?.neighborsOutcome === 'disabled';
  if (!isOff || isKnown) return [];
  return [
    {
      code: 'DEVICE_LLDP_DISABLED',
      severity: 'warning',
      device,
      message: `LLDP is off on ${device}: it neither hears nor is heard`,
      hint: 'turn it on with `lldp run` on the device, or set `ensure_lldp: true` in toposcope.yml',
    },
  ];
}

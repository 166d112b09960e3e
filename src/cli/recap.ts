// What a snapshot run tells a person: one line per device, the links by state, and the changes.
import { compareText, type Snapshot, type SnapshotDevice, type SnapshotProblem } from '../model/index.ts';
import { formatChangeList } from './changes.ts';
import { countBy, formatTable, type Output, plural, printable, withoutDevice } from './console.ts';

/** Of one device and code no more than this are told to a person. */
const MAX_ALIKE = 3;

const STATUS_COLOUR = {
  ok: 'green',
  unreachable: 'red',
  'auth-failed': 'red',
  failed: 'red',
  skipped: 'grey',
} as const;

/** The recap of a run, as Ansible's users know it: ok, changed, unreachable, failed. */
export function formatRecap(output: Output, snapshot: Snapshot): string {
  const polled = snapshot.devices.filter((device) => device.poll !== null);
  const claims = countClaims(snapshot);
  const rows = polled.map((device) => deviceRow(device, claims.get(device.name) ?? 0));
  const table = formatTable([['device', 'hostname', 'status', 'changed', 'neighbours', 'took'], ...rows]).split('\n');
  const lines = table.map((line, i) => paintStatus(output, line, polled[i - 1]));
  return [output.paint('bold', 'Recap'), ...lines, '', pollCounts(polled), linkCounts(snapshot)].join('\n');
}

export function formatChanges(output: Output, snapshot: Snapshot): string {
  if (snapshot.previous === null) return 'First snapshot: nothing to compare with.';
  const { changes } = snapshot;
  const since = `since ${snapshot.previous}`;
  if (changes.length === 0) return `No changes ${since}.`;
  const head = output.paint('bold', `${plural(changes.length, 'change')} ${since}`);
  return [head, formatChangeList(output, changes)].join('\n');
}

/** Problems with their cure; empty where there are none. A table of lines nobody knows shows the first of them. */
export function formatProblems(output: Output, snapshot: Snapshot): string {
  const seen = new Map<string, number>();
  const kindOf = ({ device, code }: SnapshotProblem) => `${device ?? ''} ${code}`;
  const shown = snapshot.problems.filter((problem) => {
    const count = (seen.get(kindOf(problem)) ?? 0) + 1;
    seen.set(kindOf(problem), count);
    return count <= MAX_ALIKE;
  });
  const last = new Map(shown.map((problem) => [kindOf(problem), problem]));
  const jumps = shown.filter(({ code }) => code === 'DEVICE_JUMP_FAILED');
  return shown
    .map((problem) => {
      const more = last.get(kindOf(problem)) === problem ? (seen.get(kindOf(problem)) ?? 0) - MAX_ALIKE : 0;
      // One jump host in trouble is one cure for all devices behind it.
      const isRepeated = jumps.includes(problem) && jumps.find(({ hint }) => hint === problem.hint) !== problem;
      const lines = [formatProblem(output, problem, !isRepeated)];
      if (more > 0) lines.push(`    … and ${more} more like it; --json has them all`);
      return lines.join('\n');
    })
    .join('\n');
}

function formatProblem({ paint }: Output, problem: SnapshotProblem, withHint: boolean): string {
  const severity = paint(problem.severity === 'error' ? 'red' : 'yellow', problem.severity);
  const place = problem.device === null ? '' : `${printable(problem.device)}: `;
  const message = printable(withoutDevice(problem.message, problem.device));
  const hint = withHint ? `\n    ${printable(problem.hint)}` : '';
  return `${severity} ${place}${problem.code}: ${message}${hint}`;
}

function deviceRow(device: SnapshotDevice, claims: number): string[] {
  const { poll } = device;
  const changed = poll?.changed ? 'LLDP on' : '-';
  const took = poll?.status === 'skipped' ? '-' : `${Math.round(poll?.tookMs ?? 0)} ms`;
  return [device.name, device.hostname ?? '-', poll?.code ?? poll?.status ?? '-', changed, String(claims), took].map(
    printable,
  );
}

function paintStatus({ paint }: Output, line: string, device: SnapshotDevice | undefined): string {
  const poll = device?.poll;
  if (!poll) return paint('grey', line);
  const shown = poll.code ?? poll.status;
  return line.replace(` ${shown} `, ` ${paint(STATUS_COLOUR[poll.status], shown)} `);
}

/** By device. */
function countClaims({ links }: Snapshot): ReadonlyMap<string, number> {
  const claims = links.flatMap((link) => link.claims).filter(({ protocol }) => protocol !== 'declared');
  return new Map(countBy(claims, ({ by }) => by));
}

function pollCounts(polled: readonly SnapshotDevice[]): string {
  const count = (status: string) => polled.filter((device) => device.poll?.status === status).length;
  const changed = polled.filter((device) => device.poll?.changed).length;
  const failed = count('failed') + count('auth-failed');
  const skipped = count('skipped') > 0 ? `, skipped ${count('skipped')}` : '';
  return `devices: ok ${count('ok')}, changed ${changed}, unreachable ${count('unreachable')}, failed ${failed}${skipped}`;
}

function linkCounts(snapshot: Snapshot): string {
  const cables = snapshot.links.filter((link) => link.segment === null);
  const counts = countBy(cables, (link) => (link.settling ? 'settling' : link.state)).map(
    ([state, count]) => `${state} ${count}`,
  );
  const segments = snapshot.segments.length > 0 ? `, ${plural(snapshot.segments.length, 'segment')}` : '';
  return `links: ${counts.sort(compareText).join(', ') || 'none'}${segments}`;
}

// Silences: maintenance that a person declares now, kept with the incidents until it is over.
import { createHash } from 'node:crypto';
import { matchHosts } from '../../inventory/index.ts';
import { compareText, type Inventory, type StateKeeper, ToposcopeError } from '../../model/index.ts';
import type { Silence } from './maintenance.ts';

const KIND = 'silence';

/** Those that are not over yet, and those that are but nobody has tidied away, by their beginning. */
export async function readSilences(keeper: StateKeeper): Promise<Silence[]> {
  const values = [...(await keeper.state(KIND)).values()];
  return values.filter(isSilence).sort((a, b) => compareText(a.from, b.from) || compareText(a.id, b.id));
}

export interface SilenceRequest {
  readonly hosts: string;
  readonly seconds: number;
  readonly by: string;
  readonly comment: string;
}

/** From now on. Those that are over go. CONFIG_PATTERN_NO_MATCH where no device is meant. */
export async function addSilence(
  keeper: StateKeeper,
  inventory: Inventory,
  request: SilenceRequest,
  now: Date,
): Promise<Silence> {
  const { hosts, seconds, by, comment } = request;
  const { names, problems } = matchHosts(inventory, hosts);
  const problem = problems[0];
  if (problem) throw new ToposcopeError(problem.code, problem.message, { hint: problem.hint });
  if (names.length === 0) throw new ToposcopeError('CONFIG_PATTERN_NO_MATCH', `"${hosts}" matches no device`, {});
  const [from, to] = [now, new Date(now.getTime() + seconds * 1000)].map((time) => time.toISOString());
  const id = createHash('sha256').update(`${hosts} ${from} ${by}`).digest('hex').slice(0, 8);
  const silence: Silence = { id, hosts, from: from ?? '', to: to ?? '', by, comment };
  const over = (await readSilences(keeper)).filter((one) => one.to < silence.from);
  await keeper.commit({
    drop: over.map((one) => ({ kind: KIND, key: one.id })),
    put: [{ kind: KIND, key: id, value: silence }],
  });
  return silence;
}

/** INCIDENT_NOT_FOUND where there is no silence of that id. */
export async function endSilence(keeper: StateKeeper, id: string): Promise<void> {
  const silences = await readSilences(keeper);
  if (!silences.some((one) => one.id === id)) {
    const ids = silences.map((one) => one.id).join(', ');
    throw new ToposcopeError('INCIDENT_NOT_FOUND', `there is no silence ${id}`, {
      hint: ids === '' ? 'no silence is set' : `there are: ${ids}`,
    });
  }
  await keeper.commit({ drop: [{ kind: KIND, key: id }] });
}

function isSilence(value: unknown): value is Silence {
  const silence = Object(value) as Record<keyof Silence, unknown>;
  return (['id', 'hosts', 'from', 'to', 'by', 'comment'] as const).every((key) => typeof silence[key] === 'string');
}

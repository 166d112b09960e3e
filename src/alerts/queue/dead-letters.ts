// Messages that were given up: listed, and sent again when somebody says so.
import { compareText, type StateKeeper, ToposcopeError } from '../../model/index.ts';
import { DEAD_KIND, DELIVERY_KIND, type DeadLetter, isDelivery, newDelivery } from './delivery.ts';

/** Oldest first. */
export async function readDeadLetters(keeper: StateKeeper): Promise<DeadLetter[]> {
  const values = [...(await keeper.state(DEAD_KIND)).values()];
  return values.filter(isDeadLetter).sort((a, b) => compareText(a.message.at, b.message.at));
}

/**
 * Puts them among what waits, as if new; a service that runs sees them within a minute. Returns how many. ALERT_NOT_FOUND where there is
 * none of that id (its beginning will do where only one has it); `all` of none is 0.
 */
export async function retryDeadLetters(keeper: StateKeeper, which: string, now: Date): Promise<number> {
  const dead = await readDeadLetters(keeper);
  const chosen = which === 'all' ? dead : [requireOne(dead, which)];
  if (chosen.length === 0) return 0;
  await keeper.commit({
    drop: chosen.map(({ message }) => ({ kind: DEAD_KIND, key: message.id })),
    put: chosen.map(({ message }) => ({ kind: DELIVERY_KIND, key: message.id, value: newDelivery(message, now) })),
  });
  return chosen.length;
}

function requireOne(dead: readonly DeadLetter[], id: string): DeadLetter {
  const found = dead.filter(({ message }) => message.id.startsWith(id));
  const [first] = found;
  if (first !== undefined && id !== '' && (found.length === 1 || first.message.id === id)) return first;
  const many = found.length > 1 ? `${found.length} dead letters begin with ${id}` : `no dead letter has the id ${id}`;
  throw new ToposcopeError('ALERT_NOT_FOUND', many, { hint: 'toposcope alerts lists them with their ids' });
}

function isDeadLetter(value: unknown): value is DeadLetter {
  return isDelivery(value) && typeof value.reason === 'string' && 'diedAt' in value;
}

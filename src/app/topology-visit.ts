// What is said to one device in one visit: LLDP's state, LLDP turned on where that is wanted, then every question.
import type { Conversation, Session, VisitTarget } from '../devices/index.ts';
import { type Answer, ToposcopeError } from '../model/index.ts';
import { parseCommand, readLldpStatus, type Templates } from '../platforms/index.ts';

const NEIGHBORS = 'show lldp neighbors';
const NEIGHBORS_DETAIL = 'show lldp neighbors detail';

/** A conversation that reads, and changes nothing unless `ensureLldp` is set and LLDP is off. */
export function topologyVisit(templates: Templates, ensureLldp: boolean): Conversation {
  return async (session, target) => {
    const { platform } = target;
    const status = await session.run(platform.lldpStatusCommand);
    const isOff = readLldpStatus(platform, status.raw, templates)?.enabled === false;
    if (isOff && ensureLldp) await enableLldp(session, target, templates);
    const answers = new Map<string, Answer>();
    for (const command of platform.visit) {
      if (command !== platform.lldpStatusCommand) answers.set(command, await session.run(command));
    }
    if (!agree(target, answers, templates)) {
      // The table changed between the two commands: ask both again, once, so that they can be joined.
      await session.run(NEIGHBORS);
      await session.run(NEIGHBORS_DETAIL);
    }
    return { changed: isOff && ensureLldp };
  };
}

async function enableLldp(session: Session, target: VisitTarget, templates: Templates): Promise<void> {
  const { platform } = target;
  await session.configure(platform.lldpEnable);
  const status = await session.run(platform.lldpStatusCommand);
  if (readLldpStatus(platform, status.raw, templates)?.enabled) return;
  throw new ToposcopeError(
    'DEVICE_CONFIG_REJECTED',
    `${target.name} took "${platform.lldpEnable.join('; ')}" and still says that LLDP is off`,
    { hint: `look at "${platform.lldpStatusCommand}" on the device; its licence or role may not allow LLDP` },
  );
}

function agree(target: VisitTarget, answers: ReadonlyMap<string, Answer>, templates: Templates): boolean {
  const brief = answers.get(NEIGHBORS);
  const detail = answers.get(NEIGHBORS_DETAIL);
  if (!brief || !detail) return true;
  const count = (answer: Answer) =>
    parseCommand(target.platform, answer.command, [answer.raw], templates).records.length;
  return count(brief) === count(detail);
}

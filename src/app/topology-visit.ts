// What is said to one device in one visit: LLDP's state, LLDP turned on where that is wanted, then every question.
import type { Conversation, Session, VisitTarget } from '../devices/index.ts';
import { type Answer, ToposcopeError } from '../model/index.ts';
import { type Platform, parseCommand, readLldpStatus, type Templates } from '../platforms/index.ts';

/** A conversation that reads, and changes nothing unless `ensureLldp` is set and LLDP is off. */
export function topologyVisit(templates: Templates, ensureLldp: boolean): Conversation {
  return async (session, target) => {
    const { platform } = session;
    const status = await session.run(platform.lldpStatusCommand);
    const isOff = readLldpStatus(platform, status.raw, templates)?.enabled === false;
    if (isOff && ensureLldp) await enableLldp(session, target, templates);
    const answers = new Map<string, Answer>();
    for (const command of platform.visit) {
      if (command !== platform.lldpStatusCommand) answers.set(command, await session.run(command));
    }
    const tables = platform.neighborTables;
    if (tables !== null && !agree(platform, [tables.brief, tables.detail], answers, templates)) {
      // The table changed between the two commands: ask both again, once, so that they can be joined.
      await session.run(tables.brief);
      await session.run(tables.detail);
    }
    return { changed: isOff && ensureLldp };
  };
}

async function enableLldp(session: Session, target: VisitTarget, templates: Templates): Promise<void> {
  const { platform } = session;
  await session.configure(platform.lldpEnable);
  const status = await session.run(platform.lldpStatusCommand);
  if (readLldpStatus(platform, status.raw, templates)?.enabled) return;
  throw new ToposcopeError(
    'DEVICE_CONFIG_REJECTED',
    `${target.name} took "${platform.lldpEnable.join('; ')}" and still says that LLDP is off`,
    { hint: `look at "${platform.lldpStatusCommand}" on the device; its licence or role may not allow LLDP` },
  );
}

/** Whether the answers to both commands hold the same number of rows. */
function agree(
  platform: Platform,
  commands: readonly string[],
  answers: ReadonlyMap<string, Answer>,
  templates: Templates,
): boolean {
  const counts = commands.map((command) => {
    const raw = answers.get(command)?.raw ?? '';
    return parseCommand(platform, command, [raw], templates).records.length;
  });
  return new Set(counts).size === 1;
}

// What is said to one device in one visit: LLDP's state, LLDP turned on where that is wanted, then every question.
import type { Conversation, Session, VisitTarget } from '../devices/index.ts';
import { type Answer, ToposcopeError } from '../model/index.ts';
import { type Platform, parseCommand, readLldpStatus, type Templates } from '../platforms/index.ts';

/** What is put into a command: a device, or a neighbour whose name it prints, must not choose what else is asked. */
const PORT_NAME = /^[A-Za-z][\w./:-]{0,62}$/;
/** No chassis hears neighbours on more ports. */
const MAX_PORTS = 2048;

export interface TopologyVisit {
  /** Turn LLDP on where it is off: the only thing that is ever changed. */
  readonly ensureLldp: boolean;
  /** Ask for ARP and MAC tables too. */
  readonly endpoints: boolean;
}

/** A conversation that reads, and changes nothing unless `ensureLldp` is set and LLDP is off. */
export function topologyVisit(templates: Templates, { ensureLldp, endpoints }: TopologyVisit): Conversation {
  return async (session, target) => {
    const { visit, optional, endpoints: tables, lldpStatusCommand } = session.platform;
    const status = await session.run(lldpStatusCommand);
    const isOff = readLldpStatus(session.platform, status.raw, templates)?.enabled === false;
    if (isOff && ensureLldp) await enableLldp(session, target, templates);
    const answers = new Map<string, Answer>();
    for (const command of visit) {
      if (command !== lldpStatusCommand) answers.set(command, await session.run(command));
    }
    await settleTables(session, answers, templates);
    const details = portDetails(session.platform, answers, templates);
    for (const command of [...details, ...optional, ...(endpoints ? tables : [])]) await session.run(command);
    return { changed: isOff && ensureLldp };
  };
}

/** Where the table changed between the brief and the detailed answer, both are asked again, once, so that they can be joined. */
async function settleTables(
  session: Session,
  answers: ReadonlyMap<string, Answer>,
  templates: Templates,
): Promise<void> {
  const { platform } = session;
  if (platform.neighborTables === null) return;
  const commands = [platform.neighborTables.brief, platform.neighborTables.detail];
  const counts = commands.map(
    (command) => parseCommand(platform, command, [answers.get(command)?.raw ?? ''], templates).records.length,
  );
  if (new Set(counts).size === 1) return;
  for (const command of commands) await session.run(command);
}

/** One command for each port that hears somebody, where the OS tells the detail of one port at a time. */
function portDetails(platform: Platform, answers: ReadonlyMap<string, Answer>, templates: Templates): string[] {
  const { brief, detail } = platform.neighborPortDetail ?? {};
  const answer = brief === undefined ? undefined : answers.get(brief);
  if (brief === undefined || detail === undefined || answer === undefined) return [];
  const { records } = parseCommand(platform, brief, [answer.raw], templates);
  const printed = records.map((record) => record.localInterfaceAsPrinted ?? record.localInterface);
  const ports = printed.filter((port) => typeof port === 'string').filter((port) => PORT_NAME.test(port));
  return [...new Set(ports)].slice(0, MAX_PORTS).map((port) => detail.replace('<interface>', () => port));
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

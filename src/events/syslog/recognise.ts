// What a syslog message says has changed.
import { canonicalPortName, type NetworkEvent } from '../../model/index.ts';
import { RECOGNISERS, type Recogniser } from './recognisers.ts';

export type Recognised = Pick<NetworkEvent, 'kind' | 'port' | 'ifIndex'>;

/** No message that is looked for is longer. Bounds the work of the patterns. */
const MAX_READ = 1024;

const ALL: readonly Recogniser[] = Object.values(RECOGNISERS).flat();

/** What stands for "up"; anything else is down. */
const UP = /^(?:up|gained|becomes)$/i;

/** A unit of a physical Junos port is not the port: `ge-0/0/0.0`. */
const JUNOS_UNIT = /^([a-z]{2,3}-\d+\/\d+\/\d+(?::\d+)?|ae\d+)\.\d+$/;

/** Null for a message about something else. */
export function recogniseSyslog(text: string): Recognised | null {
  const read = text.slice(0, MAX_READ);
  for (const { what, pattern } of ALL) {
    const match = pattern.exec(read);
    if (match === null) continue;
    const { port, state = '', ifIndex } = match.groups ?? {};
    return {
      kind: what === 'link' || what === 'line' ? `${what}-${UP.test(state) ? 'up' : 'down'}` : what,
      port: port === undefined ? null : canonicalPortName(port.replace(JUNOS_UNIT, '$1')),
      ifIndex: ifIndex === undefined ? null : Number(ifIndex),
    };
  }
  return null;
}

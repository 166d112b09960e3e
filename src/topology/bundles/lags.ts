// LAGs as their owners configure them: which ports are members of which, and whether a device tells of its LAGs at all.
import type { LinkEnd, Port } from '../../model/index.ts';
import { groupBy } from '../group-by.ts';
import { portList } from '../identity/port-list.ts';
import type { PortIndex } from '../port-index.ts';
import type { Survey, Surveyed } from '../survey.ts';

export interface Lags {
  /** The LAG that a port is a member of, or is itself; null where neither is known. */
  lagOf(end: LinkEnd): LinkEnd | null;
  /** Members as configured; empty for what is no LAG. */
  membersOf(lag: LinkEnd): readonly Port[];
  /** Whether a port that is in no list of members is in no LAG: the device was read in this visit, and tells of its LAGs. */
  tells(device: string): boolean;
  readonly portAt: PortIndex;
}

export function indexLags(survey: Survey, portAt: PortIndex): Lags {
  const lags = new Map<string, ReadonlyMap<string, readonly Port[]>>();
  for (const { device, ports } of survey.values()) {
    const { bundled } = portList(ports);
    if (bundled.length > 0)
      lags.set(
        device.name,
        groupBy(bundled, (port) => port.bundle ?? ''),
      );
  }
  const membersOf = ({ device, port }: LinkEnd): readonly Port[] => lags.get(device)?.get(port ?? '') ?? [];
  return {
    membersOf,
    lagOf(end) {
      if (!lags.has(end.device)) return null;
      const bundle = portAt(end)?.bundle ?? null;
      if (bundle !== null) return { device: end.device, port: bundle };
      return membersOf(end).length > 0 ? end : null;
    },
    tells: (device) => tellsLags(survey.get(device)),
    portAt,
  };
}

/** Names of LAG ports, and of the commands that list LAGs, on the systems that `platforms` knows. */
const LAG_PORT = /^(?:Port-channel|Bundle-Ether|Bridge-Aggregation|Eth-Trunk|ae|bond|bonding|lag|Trk)\d/i;
const LAG_COMMAND = /etherchannel|port-channel|bundle|eth-trunk|link-aggregation|lacp|bonding/i;

/** A LAG among the ports whose members nobody tells says that the list of members is not whole. */
function tellsLags(owner: Surveyed | undefined): boolean {
  if (!owner?.arePortsRead) return false;
  const { ports } = owner;
  if (ports.some((port) => port.bundle !== null)) return true;
  const wasAsked = [...owner.device.evidence.keys()].some((command) => LAG_COMMAND.test(command));
  return wasAsked && !ports.some((port) => LAG_PORT.test(port.name));
}

/** Whether this visit read the ports of the device. */
export function arePortsRead(survey: Survey, device: string): boolean {
  return survey.get(device)?.arePortsRead === true;
}

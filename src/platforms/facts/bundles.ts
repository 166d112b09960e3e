// Which ports are members of which LAG, how it is agreed upon, and which of them carry.
import { canonicalPortName, type ParsedRecord, type Port } from '../../model/index.ts';
import type { MemberState } from '../records/lag-words.ts';
import { type ParsedAnswers, recordsOf } from './parsed-answers.ts';
import { recordsIn, stringIn, stringsIn } from './record-values.ts';

export interface Bundles {
  /** Port → its LAG. */
  readonly bundleOf: ReadonlyMap<string, string>;
  readonly protocolOf: ReadonlyMap<string, Port['bundleProtocol']>;
  /** Port → its state in its LAG. */
  readonly stateOf: ReadonlyMap<string, MemberState>;
}

type MemberFacts = Pick<Port, 'bundle' | 'bundleProtocol' | 'bundleState'>;

/** Names are canonical. Of what contradicts itself, the LAG tables outweigh a LAG's own list, and a member's own word both. */
export function readBundles(answers: ParsedAnswers): Bundles {
  const interfaces = recordsOf(answers, 'interfaces');
  const groups = ['etherchannel_summary', 'etherchannel_monitor'].flatMap((folder) => recordsOf(answers, folder));
  const members = [
    ...interfaces.flatMap((record) => pairs(stringIn(record, 'name'), stringsIn(record, 'members'))),
    ...groups.flatMap((record) => pairs(stringIn(record, 'bundle'), interfacesIn(record, 'members'))),
    ...interfaces.flatMap((record) => pairs(stringIn(record, 'bundle'), [stringIn(record, 'name') ?? ''])),
  ];
  const protocols = [
    ...interfaces.map((record) => [stringIn(record, 'name'), stringIn(record, 'lagMode')]),
    ...groups.map((record) => [stringIn(record, 'bundle'), stringIn(record, 'mode')]),
  ];
  const states = groups.flatMap((record) => recordsIn(record, 'states'));
  return {
    bundleOf: new Map(members),
    protocolOf: new Map(
      protocols.flatMap(([name, mode]): [string, Port['bundleProtocol']][] =>
        name && mode ? [[canonicalPortName(name), mode as Port['bundleProtocol']]] : [],
      ),
    ),
    stateOf: new Map(
      states.map((record) => [canonicalPortName(stringIn(record, 'interface') ?? ''), record.state as MemberState]),
    ),
  };
}

function interfacesIn(record: ParsedRecord, field: string): string[] {
  return recordsIn(record, field).flatMap((member) => stringIn(member, 'interface') ?? []);
}

function pairs(lag: string | null, members: readonly string[]): [member: string, lag: string][] {
  if (lag === null) return [];
  return members.filter((name) => name !== '').map((name) => [canonicalPortName(name), canonicalPortName(lag)]);
}

/** `operUp` is the port's own. A LAG without a protocol tells no states: a link is all that its members need. */
export function memberFacts(bundles: Bundles, name: string, operUp: boolean | null): MemberFacts {
  const bundle = bundles.bundleOf.get(name) ?? null;
  if (bundle === null) return { bundle, bundleProtocol: null, bundleState: null };
  const bundleProtocol = bundles.protocolOf.get(bundle) ?? null;
  const told = bundles.stateOf.get(name);
  const byLink = operUp === null || bundleProtocol !== 'static' ? null : operUp ? 'bundled' : 'down';
  return { bundle, bundleProtocol, bundleState: told === undefined ? byLink : resolve(told, operUp) };
}

function resolve(state: MemberState, operUp: boolean | null): Port['bundleState'] {
  if (state !== 'suspended or down' && state !== 'standby or down') return state;
  if (operUp === false) return 'down';
  return state === 'standby or down' ? 'standby' : 'suspended';
}

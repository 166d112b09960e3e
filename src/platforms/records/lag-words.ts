// What each OS calls the protocol of a LAG and the state of its members: one table for all.
import type { Port } from '../../model/index.ts';

/**
 * `… or down`: the LAG table prints one word for a member that is held back and for one without a link; which it is, the state of
 * the port tells.
 */
export type MemberState = NonNullable<Port['bundleState']> | 'suspended or down' | 'standby or down';

export interface LagWords {
  /** As printed, in lower case → what it means; `''` where none is printed. What is not listed says nothing. */
  readonly protocols: Readonly<Record<string, NonNullable<Port['bundleProtocol']>>>;
  /** The first that matches the letters or words printed for a member. */
  readonly members: readonly (readonly [printed: RegExp, state: MemberState])[];
}

/** Linux bonding and what grew out of it. Active-backup, TLB and ALB are no LAG for the other end. */
const BONDING_MODES = {
  '802.3ad': 'lacp',
  'balance-rr': 'static',
  'balance-xor': 'static',
  broadcast: 'static',
} as const;

export const LAG_WORDS = {
  /**
   * The legends of `show etherchannel summary` (IOS, IOS-XE), `show port-channel summary` (NX-OS) and `show port-channel dense` (EOS):
   * they share their letters, and IOS-XE on routers prints words instead. P bundled · p up in delay-lacp mode · H hot-standby ·
   * D down · r module removed · s suspended · I stand-alone or individual · w waiting · u unsuitable · i incompatible · m, M too few
   * or too many links · b waiting for BFD · f no aggregator · E exceeds the configured limit · d default port.
   */
  cisco: {
    protocols: {
      '': 'static',
      '-': 'static',
      none: 'static',
      static: 'static',
      on: 'static',
      lacp: 'lacp',
      pagp: 'pagp',
    },
    members: [
      [/^(?:P|bndl)|^p$/, 'bundled'],
      [/^(?:H|hot-sby)/, 'standby'],
      [/^(?:D|down|r$)/, 'down'],
      [/^(?:[sIwuimMbfEdG+*^-]|stand-alone)/, 'suspended'],
    ],
  },
  /** `show bundle`, "State": Cisco IOS XR Interface and Hardware Component Command Reference. A port without a link stays configured. */
  xr: {
    protocols: { operational: 'lacp', 'not operational': 'lacp', 'not configured': 'static' },
    members: [
      [/^Active/, 'bundled'],
      [/^(?:Standby|Hot Standby)/, 'standby'],
      [/^(?:Negotiating|BFD)/, 'suspended'],
      [/^Configured/, 'suspended or down'],
    ],
  },
  /** `show lacp interfaces`, the state of the multiplexer (IEEE 802.1AX, mux machine). */
  junos: {
    protocols: { lacp: 'lacp' },
    members: [
      [/^Collecting distributing/i, 'bundled'],
      [/^(?:Detached|Waiting|Attached|Collecting)/i, 'suspended or down'],
    ],
  },
  /** `display eth-trunk`. Working mode STATIC is LACP that was configured (`mode lacp-static`); NORMAL is by hand. */
  vrp: {
    protocols: { lacp: 'lacp', static: 'lacp', dynamic: 'lacp', normal: 'static', manual: 'static' },
    members: [
      [/^(?:Selected|Up)$/i, 'bundled'],
      [/^Unselect/i, 'suspended or down'],
      [/^Down$/i, 'down'],
    ],
  },
  /** `display link-aggregation verbose`: S selected, U unselected, I individual. */
  comware: {
    protocols: { dynamic: 'lacp', static: 'static' },
    members: [
      [/^S$/, 'bundled'],
      [/^[UI]$/, 'suspended or down'],
    ],
  },
  /** `show lacp interfaces`, "Forwarding State". */
  aoscx: {
    protocols: { active: 'lacp', passive: 'lacp', off: 'static', lacp: 'lacp' },
    members: [
      [/^up$/, 'bundled'],
      [/^lacp-block$/, 'suspended'],
      [/^down$/, 'down'],
    ],
  },
  /** `/interface bonding monitor`: ports are active or not; "backup" is ours, for an inactive one of an active-backup bond. */
  routeros: {
    protocols: BONDING_MODES,
    members: [
      [/^active$/, 'bundled'],
      [/^backup$/, 'standby or down'],
      [/^inactive$/, 'suspended or down'],
    ],
  },
  /** `bonding_slave/mii_status`, `state` and bit 5 (distributing, IEEE 802.1AX) of `ad_actor_oper_port_state`. */
  linux: {
    protocols: BONDING_MODES,
    members: [
      [/^(?:down|fail|back)\b/, 'down'],
      [/^up backup/, 'standby'],
      [/^up active waiting/, 'suspended'],
      [/^up active/, 'bundled'],
    ],
  },
} as const satisfies Readonly<Record<string, LagWords>>;

/** Null for what the table does not list. */
export function lagProtocol(words: LagWords, printed: string | null): Port['bundleProtocol'] {
  const word = (printed ?? '').trim().toLowerCase();
  return Object.hasOwn(words.protocols, word) ? (words.protocols[word] ?? null) : null;
}

export function memberState(words: LagWords, printed: string): MemberState | null {
  return words.members.find(([pattern]) => pattern.test(printed))?.[1] ?? null;
}

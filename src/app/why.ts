// Why is this drawn? The claims of both ends, the lines of command output they came from, and the rule that joined them.
import {
  type Claim,
  compareText,
  type HistoryEvent,
  type HistoryInterval,
  type HistoryQuery,
  ToposcopeError,
} from '../model/index.ts';
import { cleanOutput, findPlatform, type Platform } from '../platforms/index.ts';
import type { Store } from '../store/index.ts';
import { type Explanation, explain } from '../topology/index.ts';
import { findExcerpt } from './excerpt.ts';

export type { Explanation } from '../topology/index.ts';

export interface Why {
  readonly snapshot: { readonly id: string; readonly takenAt: string };
  readonly explanation: Explanation;
  /** Evidence hash and claim place → the lines of the raw answer that hold the claim. */
  readonly excerpts: ReadonlyMap<string, readonly string[]>;
  /** What was told of it until then, and while what held: the newest, oldest first. */
  readonly history: readonly HistoryEvent[];
  readonly intervals: readonly HistoryInterval[];
}

/** So much of the past is told. */
const HISTORY_LINES = 100;

/** TOPOLOGY_NOT_FOUND names the nearest devices, ports or links. */
export async function explainWhy(store: Store, reference: string, snapshotReference: string): Promise<Why> {
  const snapshot = await store.read(snapshotReference);
  const explanation = explain(snapshot, reference);
  const excerpts = new Map<string, readonly string[]>();
  const platforms = new Map(snapshot.devices.map(({ name, platform }) => [name, findPlatform(platform ?? '')]));
  for (const { link } of explanation.links) {
    for (const claim of link.claims)
      excerpts.set(excerptKey(claim), await excerptOf(store, claim, platforms.get(claim.by)));
  }
  const queries = historyQueries(explanation, snapshot.takenAt);
  return {
    snapshot: { id: snapshot.id, takenAt: snapshot.takenAt },
    explanation,
    excerpts,
    history: newest(await askAll(queries, (query) => store.history(query)), ({ at }) => at),
    intervals: newest(await askAll(queries, (query) => store.intervals(query)), ({ from }) => from),
  };
}

/** Of a device everything; else of the links, and of the ports: a cable that was there before has another link id. */
function historyQueries({ subject, devices, links, ports }: Explanation, until: string): HistoryQuery[] {
  const all = { device: null, port: null, link: null, since: null, until, limit: HISTORY_LINES };
  const [device] = devices;
  if (subject.kind === 'device') return device ? [{ ...all, device: device.name }] : [];
  return [
    ...links.map(({ link }) => ({ ...all, link: link.id })),
    ...ports.map(({ device: name, port }) => ({ ...all, device: name, port: port.name })),
  ];
}

/** One that answers several of the questions is told once. */
async function askAll<T>(queries: readonly HistoryQuery[], ask: (query: HistoryQuery) => Promise<readonly T[]>) {
  const answers = (await Promise.all(queries.map(ask))).flat();
  return [...new Map(answers.map((answer) => [JSON.stringify(answer), answer])).values()];
}

function newest<T>(all: readonly T[], timeOf: (one: T) => string): T[] {
  return [...all].sort((one, other) => compareText(timeOf(one), timeOf(other))).slice(-HISTORY_LINES);
}

export function excerptKey(claim: Claim): string {
  return [claim.evidence, claim.by, claim.port, claim.portId, claim.systemName].join(' ');
}

async function excerptOf(store: Store, claim: Claim, platform: Platform | undefined): Promise<string[]> {
  if (claim.evidence === null) return [];
  try {
    const text = cleanOutput(await store.answer(claim.evidence), claim.command, platform?.dialect);
    return findExcerpt(text, claim);
  } catch (error) {
    // The explanation stands without its quotation; the hash tells which file is missing.
    if (error instanceof ToposcopeError) return [`(${error.message})`];
    throw error;
  }
}

// Talkers of the network as a whole: a conversation crosses several links and is counted once.
import type { FlowSide, Snapshot, Talker } from '../../model/index.ts';
import { conversationText } from './group.ts';

/** Tells links and sides apart, in the set that `entrancesOf` makes. */
export function placeText(link: string, side: FlowSide): string {
  return `${link} ${side}`;
}

/**
 * Where traffic comes into the part of the network that is measured: links, by side, that lead from a device that sends no flows (a
 * stub, a customer, the Internet) to one that does. `exporters` are the names of those. A bundle stands for its members.
 */
export function entrancesOf(
  { links, bundles }: Pick<Snapshot, 'links' | 'bundles'>,
  exporters: ReadonlySet<string>,
): ReadonlySet<string> {
  const cables = links.filter(({ bundle, segment }) => bundle === null && segment === null);
  const entrances = [...cables, ...bundles].flatMap(({ id, a, b }) => {
    const [isA, isB] = [exporters.has(a.device), exporters.has(b.device)];
    if (isA === isB) return [];
    return [placeText(id, isA ? 1 : 0)];
  });
  return new Set(entrances);
}

/**
 * One talker per conversation: with the octets that came in over entrances or with those of the link that carried most of it, whichever
 * is more. The former is whole where a conversation is spread over several paths, the latter where it begins at ports without a known
 * link. `link` and `side` are where most of it was seen.
 */
export function networkTalkers(talkers: readonly Talker[], entrances: ReadonlySet<string>): Talker[] {
  const conversations = new Map<string, Map<string, Talker>>();
  for (const talker of talkers) {
    const text = conversationText(talker.key);
    const places = conversations.get(text) ?? new Map<string, Talker>();
    const place = placeText(talker.link, talker.side);
    const before = places.get(place);
    places.set(place, before ? sum(before, talker) : talker);
    conversations.set(text, places);
  }
  return [...conversations.values()].map((places) => {
    const most = [...places.values()].reduce(larger);
    const came = [...places].filter(([place]) => entrances.has(place)).map(([, talker]) => talker);
    return came.length === 0 ? most : larger(came.reduce(sum), most);
  });
}

function sum(one: Talker, other: Talker): Talker {
  const { link, side, key } = larger(one, other);
  return { link, side, key, bytes: one.bytes + other.bytes, packets: one.packets + other.packets };
}

/** The first of equals. */
function larger(one: Talker, other: Talker): Talker {
  return other.bytes > one.bytes ? other : one;
}

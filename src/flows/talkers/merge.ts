// Talkers of several links put together: those of a bundle, whose members were observed each for itself.
import { compareText, type FlowSide, type Talker } from '../../model/index.ts';
import { conversationText } from './group.ts';

/** One talker per conversation, the largest first, at most `count`. */
export function mergeTalkers(talkers: readonly Talker[], link: string, side: FlowSide, count: number): Talker[] {
  const sums = new Map<string, Talker>();
  for (const { key, bytes, packets } of talkers) {
    const text = conversationText(key);
    const known = sums.get(text) ?? { bytes: 0, packets: 0 };
    sums.set(text, { link, side, key, bytes: known.bytes + bytes, packets: known.packets + packets });
  }
  return [...sums]
    .sort(([a, one], [b, other]) => other.bytes - one.bytes || compareText(a, b))
    .slice(0, count)
    .map(([, talker]) => talker);
}

// What every cable really carried: computed from the plan itself, not from what was metered.
import { compareText } from '../../model/index.ts';
import { frameOverhead } from './frame.ts';
import { Routes } from './routing.ts';
import { Streams } from './streams.ts';
import type { TrafficModel } from './traffic-model.ts';

/** Frames that arrived over a cable, in one direction. */
export interface LinkTruth {
  /** As snapshots name the link. */
  readonly link: string;
  /** 0: from the end that the id names first, to the other. */
  readonly side: 0 | 1;
  /** Octets of frames: layer 3, 18 for header and FCS, and 4 where the frame has a VLAN tag. */
  readonly bytes: number;
  readonly packets: number;
}

/** From `fromMs` up to, not with, `toMs`. Sorted by link and side; a cable that carried nothing is not in it. */
export function readTruth(
  { plan, startMs, timeline, addressOf }: TrafficModel,
  fromMs: number,
  toMs: number,
): LinkTruth[] {
  const sums = new Map<string, { link: string; side: 0 | 1; bytes: number; packets: number }>();
  for (const part of timeline.during(fromMs, toMs)) {
    const routes = new Routes(part.epoch.adjacencies, plan.singlePath);
    const streams = new Streams(plan, startMs, part.fromMs, addressOf).during(part.fromMs, part.toMs);
    for (const stream of streams) {
      const [first, end] = [stream.indexAt(part.fromMs), stream.indexAt(part.toMs)];
      if (first === end) continue;
      for (const { out } of routes.pathOf(stream)) {
        if (out === null || !out.cable.delivers) continue;
        const { link, side } = out.cable;
        const sum = sums.get(`${link} ${side}`) ?? { link, side, bytes: 0, packets: 0 };
        sum.packets += end - first;
        sum.bytes += stream.bytesOf(first, end) + (end - first) * frameOverhead(out.adjacency.vlan);
        sums.set(`${link} ${side}`, sum);
      }
    }
  }
  return [...sums.values()].sort((a, b) => compareText(a.link, b.link) || a.side - b.side);
}

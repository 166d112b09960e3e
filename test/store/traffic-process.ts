// A collector of the crash test: of each tick (ten seconds) it saves what its run knows of the minute, and says so on standard output.
// Arguments: output folder, its name, number of the first tick, how many.
import { writeSync } from 'node:fs';
import { openTraffic } from '../../src/store/index.ts';
import { BYTES, FIRST, partial, TICKS } from './traffic-ticks.ts';

const [output = '', name = '', first = '0', count = '60'] = process.argv.slice(2);
const store = await openTraffic(output, { collector: name });
const start = Number(first);
for (let tick = start; tick < start + Number(count); tick++) {
  const minute = FIRST + Math.floor(tick / TICKS);
  // This run knows nothing of what was before it.
  const ticks = tick + 1 - Math.max(start, Math.floor(tick / TICKS) * TICKS);
  store.save([partial(minute, ticks * BYTES)]);
  // Not through the stream: what is told must be out before the next thing begins.
  writeSync(1, `${tick}\n`);
  if (tick % 40 === 39) store.compact(new Date(minute * 60_000));
}

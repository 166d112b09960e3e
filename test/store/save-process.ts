// A process of the crash test: takes snapshot after snapshot, and says of each on standard output when it is told to be kept.
// Arguments: output folder, name of this process, number of the first snapshot, how many.
import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/index.ts';
import { answerOf, crashSnapshot } from './crash-snapshot.ts';

const [output = '', name = '', first = '0', count = '50'] = process.argv.slice(2);
const store = openStore(output);
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  const saved = await store.save(crashSnapshot(name, number), [answerOf(name, number)]);
  // Not through the stream: what is told must be out before the next thing begins.
  writeSync(1, `snapshot ${saved.id} ${number}\n`);
  await store.commit({
    put: [{ kind: 'crash', key: `${name}-${number}`, value: saved.id }],
    events: [
      {
        ...{
          at: saved.takenAt,
          kind: 'incident.alerted',
          snapshot: saved.id,
          link: null,
          incident: `${name}-${number}`,
        },
        ...{ devices: [name], ends: [], text: 'told' },
      },
    ],
  });
  writeSync(1, `state ${name}-${number}\n`);
}

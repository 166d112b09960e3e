// The snapshots of the crash test: each has its number in every part, so that parts of two cannot pass for one.
import type { Snapshot } from '../../src/model/index.ts';
import type { Evidence } from '../../src/store/index.ts';
import { change, claim, device, evidence, link, minutes, snapshotAt } from './sample.ts';

const LINKS = 60;

export function answerOf(name: string, number: number): Evidence {
  return evidence(`answer ${number} of ${name}\r\n`.repeat(500));
}

export function crashSnapshot(name: string, number: number): Snapshot {
  const at = minutes(number);
  const { hash } = answerOf(name, number);
  return snapshotAt(at, {
    devices: [device(name)],
    links: Array.from({ length: LINKS }, (_, index) => {
      const heard = claim(name, `x${index}`, at, { evidence: hash, portDescription: `number ${number}` });
      return link(name, `x${index}`, [heard], { state: 'unverified', reason: `number ${number} of ${name}` });
    }),
    changes: [change('added', name, `x${number}`)],
    answers: { [name]: { 'show lldp neighbors': hash } },
  });
}

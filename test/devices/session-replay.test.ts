// Every recorded session of test/captures/sessions, found by name: the same answers and nothing else typed, however the bytes
// are cut and whatever noise a terminal adds. `UPDATE=1` writes expected.json where there is none; read it before you commit it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeReplay,
  parseRecording,
  type Recording,
  type ReplayOutcome,
  replayVisit,
} from '../../src/devices/index.ts';
import { findPlatform } from '../../src/platforms/index.ts';
import { addNoise } from './support/terminal-noise.ts';

const ROOT = new URL('../captures/sessions', import.meta.url).pathname;
/** Ways to cut and to disturb each session; more on request. */
const RUNS = Number(process.env.RUNS ?? 2);

const cases = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((platform) => readdirSync(join(ROOT, platform.name)).map((name) => `${platform.name}/${name}`))
  .sort();

function recordingOf(name: string): Recording {
  const path = join(ROOT, name, 'session.yml');
  return parseRecording(readFileSync(path, 'utf8'), path);
}

async function outcomeOf(recording: Recording, nextSize?: () => number): Promise<ReplayOutcome> {
  return describeReplay(await replayVisit('device', recording, nextSize ? { nextSize } : {}));
}

/** A platform that is still to come is skipped, visibly. */
const isKnown = (recording: Recording) => recording.platform === 'auto' || findPlatform(recording.platform);

describe.concurrent('recorded sessions', () => {
  it('are there', () => expect(cases.length).toBeGreaterThanOrEqual(40));

  for (const name of cases) {
    const recording = recordingOf(name);
    it.skipIf(!isKnown(recording))(`${name}: ${recording.about}`, { timeout: 60_000 }, async () => {
      const path = join(ROOT, name, 'expected.json');
      const outcome = await outcomeOf(recording);
      if (!existsSync(path) && process.env.UPDATE) writeFileSync(path, `${JSON.stringify(outcome, null, 2)}\n`);
      expect(outcome).toEqual(JSON.parse(readFileSync(path, 'utf8')));
    });
  }
});

describe.concurrent('the first prompt, drawn over itself', () => {
  // In pieces of four, half a prompt once looked like one, and so did the other half: they never agreed.
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))(
    'is found in pieces of %i',
    { timeout: 60_000 },
    async (size) => {
      const { poll } = await outcomeOf(recordingOf('cisco_ios/prompt-redrawn-by-cr'), () => size);
      expect(poll.code).toBeNull();
    },
  );
});

describe.concurrent('whatever a terminal does', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 });
  const steady = cases.filter((name) => recordingOf(name).commandTimeoutMs === null);

  for (const name of steady) {
    const recording = recordingOf(name);
    it.skipIf(!isKnown(recording))(`${name} cut to pieces`, { timeout: 120_000 }, async () => {
      const expected: ReplayOutcome = JSON.parse(readFileSync(join(ROOT, name, 'expected.json'), 'utf8'));
      await fc.assert(
        fc.asyncProperty(sizes, async (pieces) => {
          let at = 0;
          const outcome = await outcomeOf(recording, () => pieces[at++ % pieces.length] ?? 1);
          expect(outcome).toEqual(expected);
        }),
        { numRuns: RUNS, examples: [[[1]]] },
      );
    });

    it.skipIf(!isKnown(recording))(`${name} with noise`, { timeout: 120_000 }, async () => {
      const expected: ReplayOutcome = JSON.parse(readFileSync(join(ROOT, name, 'expected.json'), 'utf8'));
      if (expected.poll.code !== null) return;
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat(999)), sizes, async (dice, pieces) => {
          let at = 0;
          const noisy = addNoise(recording, () => dice.next().value ?? 0);
          const { answers, typed } = await outcomeOf(noisy, () => pieces[at++ % pieces.length] ?? 1);
          expect({ answers, typed }).toEqual({ answers: expected.answers, typed: expected.typed });
        }),
        { numRuns: RUNS },
      );
    });
  }
});

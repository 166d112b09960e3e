// A capture is a test: every message of test/captures/events, found by name, and the event it stands for.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseSyslog } from '../../src/events/syslog/message.ts';
import { recogniseSyslog } from '../../src/events/syslog/recognise.ts';
import { RECOGNISERS } from '../../src/events/syslog/recognisers.ts';

const CAPTURES = new URL('../captures/events/', import.meta.url);

interface Case {
  readonly message: string;
  readonly hostname?: string;
  readonly event: object | null;
}

const cases = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yml') && !path.startsWith('traps/'))
  .sort()
  .map((path) => ({ path, ...(parse(readFileSync(new URL(path, CAPTURES), 'utf8')) as Case) }));

describe('syslog messages', () => {
  it.each(cases)('$path', ({ message, hostname = null, event }) => {
    const parsed = parseSyslog(message);
    expect(parsed.hostname).toBe(hostname);
    expect(recogniseSyslog(parsed.text)).toEqual(event);
  });

  it('show every row of the table', () => {
    const texts = cases.filter(({ event }) => event !== null).map(({ message }) => parseSyslog(message).text);
    const unseen = Object.values(RECOGNISERS)
      .flat()
      .filter(({ pattern }) => !texts.some((text) => pattern.test(text)))
      .map(({ source }) => source);
    expect(unseen).toEqual([]);
  });

  it('lie with the system that sends them', () => {
    const systems = new Set(cases.map(({ path }) => path.split('/')[0]?.replaceAll('-', '_')));
    expect([...systems].filter((system) => system !== 'any').sort()).toEqual(Object.keys(RECOGNISERS).sort());
  });
});

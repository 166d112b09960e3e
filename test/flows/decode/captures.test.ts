// Cases under test/captures/flows that tell what is counted of them (`counts.json`); what is printed of them is tested with the printers.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Session } from './rows.ts';

const CAPTURES = new URL('../../captures/flows/', import.meta.url);

const cases = readdirSync(CAPTURES).filter((name) => existsSync(new URL(`${name}/counts.json`, CAPTURES)));

it('cases were found', () => {
  expect(cases.length).toBeGreaterThanOrEqual(8);
});

it.each(cases)('%s', (name) => {
  const read = (file: string) => readFileSync(new URL(`${name}/${file}`, CAPTURES), 'utf8');
  const session = new Session();
  for (const part of read('datagrams.hex')
    .replace(/^#.*\n/gm, '')
    .split(/\n\n/)) {
    session.send(Buffer.from(part.replace(/\s/g, ''), 'hex'));
  }
  expect(session.counts()).toMatchObject(JSON.parse(read('counts.json')) as object);
});

// How changes read on a terminal and in Markdown.
import { describe, expect, it } from 'vitest';
import { formatChangeList, formatChangesMarkdown, formatDoubts } from '../../src/cli/changes.ts';
import type { Output } from '../../src/cli/console.ts';
import type { Change, DeviceChange, LinkChange } from '../../src/model/index.ts';

const output: Output = { print: () => undefined, say: () => undefined, paint: (_colour, text) => text };

const end = (device: string, port: string | null) => ({ device, port: port && `GigabitEthernet0/${port}` });

function ofLink(kind: LinkChange['kind'], facts: Partial<LinkChange> = {}): LinkChange {
  const ends = { link: 'r1:GigabitEthernet0/1--r2:GigabitEthernet0/1', a: end('r1', '1'), b: end('r2', '1') };
  return { kind, ...ends, before: null, partner: null, fault: null, cause: 'because', evidence: [], ...facts };
}

function ofDevice(kind: DeviceChange['kind'], before: string | null, after: string | null): DeviceChange {
  return { kind, link: null, device: 'r9', before, after, cause: 'because', evidence: [] };
}

const was = { link: '', a: end('r1', '1'), b: end('r2', '2') };
const swap = ofLink('swapped', {
  before: was,
  partner: {
    link: '',
    a: end('r1', '2'),
    b: end('r2', '2'),
    before: { link: '', a: end('r1', '2'), b: end('r2', '1') },
  },
});

describe('changes on a terminal', () => {
  it('have their kinds in one column, and a line for each cable', () => {
    expect(formatChangeList(output, [ofDevice('device-added', null, 'r9'), swap]).split('\n')).toEqual([
      '  device-added r9',
      '               because',
      '  swapped      r1 Gi0/1 – r2 Gi0/1 (was r1 Gi0/1 – r2 Gi0/2)',
      '               r1 Gi0/2 – r2 Gi0/2 (was r1 Gi0/2 – r2 Gi0/1)',
      '               because',
    ]);
  });

  it.each([
    [ofDevice('renamed', 'r8', 'r9'), '  renamed    r8 → r9'],
    [ofDevice('renamed', 'old-host', 'new-host'), '  renamed    r9 (old-host → new-host)'],
    [
      ofDevice('replaced', '02:00:00:00:00:01', '02:00:00:00:00:02'),
      '  replaced   r9 (02:00:00:00:00:01 → 02:00:00:00:00:02)',
    ],
    [ofDevice('new-version', '17.6(1)', '17.9(4)'), '  new-version r9 (17.6(1) → 17.9(4))'],
    [ofDevice('device-removed', 'r9', null), '  device-removed r9'],
    [ofLink('lost'), '  lost       r1 Gi0/1 – r2 Gi0/1'],
    [ofLink('added', { b: end('printer', null) }), '  added      r1 Gi0/1 – printer'],
  ] satisfies [Change, string][])('%o', (change, line) => {
    expect(formatChangeList(output, [change]).split('\n')[0]).toBe(line);
  });

  it('show what a stranger sent as harmless text', () => {
    const text = formatChangeList(output, [ofLink('lost', { b: end('sw\u001b[31m', null), cause: 'x\ny' })]);
    expect(text).toContain('sw\\u001b[31m');
    expect(text).toContain('x\\u000ay');
  });
});

describe('changes in Markdown', () => {
  it('are a table of devices and one of links', () => {
    expect(
      formatChangesMarkdown('a', 'b', [ofDevice('renamed', 'r8', 'r9'), ofLink('lost', { cause: 'a|b <c>' })]),
    ).toBe(
      [
        '# Changes from a to b',
        '',
        '| change | device | cause |',
        '|---|---|---|',
        '| renamed | r8 → r9 | because |',
        '',
        '| change | link | cause |',
        '|---|---|---|',
        '| lost | r1 Gi0/1 – r2 Gi0/1 | a\\|b \\<c\\> |',
      ].join('\n'),
    );
  });

  it('say that there are none, and what was not judged', () => {
    const doubt = { link: 'x', why: 'not-read', text: 'r2 could not be read' };
    expect(formatChangesMarkdown('a', 'b', [], [doubt])).toBe(
      '# Changes from a to b\n\nNo changes.\n\n1 link is not judged: r2 could not be read',
    );
  });
});

describe('what was not judged', () => {
  const doubt = (text: string, why = 'not-read') => ({ link: text, why, text });

  it('is counted, the commonest reasons first', () => {
    expect(formatDoubts([doubt('b'), doubt('a'), doubt('a'), doubt('c'), doubt('d'), doubt('e')])).toBe(
      '6 links are not judged: a; b; c; and 2 more reasons',
    );
  });

  it('is silent about what nobody needs to know', () => {
    expect(formatDoubts([doubt('a', 'ignored'), doubt('b', 'segment')])).toBeNull();
  });
});

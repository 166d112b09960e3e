// The pieces that strangers' bytes go through: frames, headers, what is shown, what is counted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainAddress } from '../../src/events/intake.ts';
import { printable } from '../../src/events/printable.ts';
import { FrameReader, MAX_MESSAGE } from '../../src/events/syslog/framing.ts';
import { parseSyslog } from '../../src/events/syslog/message.ts';
import { recogniseSyslog } from '../../src/events/syslog/recognise.ts';
import { Tally } from '../../src/events/tally.ts';
import { readNotification } from '../../src/events/traps/notification.ts';

const SEED = 20261121;

describe('frames of a stream', () => {
  const message = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 60 })
    .map((text) => `<13>${text.replaceAll('\n', ' ')}`);
  const frame = fc.tuple(message, fc.boolean());

  const bytesOf = ([text, isCounted]: readonly [string, boolean]) => {
    const bytes = Buffer.from(text);
    return isCounted
      ? Buffer.concat([Buffer.from(`${bytes.length} `), bytes])
      : Buffer.concat([bytes, Buffer.from('\n')]);
  };

  it('are what was sent, however it is torn', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 12 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (frames, steps) => {
          const stream = Buffer.concat(frames.map(bytesOf));
          const reader = new FrameReader();
          const read: string[] = [];
          for (let at = 0; at < stream.length; ) {
            const step = steps.next().value ?? 1;
            const { messages, cut, isBroken } = reader.push(stream.subarray(at, at + step));
            expect([cut, isBroken]).toEqual([0, false]);
            read.push(...messages.map((one) => one.toString()));
            at += step;
          }
          expect(reader.end()).toBeNull();
          expect(read).toEqual(frames.map(([text]) => Buffer.from(text).toString()));
        },
      ),
      { seed: SEED },
    );
  });

  it('of any bytes are bounded, and never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
        const reader = new FrameReader();
        for (const chunk of chunks) {
          const { messages, isBroken } = reader.push(Buffer.from(chunk));
          for (const one of messages) expect(one.length).toBeLessThanOrEqual(MAX_MESSAGE);
          if (isBroken) return;
        }
        reader.end();
      }),
      { seed: SEED },
    );
  });

  it('that are too long are cut once, in lines of any length', () => {
    const reader = new FrameReader();
    const first = reader.push(Buffer.alloc(MAX_MESSAGE + 1, 'x'));
    expect([first.messages.map(({ length }) => length), first.cut]).toEqual([[MAX_MESSAGE], 1]);
    for (let i = 0; i < 5; i++) expect(reader.push(Buffer.alloc(50_000, 'y'))).toMatchObject({ messages: [], cut: 0 });
    expect(reader.push(Buffer.from('y\n<1>a\n')).messages.map(String)).toEqual(['<1>a']);
    const whole = new FrameReader().push(Buffer.concat([Buffer.alloc(MAX_MESSAGE + 9, 'x'), Buffer.from('\n<1>b\n')]));
    expect([whole.messages.map(({ length }) => length), whole.cut]).toEqual([[MAX_MESSAGE, 4], 1]);
  });

  it('that are not finished are read at the end, where they are lines', () => {
    const line = new FrameReader();
    line.push(Buffer.from('<1>last'));
    expect(line.end()?.toString()).toBe('<1>last');
    const counted = new FrameReader();
    counted.push(Buffer.from('99 <1>last'));
    expect(counted.end()).toBeNull();
  });
});

describe('a syslog header', () => {
  const SD = String.raw`[a@1 x="1 \" ] \\"][b]`;

  it.each([
    [
      '<34>1 2026-11-21T22:14:15.003Z mymachine.example.com su - ID47 - \ufeffsaid',
      [34, 'mymachine.example.com', 'su: ID47: said'],
    ],
    [`<165>1 2026-11-21T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - ${SD} said`, [165, '192.0.2.1', 'myproc: said']],
    ['<165>1 - - - - - -', [165, null, '']],
    ['<165>1 - 2001:db8::1 - - - [a] said', [165, '2001:db8::1', 'said']],
    ['<34>Oct 11 22:14:15 mymachine su: said', [34, 'mymachine', 'su: said']],
    ['<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!', [13, '10.0.0.99', 'Use the BFG!']],
    ['<13>2026-11-21T13:05:40+01:00 r1 tag: said', [13, 'r1', 'tag: said']],
    ['<0>said', [0, null, 'said']],
    ['<192>said', [null, null, '<192>said']],
    ['<1x>said', [null, null, '<1x>said']],
    ['', [null, null, '']],
    ['<189>45: r1: %X-5-Y: said', [189, 'r1', '%X-5-Y: said']],
    ['<189>r1: *Nov 21 13:05:40.123 UTC: %X-5-Y: said', [189, 'r1', '%X-5-Y: said']],
    ['<189>000045: .Nov 21 13:05:40: %X-5-Y: said', [189, null, '%X-5-Y: said']],
    ['<189>45: 192.0.2.1: 1y2w: %X-5-Y: said', [189, '192.0.2.1', '%X-5-Y: said']],
    ['<189>tag: %X-5-Y: said', [189, null, 'tag: %X-5-Y: said']],
  ])('is read from %j', (text, [priority, hostname, said]) => {
    expect(parseSyslog(text)).toEqual({ priority, hostname, text: said });
  });

  it('of any text is read without an exception, and hides nothing of what is looked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(999), (text, priority) => {
        const parsed = parseSyslog(`<${priority}>${text}`);
        expect(parsed.text.length).toBeLessThanOrEqual(text.length + 10);
        recogniseSyslog(parsed.text);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('and text made to be read in many ways come to an end', () => {
    const parts = [
      '%LLDP-5-SERVER_ADDED: ',
      '%CDP-5-NEIGHBOR_ADDED: ',
      'Event|104|',
      '%%01IFNET/2/linkdown_active(',
      'SNMP_TRAP_LINK_DOWN: ifIndex 1, ',
      '%%10LLDP/6/LLDP_CREATE_NEIGHBOR',
    ];
    for (const part of parts) {
      for (const filler of [' ', 'a', 'on local port ', 'a.', ': ', '(', 'LLDP neighbor ']) {
        const text = part + filler.repeat(Math.ceil(MAX_MESSAGE / filler.length));
        expect((recogniseSyslog(parseSyslog(`<1>${text}`).text)?.port ?? '').length).toBeLessThanOrEqual(64);
      }
    }
  });
});

describe('what is shown', () => {
  it('is one line without anything that moves or hides', () => {
    expect(printable('a\u001b[31m\r\nb\u0000c\u202ed\u2028e\ud800f')).toBe('a [31m b c d e f');
    expect(printable(' \t ')).toBe('');
    expect(printable(`${'x'.repeat(299)}😀`)).toHaveLength(300);
  });

  it('is bounded, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const shown = printable(text);
        expect(shown.length).toBeLessThanOrEqual(300);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
      { seed: SEED },
    );
  });
});

describe('the tally', () => {
  it('keeps the busiest strangers, in bounded memory', () => {
    const tally = new Tally();
    for (let i = 0; i < 5000; i++) {
      tally.stranger(`198.51.100.${i % 250}`);
      tally.stranger(`2001:db8::${i.toString(16)}`);
      if (i % 3 === 0) tally.stranger('203.0.113.7');
    }
    const { strangers, strangerAddresses } = tally.stats();
    expect(strangers).toBe(5000 + 5000 + 1667);
    expect(strangerAddresses.size).toBe(64);
    expect([...strangerAddresses.keys()][0]).toBe('203.0.113.7');
  });

  it('counts few strangers exactly, the busiest first', () => {
    const tally = new Tally();
    for (const address of ['a', 'b', 'b', 'c', 'b', 'c']) tally.stranger(address);
    expect([...tally.stats().strangerAddresses]).toEqual([
      ['b', 3],
      ['c', 2],
      ['a', 1],
    ]);
  });
});

describe('an address', () => {
  it.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('%s is %s', (shown, plain) => {
    expect(plainAddress(shown)).toBe(plain);
  });
});

describe('a notification', () => {
  const trapOid = { oid: '1.3.6.1.6.3.1.1.4.1.0', value: '1.3.6.1.6.3.1.1.5.3' };

  it.each([
    ['nothing', {}],
    ['another one', { varbinds: [{ ...trapOid, value: '1.3.6.1.4.1.9.9.43.2.0.1' }] }],
    ['one whose OID is no OID', { varbinds: [{ ...trapOid, value: 7 }] }],
    ['one of the prototype', { varbinds: [{ ...trapOid, value: 'constructor' }] }],
    ['v1 with a number out of range', { enterprise: '1.3', generic: -1, specific: 0, varbinds: [] }],
  ])('with %s is none', (_, pdu) => {
    expect(readNotification(pdu)).toBeNull();
  });

  it('with values of the wrong kind tells what is left', () => {
    const entry = '1.3.6.1.2.1.2.2.1';
    const varbinds = [
      trapOid,
      { oid: `${entry}.1.9`, value: Buffer.from('x') },
      { oid: `${entry}.2.9`, value: 12 },
      { oid: `${entry}.8.9`, value: 99 },
    ];
    expect(readNotification({ varbinds })).toEqual({
      kind: 'link-down',
      port: null,
      ifIndex: 9,
      text: 'linkDown, ifIndex 9',
      origin: null,
    });
  });
});

// Datagrams to be damaged: what exporters send, and what none ever would but a protocol's words allow.
import type { Dice } from '../bench/flows/dice.ts';
import {
  type Field,
  netflow1,
  netflow5,
  netflow7,
  optionsTemplate,
  optionsTemplate9,
  set,
  template,
  VARIABLE,
  v9,
  v10,
} from '../flows/netflow-encoder.ts';
import { arp, ethernet, extension, gre, ipv4, ipv6, mpls, snap, tcp, udp, vxlan } from '../flows/packets.ts';
import { CORPUS } from '../flows/sflow-corpus.ts';
import {
  counterSample,
  datagram,
  discardedSample,
  flowSample,
  gatewayRecord,
  genericCounters,
  headerRecord,
  routerRecord,
  structure,
  switchRecord,
  textField,
} from '../flows/sflow-encoder.ts';

export const FUZZ_PROTOCOLS = ['netflow1', 'netflow5', 'netflow7', 'netflow9', 'ipfix', 'sflow5', 'random'] as const;
export type FuzzProtocol = (typeof FUZZ_PROTOCOLS)[number];

/** A new datagram of the protocol, sent in the second `seconds`. */
export function seedOf(protocol: FuzzProtocol, dice: Dice, seconds: number): Buffer {
  switch (protocol) {
    case 'netflow1':
      return netflow1(fixedRecords(dice), header(dice, seconds));
    case 'netflow5':
      return netflow5(fixedRecords(dice), {
        ...header(dice, seconds),
        sampling: oneOf(dice, [0, 0x4064, 0x3fff, 1, 0xffff]),
      });
    case 'netflow7':
      return netflow7(fixedRecords(dice), header(dice, seconds));
    case 'netflow9':
    case 'ipfix':
      return templated(protocol, dice, seconds);
    case 'sflow5':
      return sflow(dice);
    case 'random':
      return seedOf(oneOf(dice, FUZZ_PROTOCOLS.slice(0, -1)), dice, seconds);
  }
}

function oneOf<T>(dice: Dice, choices: readonly T[]): T {
  return choices[dice.below(choices.length)] as T;
}

function many<T>(dice: Dice, most: number, make: () => T): T[] {
  return Array.from({ length: dice.below(most + 1) }, make);
}

/** Numbers of 32 bits as they hurt: nothing, all, and a few plain ones. */
function word(dice: Dice): number {
  return oneOf(dice, [0, 1, 2, 3, 4, 1500, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, dice.below(2 ** 31)]);
}

function octets(dice: Dice, length: number): Buffer {
  const bytes = Buffer.alloc(length, oneOf(dice, [0, 1, 4, 255, dice.below(256)]));
  for (let i = 0; i < length; i += 1 + dice.below(7)) bytes[i] = dice.below(256);
  return bytes;
}

const UPTIMES = [0, 1, 86_400_000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0];

/** Now, but sometimes 1970, 2100, or a clock that is off by years. */
function header(dice: Dice, now: number) {
  const seconds = dice.below(10) < 7 ? now : oneOf(dice, [0, 1, 4_102_444_800, 0xffff_ffff, now - 86_400, now + 30]);
  const sequence = oneOf(dice, [0, 1, 2, dice.below(1000), 0xffff_ffff, 0xffff_fffe, 0x8000_0000]);
  const nanoseconds = oneOf(dice, [0, 999_999_999, 0xffff_ffff]);
  return {
    seconds,
    nanoseconds,
    sequence,
    uptime: oneOf(dice, UPTIMES),
    domain: oneOf(dice, [0, 1, 2, dice.below(65_536)]),
  };
}

function fixedRecords(dice: Dice) {
  return many(dice, 6, () => ({
    ...{ src: word(dice), dst: word(dice), nextHop: word(dice) },
    ...{ inIf: oneOf(dice, [0, 1, 2, 3, 65_535]), outIf: oneOf(dice, [0, 1, 2, 3, 65_535]) },
    ...{ packets: word(dice), bytes: word(dice), first: word(dice), last: word(dice) },
    ...{ srcPort: dice.below(65_536), dstPort: 443, proto: oneOf(dice, [1, 6, 17]), tos: 0, tcpFlags: 255 },
  }));
}

/** Elements that decoders look at, of times, samplers, names and both directions, and some that they do not. */
const ELEMENTS = [
  ...[1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23, 24, 27, 28, 32, 34, 48, 50, 56, 57, 58, 59, 61],
  ...[62, 63, 80, 81, 82, 83, 85, 86, 89, 139, 145, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160],
  ...[161, 162, 180, 181, 182, 183, 210, 225, 231, 232, 234, 243, 252, 253, 254, 256, 291, 292, 293, 298, 299, 302],
  ...[304, 305, 306, 309, 310, 311, 312, 315, 322, 323, 324, 325, 352, 353, 32_767],
];
const LENGTHS = [0, 1, 2, 3, 4, 4, 4, 6, 8, 8, 9, 16, 16, 33, 300, VARIABLE, VARIABLE];

function field(dice: Dice, ipfix: boolean): Field {
  const length = oneOf(dice, LENGTHS);
  const told = !ipfix && length === VARIABLE ? 4 : length;
  if (!ipfix || dice.below(6) > 0) return [oneOf(dice, ELEMENTS), told];
  return [oneOf(dice, ELEMENTS), told, oneOf(dice, [29_305, 9, 0, 0xffff_ffff])];
}

const IDS = [256, 257, 258, 300, 65_535];

function templated(protocol: 'netflow9' | 'ipfix', dice: Dice, seconds: number): Buffer {
  const ipfix = protocol === 'ipfix';
  const version = ipfix ? v10 : v9;
  const sets = [...many(dice, 2, () => templateSet(dice, ipfix)), ...many(dice, 4, () => dataSet(dice))];
  if (dice.below(40) === 0) sets.push(storm(dice, ipfix));
  return version.message(sets, header(dice, seconds));
}

function templateSet(dice: Dice, ipfix: boolean): Buffer {
  const version = ipfix ? v10 : v9;
  const fields = (most: number) => many(dice, most, () => field(dice, ipfix));
  const templates = () =>
    many(dice, 3, () => {
      const all = fields(dice.below(20) === 0 ? 900 : 12);
      const made = template(oneOf(dice, IDS), all);
      // A count of fields that is not there, or a withdrawal.
      if (dice.below(10) === 0) made.writeUInt16BE(oneOf(dice, [0, 1, all.length + 1, 0xffff]), 2);
      return made;
    });
  if (dice.below(3) > 0) return version.templates(...templates());
  const optionsOf = ipfix ? optionsTemplate : optionsTemplate9;
  const options = optionsOf(oneOf(dice, IDS), fields(3), fields(8));
  // Scopes: none, more than there are fields, all there can be.
  if (dice.below(4) === 0) options.writeUInt16BE(oneOf(dice, [0, 1, 7, 0x4000, 0xffff]), dice.below(2) === 0 ? 2 : 4);
  return version.options(options);
}

function dataSet(dice: Dice): Buffer {
  const wrong = dice.below(12) === 0 ? [oneOf(dice, [0, 3, 4, 5, 0xffff])] : [];
  return set(oneOf(dice, IDS), [octets(dice, dice.below(200))], ...wrong);
}

/** A set full of templates that all are new. */
function storm(dice: Dice, ipfix: boolean): Buffer {
  const first = 256 + dice.below(60_000);
  const templates = Array.from({ length: 300 }, (_, i) =>
    template(first + i, [field(dice, ipfix), [1, 1 + dice.below(8)]]),
  );
  return set(ipfix ? 2 : 0, templates);
}

function packet(dice: Dice, depth = 0): Buffer {
  const inner = () => (depth > 4 ? octets(dice, 20) : packet(dice, depth + 1));
  const tags = many(dice, 3, () => [oneOf(dice, [0x8100, 0x88a8, 0x9100]), dice.below(4096)] as const);
  const ip = () => ipv4(oneOf(dice, [1, 6, 17, 47, 4]), tcp(1, 2, 3), { offset: dice.below(3) });
  switch (dice.below(8)) {
    case 0:
      return ethernet(0x0800, ip(), { tags });
    case 1:
      return ethernet(
        0x86dd,
        ipv6(17, udp(1, 2), {
          extensions: many(dice, 4, () => [oneOf(dice, [0, 43, 60]), extension(dice.below(3)).subarray(1)] as const),
        }),
        { tags },
      );
    case 2:
      return ethernet(0x8847, mpls([1, 2, 3], ip()), { tags });
    case 3:
      return ethernet(0x0800, ipv4(17, vxlan(7, inner())), { tags });
    case 4:
      return ethernet(0x0800, ipv4(47, gre(0x6558, inner())), { tags });
    case 5:
      return ethernet(0x0806, arp(), { tags });
    case 6:
      return snap(0x0800, ip());
    default:
      return octets(dice, dice.below(90));
  }
}

function sflow(dice: Dice): Buffer {
  if (dice.below(8) === 0) return oneOf(dice, CORPUS);
  const samples = many(dice, 5, () => sample(dice));
  const agent = oneOf(dice, ['10.0.0.1', '10.0.0.2', '10.0.0.3', '2001:db8::9', '192.0.2.9']);
  const options = {
    agent,
    subAgent: oneOf(dice, [0, 1, dice.below(2 ** 31)]),
    sequence: dice.below(50),
    uptime: word(dice),
  };
  return datagram(samples, dice.below(8) === 0 ? { ...options, count: word(dice) } : options);
}

function sample(dice: Dice): Buffer {
  const expanded = dice.below(2) === 0;
  const port = () => [oneOf(dice, [0, 0, 0, 1, 2]), oneOf(dice, [0, 1, 2, 3, 0x3fff_ffff])] as const;
  const source = [oneOf(dice, [0, 0, 0, 1, 2]), oneOf(dice, [0, 1, 2, 3])] as const;
  switch (dice.below(6)) {
    case 0:
      return counterSample(counters(dice), { expanded, source, sequence: dice.below(9) });
    case 1:
      return discardedSample(flowRecords(dice), { source, input: word(dice), output: word(dice), reason: word(dice) });
    default: {
      const counted = dice.below(8) === 0 ? { count: word(dice) } : {};
      const numbers = { sequence: dice.below(9), rate: word(dice), pool: word(dice), drops: word(dice) };
      return flowSample(flowRecords(dice), { expanded, source, ...numbers, input: port(), output: port(), ...counted });
    }
  }
}

function flowRecords(dice: Dice): Buffer[] {
  return many(dice, 4, () => {
    switch (dice.below(6)) {
      case 0:
        return switchRecord(word(dice), word(dice));
      case 1:
        return routerRecord(oneOf(dice, ['10.0.0.9', '2001:db8::1']));
      case 2:
        return gatewayRecord(
          '10.0.0.9',
          word(dice),
          many(dice, 3, () => [1, many(dice, 4, () => word(dice))] as const),
        );
      case 3:
        return structure(
          oneOf(dice, [2, 3, 4, 1001, 1012, 1021, 2000, 2001, 4_300 * 4096 + 1]),
          octets(dice, dice.below(80)),
        );
      default:
        return headerRecord(packet(dice), word(dice), oneOf(dice, [1, 1, 1, 11, 12, 13, 99]));
    }
  });
}

const u64s = [0n, 1n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];
const NAMES = [
  'Gi0/1',
  '__proto__',
  'constructor',
  '=1+1',
  'a"b,c\r\nd',
  '\u001b[2J\u0000',
  '\u202eevil',
  '',
  'x'.repeat(400),
];

function counters(dice: Dice): Buffer[] {
  const five = () => Array.from({ length: 5 }, () => word(dice)) as [number, number, number, number, number];
  return many(dice, 3, () => {
    if (dice.below(3) === 0) return structure(1005, textField(oneOf(dice, NAMES)));
    if (dice.below(4) === 0)
      return structure(oneOf(dice, [2, 5, 7, 10, 1001, 2000, 2001, 2207]), octets(dice, dice.below(120)));
    return genericCounters({
      ...{ ifIndex: oneOf(dice, [0, 1, 2, 3]), speed: oneOf(dice, u64s), status: word(dice) },
      ...{ inOctets: oneOf(dice, u64s), input: [...five(), 0], outOctets: oneOf(dice, u64s), output: five() },
    });
  });
}

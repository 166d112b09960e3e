// A sample that tells of two packets: what it says of one must not stay in the columns of the other.
import { expect, it } from 'vitest';
import { ethernet, ipv4, tcp } from '../packets.ts';
import { datagram, discardedSample, flowSample, headerRecord, ipRecord } from '../sflow-encoder.ts';
import { Session } from './rows.ts';

const keys = { length: 90, protocol: 6, srcPort: 1, dstPort: 2, tcpFlags: 0, tos: 0 };
const six = ipRecord({ ...keys, src: '2001:db8::1', dst: '2001:db8::2' });
const four = headerRecord(ethernet(0x0800, ipv4(6, tcp(50_000, 443, 2))), 60);

it('an IPv6 structure before the header of an IPv4 packet leaves nothing behind', () => {
  const { rows } = new Session()
    .send(datagram([flowSample([six, four]), flowSample([six, headerRecord(Buffer.alloc(9))])]))
    .get();
  expect(rows).toMatchObject([
    { src: '192.0.2.1', dst: '198.51.100.2', dstPort: 443 },
    { src: '2001:db8::1', dst: '2001:db8::2', dstPort: 2 },
  ]);
});

it('ports of dropped packets that no interface can have are not known, and the device itself is the device itself', () => {
  const samples = [discardedSample([four], { input: 0x8000_0002, output: 0x3fff_ffff })];
  expect(new Session().send(datagram(samples)).get().rows).toMatchObject([{ inIf: null, outIf: 'internal' }]);
});

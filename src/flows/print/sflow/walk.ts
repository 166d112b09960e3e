// One sFlow datagram as the events of a shape, in sflowtool's order and with its names. Reads what is whole, as the decoder does.
import { addressText } from '../../decode/sflow/texts.ts';
import { readU32 } from '../../read-bytes.ts';
import { walkSample } from './samples.ts';
import { type Place, type Shape, timestampText } from './shape.ts';

/** Who sent the datagram, as text, and when it came. */
export interface Origin {
  readonly source: string;
  readonly receivedMs: number;
}

/** `bytes[from … to)` is a datagram whose first word is 5. Never throws. */
export function walkDatagram(bytes: Uint8Array, from: number, to: number, origin: Origin, shape: Shape): void {
  const place = startPlace(origin.receivedMs);
  const number = (name: string, value: number) => shape.field(name, String(value), value);
  const text = (name: string, value: string) => shape.field(name, value, value);
  const seconds = Math.floor(origin.receivedMs / 1000);
  shape.startDatagram(place);
  text('datagramSourceIP', origin.source);
  number('datagramSize', to - from);
  number('unixSecondsUTC', seconds);
  text('localtime', timestampText(origin.receivedMs));
  number('datagramVersion', readU32(bytes, from));
  const at = from + (readU32(bytes, from + 4) === 2 ? 24 : 12);
  if (at + 16 <= to) {
    place.agent = addressText(bytes, from + 4);
    place.subAgent = readU32(bytes, at);
    number('agentSubId', place.subAgent);
    place.sequence = readU32(bytes, at + 4);
    text('agent', place.agent);
    number('packetSequenceNo', place.sequence);
    number('sysUpTime', readU32(bytes, at + 8));
    number('samplesInPacket', readU32(bytes, at + 12));
    walkSamples(bytes, at + 12, to, place, shape);
  }
  shape.endDatagram();
}

function startPlace(receivedMs: number): Place {
  const nothing = { subAgent: 0, sequence: 0, sourceClass: 0, sourceIndex: 0, sampleTag: 0, elementTag: 0 };
  return { receivedMs, agent: '-', ...nothing };
}

function walkSamples(bytes: Uint8Array, from: number, to: number, place: Place, shape: Shape): void {
  const told = readU32(bytes, from);
  let at = from + 4;
  shape.startSamples();
  for (let done = 0; done < told && at + 8 <= to; done++) {
    const end = at + 8 + readU32(bytes, at + 4);
    if (end > to) break;
    Object.assign(place, { sourceClass: 0, sourceIndex: 0, elementTag: 0, sampleTag: readU32(bytes, at) });
    shape.startSample();
    walkSample(bytes, at + 8, end, place, shape);
    shape.endSample();
    at = end;
  }
  shape.endSamples();
}

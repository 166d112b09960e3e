// The events of a datagram that is printed as sflowtool does; each form (plain, grep, JSON, lines) is a Shape.
import type { FieldOut } from '../../decode/sflow/field-out.ts';

/** What is known where a field is printed: forms with the context on every line print it. */
export interface Place {
  receivedMs: number;
  /** As sflowtool writes it; `-` before it was read. */
  agent: string;
  subAgent: number;
  sequence: number;
  sourceClass: number;
  sourceIndex: number;
  sampleTag: number;
  elementTag: number;
}

/** What the structures of a sample are told to. */
export interface ElementOut extends FieldOut {
  /** A remark that is no field. */
  note(text: string): void;
}

export interface Shape extends ElementOut {
  startDatagram(place: Readonly<Place>): void;
  endDatagram(): void;
  startSamples(): void;
  endSamples(): void;
  startSample(): void;
  endSample(): void;
  startElements(): void;
  endElements(): void;
  startElement(): void;
  endElement(): void;
}

/** `enterprise:format` of a sample, or of a structure in it. */
export function tagText(tag: number): string {
  return `${tag >>> 12}:${tag & 0xfff}`;
}

/** Local time in UTC, as `strftime('%Y-%m-%dT%H:%M:%S%z')` writes it. */
export function timestampText(ms: number): string {
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}+0000`;
}

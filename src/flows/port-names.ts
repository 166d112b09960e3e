// The names that exporters give their ports, told once and again only when they change.
import { replaceControls } from './decode/sflow/texts.ts';
import type { Exporter } from './exporter.ts';
import type { FlowSink } from './sink.ts';

const MOST_CHARACTERS = 255;

/** RFC 2863: larger numbers are none of a port. */
const MOST_IFINDEX = 0x7fff_ffff;

export class PortNames {
  /** Names of all exporters. */
  size = 0;
  private readonly most: number;
  private readonly sink: FlowSink;

  constructor(most: number, sink: FlowSink) {
    this.most = most;
    this.sink = sink;
  }

  /** An exporter says, or said in an earlier run, what the port is called. More names than there is room for are told and not kept. */
  learn(exporter: Exporter, ifIndex: number, name: string): void {
    const text = name.slice(0, MOST_CHARACTERS);
    if (!isIfIndex(ifIndex)) return;
    if (exporter.names.get(ifIndex) === text) return;
    this.keep(exporter, ifIndex, text);
    this.sink.portName?.(exporter.slot, ifIndex, text);
  }

  /** Names of an earlier run: they are told when the exporter is heard of. */
  restore(exporter: Exporter, ifIndex: number, name: string): void {
    if (!isIfIndex(ifIndex)) return;
    this.keep(exporter, ifIndex, replaceControls(name.slice(0, MOST_CHARACTERS)));
    exporter.namesUntold = true;
  }

  tellRestored(exporter: Exporter): void {
    exporter.namesUntold = false;
    for (const [ifIndex, name] of exporter.names) this.sink.portName?.(exporter.slot, ifIndex, name);
  }

  private keep(exporter: Exporter, ifIndex: number, name: string): void {
    const isNew = !exporter.names.has(ifIndex);
    if (isNew && this.size >= this.most) return;
    if (isNew) this.size++;
    exporter.names.set(ifIndex, name);
  }
}

function isIfIndex(number: number): boolean {
  return number > 0 && number <= MOST_IFINDEX && Number.isInteger(number);
}

// sflowtool's `-j` (a datagram a line) and `-J` (indented, a blank line between datagrams): one JSON document each, every value a string.
import type { ListOut } from '../../decode/sflow/field-out.ts';
import type { Shape } from './shape.ts';

export class JsonShape implements Shape {
  readonly lists: ListOut = {
    openList: (name) => this.open(name, '['),
    openItem: () => this.open(null, '{'),
    item: (text) => this.next(JSON.stringify(text)),
    closeItem: () => this.close('}'),
    closeList: () => this.close(']'),
  };
  private readonly write: (text: string) => void;
  private readonly pretty: boolean;
  private out = '';
  private depth = 0;
  /** Nothing stands in the innermost list or object yet. */
  private empty = true;

  constructor(write: (text: string) => void, pretty: boolean) {
    this.write = write;
    this.pretty = pretty;
  }

  field(name: string, text: string): void {
    this.next(`${JSON.stringify(name)}:${JSON.stringify(text)}`);
  }

  note(): void {}

  startDatagram(): void {
    this.empty = true;
    this.open(null, '{');
  }

  endDatagram(): void {
    this.close('}');
    this.write(`${this.out}\n${this.pretty ? '\n' : ''}`);
    this.out = '';
  }

  startSamples(): void {
    this.open('samples', '[');
  }

  endSamples(): void {
    this.close(']');
  }

  startSample(): void {
    this.open(null, '{');
  }

  endSample(): void {
    this.close('}');
  }

  startElements(): void {
    this.open('elements', '[');
  }

  endElements(): void {
    this.close(']');
  }

  startElement(): void {
    this.open(null, '{');
  }

  endElement(): void {
    this.close('}');
  }

  private next(text: string): void {
    if (!this.empty) this.out += ',';
    this.empty = false;
    this.indent();
    this.out += text;
  }

  /** The first object of a list stands on the line of its bracket, as sflowtool has it. */
  private open(name: string | null, bracket: '{' | '['): void {
    if (!this.empty) {
      this.out += ',';
      this.indent();
    }
    this.out += name === null ? bracket : `${JSON.stringify(name)}:${bracket}`;
    this.depth++;
    this.empty = true;
  }

  private close(bracket: '}' | ']'): void {
    this.depth--;
    this.indent();
    this.out += bracket;
    this.empty = false;
  }

  private indent(): void {
    if (this.pretty) this.out += `\n${' '.repeat(this.depth)}`;
  }
}

// sflowtool's `-L` form: chosen fields of every sample, separated by commas.
import type { Shape } from './shape.ts';

export class ChosenShape implements Shape {
  private readonly write: (text: string) => void;
  private readonly slots: ReadonlyMap<string, readonly number[]>;
  private readonly ofDatagram: string[];
  private readonly ofSample: string[];
  private inSample = false;
  /** Fields of this sample that were asked for. */
  private found = 0;
  private out = '';

  /** Per field the names of sflowtool that it may come under. */
  constructor(write: (text: string) => void, fields: readonly (readonly string[])[]) {
    const slots = new Map<string, number[]>();
    for (const [i, names] of fields.entries()) {
      for (const name of names) slots.set(name, [...(slots.get(name) ?? []), i]);
    }
    this.write = write;
    this.slots = slots;
    this.ofDatagram = fields.map(() => '');
    this.ofSample = fields.map(() => '');
  }

  field(name: string, text: string): void {
    const slots = this.slots.get(name);
    if (!slots) return;
    const values = this.inSample ? this.ofSample : this.ofDatagram;
    for (const slot of slots) values[slot] = text;
    if (this.inSample) this.found++;
  }

  startDatagram(): void {
    this.ofDatagram.fill('');
    this.inSample = false;
  }

  startSamples(): void {
    this.inSample = true;
  }

  startSample(): void {
    this.ofSample.fill('');
    this.found = 0;
  }

  /** A sample without any of the fields gives no line. */
  endSample(): void {
    if (this.found === 0) return;
    const values = this.ofSample.map((text, i) => csvText(text || (this.ofDatagram[i] ?? '')));
    this.out += `${values.join(',')}\n`;
  }

  endDatagram(): void {
    if (this.out !== '') this.write(this.out);
    this.out = '';
  }

  note(): void {}
  endSamples(): void {}
  startElements(): void {}
  endElements(): void {}
  startElement(): void {}
  endElement(): void {}
}

/** RFC 4180: quoted where it must be. sflowtool never quotes, and has no such values but names. */
export function csvText(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

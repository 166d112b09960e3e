// sflowtool's plain form, a field a line, and its `-g` form, where every line begins with the whole context.
import { type Place, type Shape, tagText, timestampText } from './shape.ts';

export class PlainShape implements Shape {
  private readonly write: (text: string) => void;
  private readonly grep: boolean;
  private place: Readonly<Place> | null = null;
  private out = '';

  constructor(write: (text: string) => void, grep: boolean) {
    this.write = write;
    this.grep = grep;
  }

  field(name: string, text: string): void {
    this.line(`${name} ${text}`);
  }

  note(text: string): void {
    this.line(text);
  }

  startDatagram(place: Readonly<Place>): void {
    this.place = place;
    this.line('startDatagram =================================');
  }

  endDatagram(): void {
    this.line('endDatagram   =================================');
    this.write(this.out);
    this.out = '';
  }

  startSample(): void {
    this.line('startSample ----------------------');
  }

  endSample(): void {
    this.line('endSample   ----------------------');
  }

  startSamples(): void {}
  endSamples(): void {}
  startElements(): void {}
  endElements(): void {}
  startElement(): void {}
  endElement(): void {}

  private line(text: string): void {
    this.out += this.grep ? `${this.context()} ${text}\n` : `${text}\n`;
  }

  /** Time, agent, sub-agent, datagram, data source, sample's type, structure. */
  private context(): string {
    const { place } = this;
    if (!place) return '';
    const { agent, subAgent, sequence, sourceClass, sourceIndex, sampleTag, elementTag } = place;
    const numbers = `${subAgent} ${sequence} ${sourceClass}:${sourceIndex} ${tagText(sampleTag)} ${tagText(elementTag)}`;
    return `${timestampText(place.receivedMs)} ${agent} ${numbers}`;
  }
}

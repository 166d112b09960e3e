// What NetFlow v9 and IPFIX have in common: templates and options by time, then the records, in as few datagrams as hold them.
import type { EncoderSource, FlowEncoder } from './encoder.ts';
import type { FlowEntry } from './flow-entry.ts';
import type { OptionTable } from './option-data.ts';
import type { RecordField } from './record-fields.ts';
import { DATA_TEMPLATE_ID, dataSets, encodeEntry, type FlowSet, packSets } from './sets.ts';

/** How one protocol writes it. */
export interface TemplateForm {
  interfaceTable(): OptionTable;
  /** Only asked where packets are sampled. */
  samplerTables(): readonly OptionTable[];
  dataTemplate(fields: readonly RecordField[]): FlowSet;
  optionTemplate(table: OptionTable): FlowSet;
  /** The header and the sets behind it. */
  datagram(sets: readonly FlowSet[], nowMs: number): Uint8Array;
}

export class TemplateEncoder implements FlowEncoder {
  readonly #source: EncoderSource;
  readonly #form: TemplateForm;
  readonly #template = new Timer();
  readonly #interfaces = new Timer();
  readonly #samplers = new Timer();

  constructor(source: EncoderSource, form: TemplateForm) {
    this.#source = source;
    this.#form = form;
  }

  encode(entries: readonly FlowEntry[], nowMs: number): Uint8Array[] {
    const { settings, record, bootedMs } = this.#source;
    const tables = this.#dueTables(nowMs);
    const isDue = this.#template.isDue(settings.templateSeconds, nowMs);
    const rows = entries.map((entry) => encodeEntry(record.fields, entry, bootedMs));
    const sets = [
      ...tables.map((table) => this.#form.optionTemplate(table)),
      ...(isDue ? [this.#form.dataTemplate(record.fields)] : []),
      ...tables.flatMap(({ templateId, rows: options }) => dataSets(templateId, options)),
      ...dataSets(DATA_TEMPLATE_ID, rows),
    ];
    return packSets(sets).map((datagram) => this.#form.datagram(datagram, nowMs));
  }

  #dueTables(nowMs: number): OptionTable[] {
    const { settings, samplers } = this.#source;
    const interfaces = this.#interfaces.isDue(settings.interfaceTableSeconds, nowMs);
    const sampling = samplers.length > 0 && this.#samplers.isDue(settings.samplerTableSeconds, nowMs);
    return [...(interfaces ? [this.#form.interfaceTable()] : []), ...(sampling ? this.#form.samplerTables() : [])];
  }
}

/** Whether something that is sent every so many seconds is due; remembers that it was. */
class Timer {
  #sentMs = Number.NEGATIVE_INFINITY;

  isDue(seconds: number | null, nowMs: number): boolean {
    if (seconds === null || nowMs - this.#sentMs < seconds * 1000) return false;
    this.#sentMs = nowMs;
    return true;
  }
}

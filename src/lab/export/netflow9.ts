// NetFlow version 9 (RFC 3954): a template made of the flow record, options for ports and samplers, data in flow sets.
import { type EncoderSource, type FlowEncoder, Timer } from './encoder.ts';
import type { FlowEntry } from './flow-entry.ts';
import { OctetWriter } from './octets.ts';
import { interfaceTable, type OptionTable, samplerTable9 } from './option-data.ts';
import type { RecordField } from './record-fields.ts';
import { createSet, DATA_TEMPLATE_ID, dataSets, encodeEntry, type FlowSet, packSets } from './sets.ts';
import { uptimeAt } from './uptime.ts';

/** The exporter as a whole, RFC 3954 §6.1. */
const SYSTEM_SCOPE = { id: 1, length: 4 };

export class Netflow9Encoder implements FlowEncoder {
  readonly #source: EncoderSource;
  readonly #template = new Timer();
  readonly #interfaces = new Timer();
  readonly #samplers = new Timer();
  /** Datagrams sent so far. */
  #sequence = 0;

  constructor(source: EncoderSource) {
    this.#source = source;
  }

  encode(entries: readonly FlowEntry[], nowMs: number): Uint8Array[] {
    const { settings, record, bootedMs } = this.#source;
    const tables = this.#dueTables(nowMs);
    const isDue = this.#template.isDue(settings.templateSeconds, nowMs);
    const rows = entries.map((entry) => encodeEntry(record.fields, entry, bootedMs));
    const sets = [
      ...tables.map(optionTemplate),
      ...(isDue ? [dataTemplate(record.fields)] : []),
      ...tables.flatMap(({ templateId, rows: options }) => dataSets(templateId, options)),
      ...dataSets(DATA_TEMPLATE_ID, rows),
    ];
    return packSets(sets).map((datagram) => this.#datagram(datagram, nowMs));
  }

  #dueTables(nowMs: number): OptionTable[] {
    const { settings, samplers } = this.#source;
    const interfaces = this.#interfaces.isDue(settings.interfaceTableSeconds, nowMs);
    const sampling = samplers.length > 0 && this.#samplers.isDue(settings.samplerTableSeconds, nowMs);
    return [
      ...(interfaces ? [interfaceTable(this.#source, SYSTEM_SCOPE)] : []),
      ...(sampling ? [samplerTable9(this.#source, SYSTEM_SCOPE)] : []),
    ];
  }

  /** The count is of records of every kind, templates too (RFC 3954 §5.1). */
  #datagram(sets: readonly FlowSet[], nowMs: number): Uint8Array {
    const records = sets.reduce((sum, set) => sum + set.records, 0);
    const uptime = uptimeAt(nowMs, this.#source.bootedMs);
    const writer = new OctetWriter()
      .put(2, 9)
      .put(2, records)
      .put(4, uptime)
      .put(4, Math.floor(nowMs / 1000));
    writer.put(4, this.#sequence).put(4, this.#source.domain);
    for (const { bytes } of sets) writer.putBytes(bytes);
    this.#sequence = (this.#sequence + 1) % 4_294_967_296;
    return writer.take();
  }
}

function dataTemplate(fields: readonly RecordField[]): FlowSet {
  return createSet(0, 1, false, (writer) => {
    writer.put(2, DATA_TEMPLATE_ID).put(2, fields.length);
    for (const { id, length } of fields) writer.put(2, id).put(2, length);
  });
}

function optionTemplate({ templateId, scopes, fields }: OptionTable): FlowSet {
  return createSet(1, 1, false, (writer) => {
    writer
      .put(2, templateId)
      .put(2, scopes.length * 4)
      .put(2, fields.length * 4);
    for (const { id, length } of [...scopes, ...fields]) writer.put(2, id).put(2, length);
  });
}

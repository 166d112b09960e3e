// NetFlow version 9 (RFC 3954): a template made of the flow record, options for ports and samplers, data in flow sets.
import type { EncoderSource } from './encoder.ts';
import { OctetWriter } from './octets.ts';
import { interfaceTable, type OptionTable, samplerTable9 } from './option-data.ts';
import type { RecordField } from './record-fields.ts';
import { createSet, DATA_TEMPLATE_ID, type FlowSet } from './sets.ts';
import { TemplateEncoder, type TemplateForm } from './template-encoder.ts';
import { uptimeAt } from './uptime.ts';

/** The exporter as a whole, RFC 3954 §6.1. */
const SYSTEM_SCOPE = { id: 1, length: 4 };

export class Netflow9Encoder extends TemplateEncoder {
  constructor(source: EncoderSource) {
    super(source, new Netflow9Form(source));
  }
}

class Netflow9Form implements TemplateForm {
  readonly #source: EncoderSource;
  /** Datagrams sent so far. */
  #sequence = 0;

  constructor(source: EncoderSource) {
    this.#source = source;
  }

  interfaceTable(): OptionTable {
    return interfaceTable(this.#source, SYSTEM_SCOPE);
  }

  samplerTables(): OptionTable[] {
    return [samplerTable9(this.#source, SYSTEM_SCOPE)];
  }

  dataTemplate(fields: readonly RecordField[]): FlowSet {
    return createSet(0, 1, false, (writer) => {
      writer.put(2, DATA_TEMPLATE_ID).put(2, fields.length);
      for (const { id, length } of fields) writer.put(2, id).put(2, length);
    });
  }

  optionTemplate({ templateId, scopes, fields }: OptionTable): FlowSet {
    return createSet(1, 1, false, (writer) => {
      writer
        .put(2, templateId)
        .put(2, scopes.length * 4)
        .put(2, fields.length * 4);
      for (const { id, length } of [...scopes, ...fields]) writer.put(2, id).put(2, length);
    });
  }

  /** The count is of records of every kind, templates too (RFC 3954 §5.1). */
  datagram(sets: readonly FlowSet[], nowMs: number): Uint8Array {
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

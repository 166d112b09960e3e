// IPFIX (RFC 7011): as NetFlow v9, with its own header, sequence of data records, and options of RFC 5477.
import type { EncoderSource } from './encoder.ts';
import { OctetWriter } from './octets.ts';
import { interfaceTable, type OptionTable, samplerTables10 } from './option-data.ts';
import type { RecordField } from './record-fields.ts';
import { createSet, DATA_TEMPLATE_ID, type FlowSet } from './sets.ts';
import { TemplateEncoder, type TemplateForm } from './template-encoder.ts';

const HEADER_OCTETS = 16;
const FIRST_DOMAIN = 256;
/** The whole observation domain is the scope: observationDomainId. */
const DOMAIN_SCOPE = { id: 149, length: 4 };

export class IpfixEncoder extends TemplateEncoder {
  constructor(source: EncoderSource) {
    super(source, new IpfixForm(source));
  }
}

class IpfixForm implements TemplateForm {
  readonly #source: EncoderSource;
  readonly #domain: number;
  /** Data records sent so far, those of options too. */
  #sequence = 0;

  constructor(source: EncoderSource) {
    this.#source = source;
    this.#domain = FIRST_DOMAIN + source.domain;
  }

  interfaceTable(): OptionTable {
    return interfaceTable(this.#source, DOMAIN_SCOPE, this.#domain);
  }

  samplerTables(): OptionTable[] {
    return samplerTables10(this.#source);
  }

  dataTemplate(fields: readonly RecordField[]): FlowSet {
    return createSet(2, 1, false, (writer) => {
      writer.put(2, DATA_TEMPLATE_ID).put(2, fields.length);
      for (const { ipfixId, length } of fields) writer.put(2, ipfixId).put(2, length);
    });
  }

  optionTemplate({ templateId, scopes, fields }: OptionTable): FlowSet {
    return createSet(3, 1, false, (writer) => {
      writer
        .put(2, templateId)
        .put(2, scopes.length + fields.length)
        .put(2, scopes.length);
      for (const { id, length } of [...scopes, ...fields]) writer.put(2, id).put(2, length);
    });
  }

  datagram(sets: readonly FlowSet[], nowMs: number): Uint8Array {
    const length = sets.reduce((sum, { bytes }) => sum + bytes.length, HEADER_OCTETS);
    const writer = new OctetWriter()
      .put(2, 10)
      .put(2, length)
      .put(4, Math.floor(nowMs / 1000));
    writer.put(4, this.#sequence).put(4, this.#domain);
    for (const { bytes } of sets) writer.putBytes(bytes);
    const records = sets.reduce((sum, set) => sum + (set.isData ? set.records : 0), 0);
    this.#sequence = (this.#sequence + records) % 4_294_967_296;
    return writer.take();
  }
}

// The options that tell a collector how to read the records: port names and samplers, the same for NetFlow v9 and IPFIX.
import { shortPortName } from '../../model/index.ts';
import type { EncoderSource } from './encoder.ts';
import { OctetWriter } from './octets.ts';

export interface OptionTable {
  readonly templateId: number;
  readonly scopes: readonly OptionField[];
  readonly fields: readonly OptionField[];
  readonly rows: readonly Uint8Array[];
}

interface OptionField {
  readonly id: number;
  readonly length: number;
}

const NAME_OCTETS = 32;
const DESCRIPTION_OCTETS = 64;

/** IOS's interface-table: ifIndex, short and long name. `scope` is what the protocol calls the exporter as a whole. */
export function interfaceTable({ ports }: EncoderSource, scope: OptionField, scopeValue = 0): OptionTable {
  return {
    templateId: 256,
    scopes: [scope],
    fields: [
      { id: 10, length: 4 },
      { id: 82, length: NAME_OCTETS },
      { id: 83, length: DESCRIPTION_OCTETS },
    ],
    rows: ports.map(({ name, ifIndex }) => {
      const writer = new OctetWriter().put(scope.length, scopeValue).put(4, ifIndex);
      return writer.putText(shortPortName(name), NAME_OCTETS).putText(name, DESCRIPTION_OCTETS).take();
    }),
  };
}

/** IOS's sampler-table in NetFlow v9: id, name, mode (1 deterministic, 2 random) and interval. */
export function samplerTable9({ samplers }: EncoderSource, scope: OptionField): OptionTable {
  return {
    templateId: 257,
    scopes: [scope],
    fields: [
      { id: 48, length: 4 },
      { id: 84, length: NAME_OCTETS },
      { id: 49, length: 1 },
      { id: 50, length: 4 },
    ],
    rows: samplers.map(({ id, name, mode, rate }) => {
      const writer = new OctetWriter().put(scope.length, 0).put(4, id).putText(name, NAME_OCTETS);
      return writer
        .put(1, mode === 'random' ? 2 : 1)
        .put(4, rate)
        .take();
    }),
  };
}

/**
 * The same in IPFIX, RFC 5477: selectorId is the scope; selectorAlgorithm 1 is systematic counting with interval and space, 3 random
 * n-out-of-N with size and population.
 */
export function samplerTables10({ samplers }: EncoderSource): OptionTable[] {
  const scopes = [{ id: 302, length: 4 }];
  const table = (templateId: number, algorithm: number, ids: readonly [number, number]): OptionTable => ({
    templateId,
    scopes,
    fields: [
      { id: 304, length: 2 },
      { id: ids[0], length: 4 },
      { id: ids[1], length: 4 },
      { id: 335, length: NAME_OCTETS },
    ],
    rows: samplers
      .filter(({ mode }) => (mode === 'random' ? 3 : 1) === algorithm)
      .map(({ id, name, rate }) => {
        const second = algorithm === 1 ? rate - 1 : rate;
        return new OctetWriter()
          .put(4, id)
          .put(2, algorithm)
          .put(4, 1)
          .put(4, second)
          .putText(name, NAME_OCTETS)
          .take();
      }),
  });
  return [table(257, 1, [305, 306]), table(258, 3, [309, 310])].filter(({ rows }) => rows.length > 0);
}

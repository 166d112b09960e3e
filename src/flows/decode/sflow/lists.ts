// The two counter structures that hold lists: a host's adaptors with their MAC addresses (0:2001), an optical module's lanes (0:10).
import { readU32 } from '../../read-bytes.ts';
import type { FieldOut } from './field-out.ts';
import { hexOf } from './texts.ts';

const LANE_FIELDS = [
  ...['index', 'tx_bias_current_uA', 'tx_power_uW', 'tx_power_min_uW', 'tx_power_max_uW', 'tx_wavelength_nM'],
  ...['rx_power_uW', 'rx_power_min_uW', 'rx_power_max_uW', 'rx_wavelength_nM'],
];

/** The count stands at `from`; items that are not wholly there are left out. Returns the end of what was read. */
export function readList(
  kind: 'adaptors' | 'lanes',
  name: string,
  bytes: Uint8Array,
  from: number,
  to: number,
  out: FieldOut,
): number {
  return kind === 'lanes' ? readLanes(name, bytes, from, to, out) : readAdaptors(bytes, from, to, out);
}

function readLanes(name: string, bytes: Uint8Array, from: number, to: number, out: FieldOut): number {
  const told = readU32(bytes, from);
  out.field(name, String(told), told);
  const length = 4 * LANE_FIELDS.length;
  out.lists?.openList('sfp_lanes');
  let at = from + 4;
  for (let lane = 0; lane < told && at + length <= to; lane++, at += length) {
    out.lists?.openItem();
    LANE_FIELDS.forEach((field, i) => {
      const value = readU32(bytes, at + 4 * i);
      const known = value === 0xffff_ffff ? null : value;
      out.field(out.lists ? field : `sfp_lane_${field}.${lane}`, String(value), known);
    });
    out.lists?.closeItem();
  }
  out.lists?.closeList();
  return at;
}

/** Each adaptor: ifIndex, number of MAC addresses, the addresses, each padded to 8 octets. */
function readAdaptors(bytes: Uint8Array, from: number, to: number, out: FieldOut): number {
  const told = readU32(bytes, from);
  out.lists?.openList('adaptor_list');
  let at = from + 4;
  for (let adaptor = 0; adaptor < told && at + 8 <= to; adaptor++) {
    const count = readU32(bytes, at + 4);
    if (count > (to - at - 8) >>> 3) break;
    readAdaptor(adaptor, bytes, at, count, out);
    at += 8 + 8 * count;
  }
  out.lists?.closeList();
  return at;
}

function readAdaptor(number: number, bytes: Uint8Array, at: number, count: number, out: FieldOut): void {
  const { lists } = out;
  const prefix = lists ? '' : `adaptor_${number}_`;
  const ifIndex = readU32(bytes, at);
  lists?.openItem();
  out.field(`${prefix}ifIndex`, String(ifIndex), ifIndex);
  out.field(`${prefix}MACs`, String(count), count);
  lists?.openList('mac_list');
  for (let i = 0; i < count; i++) {
    const mac = hexOf(bytes, at + 8 + 8 * i, 6);
    if (lists) lists.item(mac);
    else out.field(`${prefix}MAC_${i}`, mac, mac);
  }
  lists?.closeList();
  lists?.closeItem();
}

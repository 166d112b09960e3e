// Whose datagrams are decoded: devices of the snapshot by any of their addresses, ranges, or everybody.
import { addressKey, type PortMap } from '../../flows/index.ts';
import { type CollectSettings, parseAddressRange } from '../../model/index.ts';

export type Allow = (address: string) => boolean;

/** Null: everybody. */
export function allowOf(exporters: CollectSettings['exporters'], map: PortMap | null): Allow | null {
  if (exporters === 'any') return null;
  const inRange = rangesOf(exporters === 'inventory' ? [] : exporters);
  return (address) => {
    const key = addressKey(address);
    return (key !== null && map?.addresses.has(key)) || inRange(address);
  };
}

/** `any`, or `192.0.2.1,198.51.100.0/24`; null for what is neither. */
export function parseAllow(text: string): Allow | null {
  if (text.trim() === 'any') return () => true;
  const parts = text.split(',').map((part) => part.trim());
  return parts.every((part) => parseAddressRange(part) !== null) ? rangesOf(parts) : null;
}

function rangesOf(texts: readonly string[]): Allow {
  const ranges = texts.map(parseAddressRange).filter((range) => range !== null);
  return (address) => ranges.some((range) => range.contains(address));
}

// The addresses in a row's columns IP_ADDRESS (with PREFIX_LENGTH) and ADDRESS.
import { linesOf, type TemplateRow } from './row-values.ts';

/** Link-local addresses and a host's own loopback. */
const TELLS_NOTHING = /^(?:fe[89ab]|127\.|::1(?:\/|$))/;

/**
 * IP_ADDRESS and PREFIX_LENGTH may be lists of equal length; ADDRESS is a list of addresses as they are, `192.0.2.1/24` or
 * bare. Without link-local ones, which say nothing beyond their own cable, and a host's loopback, which every host has; lower case;
 * each once.
 */
export function addressesOf(row: TemplateRow): string[] {
  const lengths = linesOf(row, 'PREFIX_LENGTH');
  const joined = linesOf(row, 'IP_ADDRESS').map((address, i) => withLength(address.trim(), lengths[i]?.trim()));
  const all = [...joined, ...linesOf(row, 'ADDRESS').map((address) => address.trim())].map((one) => one.toLowerCase());
  const isAddress = (text: string) => /^[\da-f.:]+(?:\/\d+)?$/.test(text) && !TELLS_NOTHING.test(text);
  return [...new Set(all.filter(isAddress))];
}

function withLength(address: string, length: string | undefined): string {
  return length === undefined || length === '' || address.includes('/') ? address : `${address}/${length}`;
}

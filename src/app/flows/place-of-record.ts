// What a record of a MaxMind DB says of an address, whatever else is in it.

export interface Place {
  /** ISO 3166-1, two letters. */
  readonly country: string | null;
  /** Its English name. */
  readonly city: string | null;
  readonly as: number | null;
  readonly asName: string | null;
}

/** Reads the fields of country, city and ASN files of MaxMind and DB-IP, and the flat ones of IPinfo. Null where there is none of them. */
export function placeOfRecord(record: unknown): Place | null {
  const country = field(record, 'country');
  const place = {
    country:
      text(field(country, 'iso_code')) ??
      text(field(field(record, 'registered_country'), 'iso_code')) ??
      text(field(record, 'country_code')) ??
      text(country),
    city: text(field(field(field(record, 'city'), 'names'), 'en')) ?? text(field(record, 'city')),
    as: systemNumber(field(record, 'autonomous_system_number') ?? field(record, 'asn')),
    asName: text(field(record, 'autonomous_system_organization')) ?? text(field(record, 'as_name')),
  };
  return Object.values(place).every((value) => value === null) ? null : place;
}

function field(record: unknown, name: string): unknown {
  return typeof record === 'object' && record !== null ? (record as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `64500`, or `AS64500`; 0 is none. */
function systemNumber(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value.replace(/^AS/i, '')) : value;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : null;
}

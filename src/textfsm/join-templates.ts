// Several templates over one text, joined as textfsm's clitable does: the first gives the rows, the others more columns.
import type { TextFsmResult, TextFsmTemplate, TextFsmValue } from './types.ts';

type Row = readonly TextFsmValue[];

/** Rows belong together by the `Key` values of the first template that has any; without any, by their place. */
export function joinTemplates(templates: readonly TextFsmTemplate[]): TextFsmTemplate {
  const [first, ...more] = templates;
  if (first === undefined) throw new Error('no template to join');
  if (more.length === 0) return first;
  const join = (results: readonly TextFsmResult[]) => {
    const [start, ...others] = results;
    if (start === undefined) throw new Error('no result to join');
    let keys: readonly string[] = first.keys;
    return others.reduce((table, other, i) => {
      keys = keys.length > 0 ? keys : (more[i]?.keys ?? []);
      return extend(table, other, keys);
    }, start);
  };
  const { header } = join(templates.map((template) => ({ header: template.header, records: [] })));
  return {
    header,
    keys: first.keys,
    parse: (text) => join(templates.map((template) => template.parse(text))),
    parseTolerant: (text) => {
      const results = templates.map((template) => template.parseTolerant(text));
      // A line may be news to one template and not to another: what none of them reads is unknown.
      const errors = (results[0]?.errors ?? []).filter(({ line }) =>
        results.every((result) => result.errors.some((error) => error.line === line)),
      );
      return { ...join(results), errors };
    },
  };
}

function extend(table: TextFsmResult, other: TextFsmResult, keys: readonly string[]): TextFsmResult {
  const added = other.header.filter((name) => !table.header.includes(name));
  const partner = (row: Row, place: number): Row | undefined => {
    if (keys.length === 0) return other.records[place];
    return other.records.find((candidate) =>
      keys.every((key) => sameCell(row[table.header.indexOf(key)], candidate[other.header.indexOf(key)])),
    );
  };
  const records = table.records.map((row, place) => {
    const found = partner(row, place);
    return [...row, ...added.map((name) => found?.[other.header.indexOf(name)] ?? '')];
  });
  return { header: [...table.header, ...added], records };
}

function sameCell(a: TextFsmValue | undefined, b: TextFsmValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

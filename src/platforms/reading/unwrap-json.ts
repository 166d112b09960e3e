// Ansible keeps answers as JSON: `stdout` (texts), `stdout_lines` (lists of lines), or the whole result of a task; this
// gives back the text of the answer, or says why a text that begins like that is none.
export type Unwrapped =
  | { readonly text: string; readonly fault: null }
  /** What is wrong with it, to be told instead of reading rows out of what is no table. */
  | { readonly text: null; readonly fault: string };

/** `["…`, `[["…`, `[['…` (Python), `[]`, `[[1`, `{"…":`, `"…`: no answer of a device begins so. */
const BEGINS_LIKE_JSON = /^(?:\[\s*(?:["'\]]|\[|u['"])|\{\s*["']\w+["']\s*:|"|null$)/;

const MAX_QUOTED = 200;

/** The lines inside a JSON string, list, list of lists, or task result; any other text comes back unchanged. */
export function unwrapJson(raw: string): Unwrapped {
  const trimmed = raw.replaceAll('\0', '').trim();
  if (!BEGINS_LIKE_JSON.test(trimmed)) return { text: raw, fault: null };
  try {
    return textIn(JSON.parse(trimmed) as unknown);
  } catch (error) {
    return { text: null, fault: `it begins like JSON and is none: ${clip((error as Error).message)}` };
  }
}

function textIn(value: unknown): Unwrapped {
  const lines = flatten(value);
  if (lines) return { text: lines.join('\n'), fault: null };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { text: null, fault: 'the JSON holds something else than lists of lines' };
  }
  const task = value as Readonly<Record<string, unknown>>;
  const output = flatten(task.stdout_lines ?? task.stdout ?? null);
  if (output) return { text: output.join('\n'), fault: null };
  const said = typeof task.msg === 'string' ? `: ${clip(task.msg)}` : '';
  return { text: null, fault: `the JSON is a task's result without output${said}` };
}

/** Null where the value holds anything but strings and lists of them. */
function flatten(value: unknown): string[] | null {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return null;
  const parts = value.map(flatten);
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}

function clip(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  return oneLine.length <= MAX_QUOTED ? oneLine : `${oneLine.slice(0, MAX_QUOTED - 1)}…`;
}

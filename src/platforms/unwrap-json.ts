// Ansible keeps answers as JSON (`stdout`, `stdout_lines`: a list of answers, each a list of lines); this gives back the text.

/** The lines inside a JSON string, list, or list of lists; any other text comes back unchanged. */
export function unwrapJson(raw: string): string {
  const trimmed = raw.trim();
  if (!/^(?:\[\s*[["\]]|")/.test(trimmed)) return raw;
  try {
    return flatten(JSON.parse(trimmed) as unknown)?.join('\n') ?? raw;
  } catch {
    // Not JSON after all: a device may begin an answer with a bracket.
    return raw;
  }
}

/** Null where the value holds anything but strings and lists of them. */
function flatten(value: unknown): string[] | null {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return null;
  const parts = value.map(flatten);
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}

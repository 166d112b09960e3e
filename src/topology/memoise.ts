// Texts repeat by the thousand in neighbour tables: what was worked out of one is kept for the next.

/** A pure function of a text that works each text out once. Lives as long as one build: nothing is ever forgotten. */
export function memoise<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = work(text);
    known.set(text, made);
    return made;
  };
}

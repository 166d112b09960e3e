// `${NAME}`, `$NAME` and `$$` in a rule, as Python's string.Template substitutes them.

const PLACEHOLDER = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)\})?/gi;

export class SubstitutionError extends Error {}

/** A `$` that starts none of the three, and a name that is no value, are errors: the end of a line is written `$$`. */
export function substitute(pattern: string, patterns: ReadonlyMap<string, string>): string {
  return pattern.replace(PLACEHOLDER, (found: string, dollar?: string, bare?: string, braced?: string) => {
    if (dollar) return '$';
    const name = bare ?? braced;
    if (name === undefined)
      throw new SubstitutionError("a single '$' names no Value; write '$$' for the end of the line");
    const replacement = patterns.get(name);
    if (replacement === undefined) throw new SubstitutionError(`'${found}' names no Value of this template`);
    return replacement;
  });
}

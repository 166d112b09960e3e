// Deep equality of plain values as JSON has them; quicker than node:util's, which knows every kind of object.

/** Keys may come in any order. Cyclic values are not for this. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) return Array.isArray(other) && isSameList(one, other);
  return !Array.isArray(other) && isSameRecord(one as Fields, other as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!isSameValue(one[i], other[i])) return false;
  return true;
}

function isSameRecord(one: Fields, other: Fields): boolean {
  let count = 0;
  for (const key in one) {
    count++;
    if (!isSameValue(one[key], other[key])) return false;
  }
  for (const _ in other) count--;
  return count === 0;
}

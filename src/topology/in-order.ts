// Sorting where most lists are short and in order already. The engine's own sort takes 1.4 kB of working space for every
// list of two or more, which for a hundred thousand lists is most of what a build would allocate.

/** Sorts the list itself, where it is not in order, and returns it. */
export function inOrder<T>(list: T[], compare: (a: T, b: T) => number): T[] {
  for (let i = 1; i < list.length; i++) {
    if (compare(list[i - 1] as T, list[i] as T) > 0) return list.sort(compare);
  }
  return list;
}

// Disjoint sets of text keys: who belongs together, through however many steps.

export class UnionFind {
  readonly #parent = new Map<string, string>();

  find(key: string): string {
    let root = key;
    for (let up = this.#parent.get(root); up !== undefined; up = this.#parent.get(root)) root = up;
    if (root !== key) this.#parent.set(key, root);
    return root;
  }

  join(a: string, b: string): void {
    const rootA = this.find(a);
    const rootB = this.find(b);
    if (rootA !== rootB) this.#parent.set(rootA, rootB);
  }

  /** The items grouped by the set of their key, in the order met. */
  groupsOf<T>(items: readonly T[], keyOf: (item: T, index: number) => string): T[][] {
    const groups = new Map<string, T[]>();
    items.forEach((item, i) => {
      const root = this.find(keyOf(item, i));
      const group = groups.get(root) ?? [];
      group.push(item);
      groups.set(root, group);
    });
    return [...groups.values()];
  }
}

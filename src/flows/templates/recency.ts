// A list in order of use: what was used longest ago is found, moved and removed in constant time.

/** One place in a `Recency` list. */
export interface RecencyNode<T> {
  readonly value: T;
  older: RecencyNode<T> | null;
  newer: RecencyNode<T> | null;
}

export class Recency<T> {
  size = 0;
  private oldestNode: RecencyNode<T> | null = null;
  private newestNode: RecencyNode<T> | null = null;

  get oldest(): T | null {
    return this.oldestNode?.value ?? null;
  }

  add(value: T): RecencyNode<T> {
    const node: RecencyNode<T> = { value, older: null, newer: null };
    this.append(node);
    return node;
  }

  /** It was used just now. */
  touch(node: RecencyNode<T>): void {
    if (node === this.newestNode) return;
    this.remove(node);
    this.append(node);
  }

  /** The first of the `tries` oldest that passes; those before it are taken for used. Null where none does. */
  pick(passes: (value: T) => boolean, tries: number): T | null {
    for (let left = Math.min(tries, this.size); left > 0 && this.oldestNode; left--) {
      const node = this.oldestNode;
      if (passes(node.value)) return node.value;
      this.touch(node);
    }
    return null;
  }

  /** A node is removed once. */
  remove(node: RecencyNode<T>): void {
    const { older, newer } = node;
    if (older) older.newer = newer;
    else this.oldestNode = newer;
    if (newer) newer.older = older;
    else this.newestNode = older;
    this.size--;
  }

  private append(node: RecencyNode<T>): void {
    node.older = this.newestNode;
    node.newer = null;
    if (this.newestNode) this.newestNode.newer = node;
    else this.oldestNode = node;
    this.newestNode = node;
    this.size++;
  }
}

// A bounded memory: what was not asked for while `size` others were is forgotten.

export class Remembered<T> {
  readonly #size: number;
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  /** So many are remembered at least, and twice as many at most. */
  constructor(size: number) {
    this.#size = size;
  }

  get(key: string): T | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: T): void {
    this.#recent.set(key, value);
    if (this.#recent.size < this.#size) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  clear(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}

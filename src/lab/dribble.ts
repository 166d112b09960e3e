// A slow line: output leaves in small pieces, one a millisecond, cut wherever it happens.

const PIECE_LENGTH = 40;

export class Dribble {
  readonly #write: (piece: string) => void;
  #waiting = '';
  #timer: NodeJS.Timeout | null = null;
  #done: (() => void) | null = null;

  constructor(write: (piece: string) => void) {
    this.#write = write;
  }

  send(text: string): void {
    this.#waiting += text;
    this.#timer ??= setInterval(() => this.#step(), 1);
  }

  /** Calls `done` when everything has left. */
  end(done: () => void): void {
    if (this.#timer) this.#done = done;
    else done();
  }

  /** Forgets what has not left yet. */
  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #step(): void {
    this.#write(this.#waiting.slice(0, PIECE_LENGTH));
    this.#waiting = this.#waiting.slice(PIECE_LENGTH);
    if (this.#waiting !== '') return;
    this.stop();
    this.#done?.();
  }
}

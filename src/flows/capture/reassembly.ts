// Fragments of IP datagrams, joined in bounded memory (RFC 791 §3.2, RFC 8200 §4.5). Overlaps are refused (RFC 5722).

export interface ReassemblyLimits {
  /** Of all datagrams that are not whole, together. */
  readonly bytes: number;
  readonly datagrams: number;
  /** By the clock of the capture. */
  readonly ageMs: number;
}

export const REASSEMBLY_LIMITS: ReassemblyLimits = { bytes: 2 ** 24, datagrams: 1024, ageMs: 30_000 };

/** Fragments count in units of so many octets. */
const UNIT = 8;
const MAX_PAYLOAD = 65_535;

export interface Fragment {
  /** Sender, receiver, protocol and identification. */
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Where it belongs in the payload, octets. */
  readonly offset: number;
  readonly isLast: boolean;
  /** What the first fragment says of the payload: IPv6's header after the fragment header. */
  readonly protocol: number;
  readonly timeMs: number;
}

export interface Whole {
  readonly payload: Uint8Array;
  /** Of the first fragment. */
  readonly protocol: number;
}

interface Partial {
  bytes: Buffer;
  /** One octet per unit that is there. */
  readonly have: Uint8Array;
  received: number;
  /** Known once the last fragment is there. */
  length: number | null;
  protocol: number;
  readonly beganMs: number;
  /** Contradicted itself: its other fragments are passed over until it is forgotten. */
  isRefused: boolean;
}

export class Reassembly {
  readonly #limits: ReassemblyLimits;
  /** In the order in which they began. */
  readonly #partials = new Map<string, Partial>();
  #bytes = 0;
  #lost = 0;

  constructor(limits: ReassemblyLimits = REASSEMBLY_LIMITS) {
    this.#limits = limits;
  }

  /** Datagrams that were given up: fragments missing, contradicting, or too many at a time. */
  get lost(): number {
    return this.#lost;
  }

  /** Octets held at present. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The datagram, when this fragment makes it whole. */
  add(fragment: Fragment): Whole | null {
    this.#expire(fragment.timeMs);
    const partial = this.#partials.get(fragment.key) ?? this.#begin(fragment);
    if (partial.isRefused) return null;
    const placed = this.#place(partial, fragment);
    if (placed === 'refused') this.#refuse(partial);
    if (placed !== 'placed' || partial.length !== partial.received) return null;
    this.#forget(fragment.key, partial);
    return { payload: partial.bytes.subarray(0, partial.length), protocol: partial.protocol };
  }

  /** Gives up what is not whole. */
  end(): void {
    for (const [key, partial] of this.#partials) this.#giveUp(key, partial);
  }

  #begin({ key, protocol, timeMs }: Fragment): Partial {
    const partial: Partial = {
      ...{ bytes: Buffer.alloc(0), have: new Uint8Array(Math.ceil(MAX_PAYLOAD / UNIT)), received: 0, length: null },
      ...{ protocol, beganMs: timeMs, isRefused: false },
    };
    this.#partials.set(key, partial);
    this.#bytes += partial.have.length;
    return partial;
  }

  #place(partial: Partial, fragment: Fragment): 'placed' | 'again' | 'refused' {
    const { bytes, from, to, offset, isLast } = fragment;
    const end = offset + to - from;
    if (!this.#fits(partial, fragment, end)) return 'refused';
    const units = partial.have.subarray(offset / UNIT, Math.ceil(end / UNIT));
    if (units.includes(1)) return isCopy(partial, fragment, units) ? 'again' : 'refused';
    this.#widen(partial, end);
    partial.bytes.set(bytes.subarray(from, to), offset);
    units.fill(1);
    partial.received += to - from;
    if (isLast) partial.length = end;
    if (offset === 0) partial.protocol = fragment.protocol;
    return 'placed';
  }

  /** All but the last are whole units, nothing is behind the last one, and there is one last one. */
  #fits(partial: Partial, { from, to, isLast }: Fragment, end: number): boolean {
    if (to <= from || end > MAX_PAYLOAD || (!isLast && (to - from) % UNIT !== 0)) return false;
    if (isLast)
      return partial.length === null ? partial.have.lastIndexOf(1) < Math.ceil(end / UNIT) : partial.length === end;
    return partial.length === null || end <= partial.length;
  }

  #widen(partial: Partial, size: number): void {
    if (size <= partial.bytes.length) return;
    const wider = Buffer.alloc(Math.min(MAX_PAYLOAD, Math.max(size, 2 * partial.bytes.length)));
    wider.set(partial.bytes);
    this.#bytes += wider.length - partial.bytes.length;
    partial.bytes = wider;
  }

  #refuse(partial: Partial): void {
    this.#bytes -= partial.bytes.length;
    partial.bytes = Buffer.alloc(0);
    partial.isRefused = true;
  }

  /** The oldest go first, for age and for room. */
  #expire(nowMs: number): void {
    const { bytes, datagrams, ageMs } = this.#limits;
    for (const [key, partial] of this.#partials) {
      const isRoom = this.#partials.size < datagrams && this.#bytes + MAX_PAYLOAD < bytes;
      if (isRoom && nowMs - partial.beganMs <= ageMs) return;
      this.#giveUp(key, partial);
    }
  }

  #giveUp(key: string, partial: Partial): void {
    this.#lost++;
    this.#forget(key, partial);
  }

  #forget(key: string, partial: Partial): void {
    this.#partials.delete(key);
    this.#bytes -= partial.bytes.length + partial.have.length;
  }
}

/** Captures of mirrored ports show packets twice (RFC 8200 §4.5 lets exact duplicates pass). */
function isCopy(partial: Partial, { bytes, from, to, offset }: Fragment, units: Uint8Array): boolean {
  return !units.includes(0) && partial.bytes.subarray(offset, offset + to - from).equals(bytes.subarray(from, to));
}

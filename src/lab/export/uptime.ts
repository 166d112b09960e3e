// The clock of exporters: milliseconds since the device started, in 32 bits, which begin anew after 49.7 days.

const WRAP = 4_294_967_296;

export function uptimeAt(ms: number, bootedMs: number): number {
  return (((ms - bootedMs) % WRAP) + WRAP) % WRAP;
}

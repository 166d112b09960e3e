// How far a figure that was estimated from samples may be from the truth.

/** Two-sided 95 %. */
const Z = 1.959964;

/**
 * Bounds that hold the truth in 95 of 100 cases. `variance` is Σ rate × (rate − 1) × frame², the estimate of Horvitz and Thompson for
 * packets sampled one in `rate`; a record of several packets counts as so many of its mean size. An estimate with that variance is worth
 * `k = bytes² ÷ variance` samples of one size, whose number is Poisson's: its exact bounds, by the approximation of Byar, hold for few
 * samples too, where ± 1.96 σ does not (Breslow and Day 1987, "Statistical Methods in Cancer Research", II, §2.3). Null where every packet
 * was counted, and where there was no sample.
 */
export function confidenceInterval(bytes: number, variance: number): { low: number; high: number } | null {
  if (!(variance > 0) || !(bytes > 0)) return null;
  const k = (bytes * bytes) / variance;
  return { low: (bytes * byar(k, -Z)) / k, high: (bytes * byar(k + 1, Z)) / k };
}

function byar(k: number, z: number): number {
  return k * Math.max(1 - 1 / (9 * k) + z / (3 * Math.sqrt(k)), 0) ** 3;
}

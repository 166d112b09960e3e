// Sampling rates of one stream, as its options records tell them: by sampler, and one for records that name none.

/** What one options record says of sampling; 0 where it says nothing. */
export interface SamplingFacts {
  /** IE 34 samplingInterval, and 50 samplerRandomInterval: one packet of so many. */
  interval: number;
  randomInterval: number;
  /** IE 305 samplingPacketInterval: so many are taken, then 306 samplingPacketSpace: so many are not. */
  packetInterval: number;
  packetSpace: number;
  /** IE 309 samplingSize packets of every 310 samplingPopulation. */
  size: number;
  population: number;
  /** IE 311 samplingProbability. */
  probability: number;
}

/** What fits into 32 bits: sFlow's rate has no more, and larger ones would make figures that nobody can add. */
const MOST_RATE = 0xffff_ffff;

/** Whether one packet of so many may have been taken. */
export function isRate(rate: number): boolean {
  return rate >= 1 && rate <= MOST_RATE;
}

export function noSampling(): SamplingFacts {
  return {
    interval: 0,
    randomInterval: 0,
    packetInterval: 0,
    packetSpace: 0,
    size: 0,
    population: 0,
    probability: 0,
  };
}

/**
 * One packet of how many is taken; 0 where nothing is told that can be. Pairs go before single numbers: Juniper sends interval 1 and space 999,
 * which is 1000 (RFC 5477 §8.2). A packet interval without its space is taken for the rate itself: all packets taken would be no sampling.
 */
export function samplingRate(facts: SamplingFacts): number {
  const rate = toldRate(facts);
  return isRate(rate) ? rate : 0;
}

function toldRate(facts: SamplingFacts): number {
  const { packetInterval, packetSpace, size, population, probability } = facts;
  if (packetInterval > 0 && packetSpace > 0) return (packetInterval + packetSpace) / packetInterval;
  if (size > 0 && population >= size) return population / size;
  if (probability > 0 && probability <= 1) return 1 / probability;
  return facts.randomInterval || facts.interval || packetInterval;
}

/** Rates of one (exporter, domain). */
export class Samplers {
  /** Of records that name no sampler; 0 is not known. */
  private common = 0;
  private readonly rates = new Map<number, number>();
  /** The one rate of all samplers; 0 where they differ; NaN until it is worked out. */
  private agreed = Number.NaN;

  get size(): number {
    return this.rates.size;
  }

  has(sampler: number): boolean {
    return this.rates.has(sampler);
  }

  /** `sampler` null: the options record named none. */
  learn(sampler: number | null, rate: number): void {
    if (sampler === null) this.common = rate;
    else if (this.rates.get(sampler) !== rate) {
      this.rates.set(sampler, rate);
      this.agreed = Number.NaN;
    }
  }

  /**
   * Of a record that names `sampler`; 0 is not known. Where only a common rate was told it holds for all samplers. Of a sampler that was
   * not told while others were, nothing is known.
   */
  rateOf(sampler: number): number {
    return this.rates.get(sampler) ?? this.common;
  }

  /** Of a record that names no sampler: the common rate, else the one that all samplers agree on; 0 is not known. */
  rateOfUnnamed(): number {
    if (this.common > 0) return this.common;
    if (Number.isNaN(this.agreed)) this.agreed = this.agree();
    return this.agreed;
  }

  private agree(): number {
    const [first = 0, ...others] = this.rates.values();
    return others.every((rate) => rate === first) ? first : 0;
  }

  /** As pairs, for `TemplateMemory`; the sampler of the common rate is null. */
  entries(): [sampler: number | null, rate: number][] {
    const named: [number | null, number][] = [...this.rates];
    return this.common > 0 ? [[null, this.common], ...named] : named;
  }
}

/** Numbers that follow from a seed (mulberry32): the same life meets the same storm. */
export class Draw {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Between 0 and 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(rate: number): boolean {
    return this.next() < rate;
  }

  /** A whole number from 0 up to and with `most`. */
  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  one<T>(of: readonly T[]): T {
    return of[this.upTo(of.length - 1)]!;
  }
}

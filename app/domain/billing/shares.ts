/**
 * Splits an amount by weights into whole minor units that add up to it: largest remainder, ties in the order given.
 * @param total zero or positive; @param weights zero or positive, at least one above zero unless the total is zero
 */
export function sharesOf(total: bigint, weights: bigint[]): bigint[] {
  const whole = weights.reduce((sum, one) => sum + one, 0n);
  if (whole === 0n) return weights.map(() => 0n);
  const shares = weights.map((one) => (total * one) / whole);
  const rests = weights.map((one, index) => ({ index, rest: (total * one) % whole }));
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let left = total - shares.reduce((sum, one) => sum + one, 0n);
  for (const { index } of rests) {
    if (left === 0n) break;
    shares[index] = shares[index]! + 1n;
    left -= 1n;
  }
  return shares;
}

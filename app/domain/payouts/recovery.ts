/** Of each later payout at most a quarter goes to what an agent owes back (product.md, "Disputes"). */
export const RECOVERY_SHARE_PERCENT = 25n;

/**
 * What of an available amount is kept for what the agent owes, minor units, rounded down: the agent is never paid less than three quarters.
 * @param available of one currency; @param owed in the same currency
 */
export function recoveryShare(available: bigint, owed: bigint): bigint {
  if (available <= 0n || owed <= 0n) return 0n;
  const most = (available * RECOVERY_SHARE_PERCENT) / 100n;
  return owed < most ? owed : most;
}

interface Owed {
  id: string;
  amount: bigint;
  recovered: bigint;
}

/** Minor units still owed in all. */
export function owedIn(open: Pick<Owed, "amount" | "recovered">[]): bigint {
  return open.reduce((sum, one) => sum + one.amount - one.recovered, 0n);
}

/** A sum spread over what is owed, the oldest first. @param open in order; @returns those that change, with their new sum */
export function spreadRecovery(open: Owed[], sum: bigint): { id: string; recovered: bigint; closed: boolean }[] {
  const changed: { id: string; recovered: bigint; closed: boolean }[] = [];
  let left = sum;
  for (const { id, amount, recovered } of open) {
    const part = left < amount - recovered ? left : amount - recovered;
    if (part <= 0n) continue;
    changed.push({ id, recovered: recovered + part, closed: recovered + part === amount });
    left -= part;
  }
  return changed;
}

/** A sum owed again because its payout came back. @param known those that something was recovered of, in order; @returns as above */
export function unspreadRecovery(known: Owed[], sum: bigint): { id: string; recovered: bigint }[] {
  const changed: { id: string; recovered: bigint }[] = [];
  let left = sum;
  for (const { id, recovered } of known) {
    const part = left < recovered ? left : recovered;
    if (part <= 0n) continue;
    changed.push({ id, recovered: recovered - part });
    left -= part;
  }
  return changed;
}

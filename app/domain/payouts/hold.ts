const least = (a: bigint, b: bigint) => (a < b ? a : b);
const atLeastZero = (a: bigint) => (a < 0n ? 0n : a);

/**
 * Where a hold takes its money from: what is pending still, then what is available; the rest is with the agent's bank already.
 * @param week minor units of the week that stand there
 */
export function holdFrom(amount: bigint, week: { pending: bigint; available: bigint }) {
  const fromPending = least(amount, atLeastZero(week.pending));
  const fromAvailable = least(amount - fromPending, atLeastZero(week.available));
  return { fromPending, fromAvailable, alreadyPaid: amount - fromPending - fromAvailable };
}

/**
 * How a hold ends: what the decision takes stays on held for the caller to give to the business, the rest goes back to where it was. Taken from
 * what was pending first, because nobody has paid for that yet.
 * @param take minor units that the decision takes of the agent's pay, at most what was claimed
 */
export function holdEnd(hold: { fromPending: bigint; fromAvailable: bigint; alreadyPaid: bigint }, take: bigint) {
  const held = hold.fromPending + hold.fromAvailable;
  const taken = least(take, held);
  const fromPending = least(taken, hold.fromPending);
  return {
    taken,
    alreadyPaid: least(take - taken, hold.alreadyPaid),
    toPending: hold.fromPending - fromPending,
    toAvailable: hold.fromAvailable - (taken - fromPending),
  };
}

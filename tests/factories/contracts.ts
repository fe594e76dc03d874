import type { Actor } from "#app/domain/accounts/permissions.ts";
import { answerAmendment } from "#app/domain/contracts/answer-amendment.server.ts";
import { type ProposeAmendment, proposeAmendment } from "#app/domain/contracts/propose-amendment.server.ts";
import { termsInWeek } from "#app/domain/contracts/terms-in-week.server.ts";
import type { Db } from "#db/client.server.ts";

/** One side proposes a change of a contract's terms. */
export function propose(
  db: Db,
  { contract }: { contract: { id: string } },
  change: Partial<ProposeAmendment>,
  context: { actor: Actor; now: Date },
) {
  const reason = change.hourlyRate === undefined ? "limit" : "rate";
  return db.transaction((tx) => proposeAmendment(tx, { contractId: contract.id, reason, ...change }, context));
}

export function answer(
  db: Db,
  amendment: { id: string },
  said: "accept" | "decline",
  context: { actor: Actor; now: Date },
): Promise<void> {
  return db.transaction((tx) => answerAmendment(tx, { amendmentId: amendment.id, answer: said }, context));
}

/** Rate and weekly limit of a contract in a week, as the diary and the close read them. */
export async function termsOn(db: Db, { contract }: { contract: { id: string } }, week: string): Promise<[bigint, number]> {
  const { hourlyRate, weeklyLimitMinutes } = await termsInWeek(db, contract.id, week);
  return [hourlyRate, weeklyLimitMinutes];
}

import { and, eq, isNotNull, isNull, like, lt, or, sql } from "drizzle-orm";
import { type Context, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays, dateIn } from "#app/kernel/time.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { ledgerAccounts } from "#db/schema/ledger.ts";
import { taxFormRequests, taxProfiles } from "#db/schema/taxes.ts";
import { formState, mustAsk, REMIND_DAYS } from "./tax-forms.ts";

/** A person asks again a day later at the earliest, the nightly job after a week: the agent gets one mail, not three. */
const PERSON_WAITS_DAYS = 1;

/**
 * Asks an agent for a tax form that is missing, ended or soon to end; within a day (the job: a week) of the last time nothing happens.
 * @returns whether the agent is asked now
 * @throws NotFound, Forbidden
 */
export async function askForTaxForm(tx: Tx, { agentId }: { agentId: string }, context: Context): Promise<boolean> {
  const { actor, now } = context;
  permit(actor, "finance.act");
  const [agent] = await tx.select({ id: agents.id }).from(agents).where(eq(agents.id, agentId)).for("update");
  if (!agent) throw new NotFound();
  const [profile] = await tx
    .select({ signedAt: taxProfiles.signedAt, validUntil: taxProfiles.validUntil })
    .from(taxProfiles)
    .where(and(eq(taxProfiles.subjectKind, "agent"), eq(taxProfiles.subjectId, agentId)));
  if (!mustAsk(formState(profile ?? null, dateIn(now, "UTC")))) return false;
  const [before] = await tx.select().from(taxFormRequests).where(eq(taxFormRequests.agentId, agentId));
  const waits = actor.kind === "system" ? REMIND_DAYS : PERSON_WAITS_DAYS;
  if (before && before.askedAt > addDays(now, -waits)) return false;
  await tx
    .insert(taxFormRequests)
    .values({ agentId, askedAt: now })
    .onConflictDoUpdate({
      target: taxFormRequests.agentId,
      set: { askedAt: now, times: sql`${taxFormRequests.times} + 1` },
    });
  await recordEvent(tx, "tax-form.asked", { agentId }, context);
  return true;
}

/** Agents who have earned something and whose form is missing, ended or soon to end, and who were not asked within a week. */
export async function agentsToAsk(db: Queryable, { actor, now }: Context): Promise<string[]> {
  if (!may(actor, "finance.act")) return [];
  const earning = await db
    .selectDistinct({
      agentId: ledgerAccounts.ownerId,
      signedAt: taxProfiles.signedAt,
      validUntil: taxProfiles.validUntil,
    })
    .from(ledgerAccounts)
    .leftJoin(taxProfiles, and(eq(taxProfiles.subjectKind, "agent"), eq(taxProfiles.subjectId, ledgerAccounts.ownerId)))
    .leftJoin(taxFormRequests, eq(taxFormRequests.agentId, ledgerAccounts.ownerId))
    .where(
      and(
        like(ledgerAccounts.kind, "agent:%"),
        isNotNull(ledgerAccounts.ownerId),
        or(isNull(taxFormRequests.askedAt), lt(taxFormRequests.askedAt, addDays(now, -REMIND_DAYS))),
      ),
    )
    .orderBy(ledgerAccounts.ownerId);
  return earning.filter((one) => mustAsk(formState(one, dateIn(now, "UTC")))).map((one) => one.agentId!);
}

import { and, eq } from "drizzle-orm";
import type { output } from "zod";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses } from "#db/schema/accounts.ts";
import { billingArrangements, termsRequests } from "#db/schema/billing.ts";
import { arrangementOf } from "./arrangement.server.ts";
import type { setArrangementInput } from "./arrangement.ts";

/**
 * Platform finance decides how a business pays from now on; what it asked for is thereby granted when the decision is terms. Bills closed before
 * stay as they were. The same decision again changes nothing.
 * @throws NotFound, Forbidden without "terms.decide"
 */
export async function setArrangement(
  tx: Tx,
  input: { businessId: string } & output<typeof setArrangementInput>,
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "terms.decide");
  const { businessId, mode, reason } = input;
  const [business] = await tx.select().from(businesses).where(eq(businesses.id, businessId)).for("update");
  if (!business) throw new NotFound();
  const terms =
    input.mode === "terms"
      ? {
          cadence: input.cadence,
          netDays: input.netDays,
          creditLine: input.creditLine,
          creditCurrency: input.creditCurrency,
        }
      : { cadence: "weekly" as const, netDays: null, creditLine: null, creditCurrency: null };
  const before = await arrangementOf(tx, businessId, now);
  const same =
    before.mode === mode && (Object.keys(terms) as (keyof typeof terms)[]).every((name) => before[name] === terms[name]);
  if (same) return;
  await tx
    .insert(billingArrangements)
    .values({ id: newId(), businessId, mode, ...terms, fromAt: now, decidedBy: actor.userId, reason });
  if (mode === "terms")
    await tx
      .update(termsRequests)
      .set({ state: "granted", decidedAt: now, answer: reason })
      .where(and(eq(termsRequests.businessId, businessId), eq(termsRequests.state, "asked")));
  const line = terms.creditLine !== null ? money(terms.creditLine, terms.creditCurrency!) : undefined;
  const detail = { mode, cadence: terms.cadence, netDays: terms.netDays, before: before.mode };
  const subject = { kind: "business", id: businessId };
  await recordAudit(tx, { action: "arrangement.set", subject, reason, amount: line, detail }, context);
  await recordEvent(tx, "arrangement.changed", { businessId }, context);
}

/** What a business asked for is declined, with an answer that it reads. @throws NotFound, Forbidden, Conflict when it was decided already */
export async function declineTerms(
  tx: Tx,
  { businessId, requestId, answer }: { businessId: string; requestId: string; answer: string },
  context: Context,
): Promise<void> {
  const { actor, now } = context;
  permit(actor, "terms.decide");
  const [request] = await tx.select().from(termsRequests).where(eq(termsRequests.id, requestId)).for("update");
  if (request?.businessId !== businessId) throw new NotFound();
  if (request.state !== "asked") throw new Conflict("billing:errors.requestDecided");
  await tx.update(termsRequests).set({ state: "declined", decidedAt: now, answer }).where(eq(termsRequests.id, requestId));
  const subject = { kind: "business", id: businessId };
  await recordAudit(tx, { action: "terms.declined", subject, reason: answer }, context);
  await recordEvent(tx, "arrangement.changed", { businessId }, context);
}

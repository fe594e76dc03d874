import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { postSystemMessage, sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { type Money, toMajor } from "#app/kernel/money.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { addDays, dateIn } from "#app/kernel/time.ts";
import type { Tx } from "#db/client.server.ts";
import { offers } from "#db/schema/hiring.ts";
import { roles } from "#db/schema/roles.ts";
import { DEFAULT_EVIDENCE, type EvidenceLevel } from "./evidence-level.ts";
import { lockApplication, moveApplication } from "./lock-application.server.ts";
import { OFFER_DAYS } from "./offer.ts";

export interface SendOffer {
  applicationId: string;
  hourlyRate: Money;
  weeklyLimitMinutes: number;
  /** Agreed half-hours of the week on `timeZone`'s clock. */
  windows: string;
  timeZone: string;
  manualTimeAllowed: boolean;
  /** Weeks are charged when they are approved, not at the close. */
  approvalFirst?: boolean;
  evidenceLevel?: EvidenceLevel;
  startsOn: string;
  endsOn?: string;
  message: string;
}

/**
 * Offers a contract in the role's currency; one open offer an application. Twice with one open is a Conflict, so a double click sends one.
 * @throws NotFound, Forbidden without "hiring.manage", Conflict, Invalid for a start in the past or a wrong currency
 */
export async function sendOffer(tx: Tx, input: SendOffer, context: Context) {
  const { actor, now } = context;
  const application = await lockApplication(tx, input.applicationId);
  permit(actor, "hiring.manage", application);
  const [role] = await tx.select().from(roles).where(eq(roles.id, application.roleId)).for("share");
  if (role!.state !== "open") throw new Conflict("hiring:errors.roleNotOpen");
  const agent = await agentProfile(tx, application.agentId);
  if (!agent.payable) throw new Conflict("hiring:errors.agentNotPayable");
  if (input.hourlyRate.currency !== role!.currency) throw new Invalid("hourlyRate", "errors:currencyUnknown");
  if (input.startsOn < dateIn(now, input.timeZone)) throw new Invalid("startsOn", "hiring:errors.startsInThePast");
  await moveApplication(tx, application, "offer", context);
  const [offer] = await tx
    .insert(offers)
    .values({
      id: newId(),
      applicationId: application.id,
      roleId: role!.id,
      businessId: application.businessId,
      agentId: application.agentId,
      title: role!.title,
      hourlyRate: input.hourlyRate.minor,
      currency: input.hourlyRate.currency,
      tier: role!.tier,
      weeklyLimitMinutes: input.weeklyLimitMinutes,
      windows: input.windows,
      timeZone: input.timeZone,
      manualTimeAllowed: input.manualTimeAllowed,
      approvalFirst: input.approvalFirst ?? false,
      evidenceLevel: input.evidenceLevel ?? DEFAULT_EVIDENCE,
      startsOn: input.startsOn,
      endsOn: input.endsOn ?? null,
      message: input.message,
      sentBy: actor.userId!,
      sentAt: now,
      expiresAt: addDays(now, OFFER_DAYS),
    })
    .returning();
  const line = { rate: toMajor(input.hourlyRate), currency: input.hourlyRate.currency };
  await postSystemMessage(tx, { conversationId: application.conversationId, key: "offered", params: line }, context);
  if (input.message) await sendMessage(tx, { conversationId: application.conversationId, body: input.message }, context);
  await recordEvent(tx, "offer.sent", { offerId: offer!.id }, context);
  return offer!;
}

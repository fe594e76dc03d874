import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { z } from "zod";
import { Conflict, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { businesses, memberInvitations, members, users } from "#db/schema/accounts.ts";
import type { inviteMemberInput } from "./account.ts";
import { type Context, permit } from "./permissions.ts";

/** Days an invitation can be accepted, real time like every mailed link. */
export const INVITATION_DAYS = 7;
/** Open invitations of one business at a time: enough for a team, too few to send junk with. */
const MOST_OPEN = 50;

/**
 * Invites a person to the team; a job mails the link. Twice is once while the first is open, but its role becomes the latest.
 * @throws NotFound / Forbidden without "members.manage"; Invalid("email") for somebody who is in already or who has an account as an agent
 *   or on the staff; Conflict when too many are open
 */
export async function inviteMember(
  tx: Tx,
  { businessId, email, role }: z.infer<typeof inviteMemberInput> & { businessId: string },
  { actor, now, realNow }: Context & { realNow: Date },
): Promise<{ invitationId: string }> {
  permit(actor, "members.manage", { businessId });
  const [business] = await tx.select().from(businesses).where(eq(businesses.id, businessId)).for("update");
  if (!business || !actor.userId) throw new NotFound();
  const [known] = await tx
    .select({ kind: users.kind, memberOf: members.businessId })
    .from(users)
    .leftJoin(members, and(eq(members.userId, users.id), eq(members.businessId, businessId)))
    .where(sql`${users.email} = ${email}::citext`);
  if (known?.memberOf) throw new Invalid("email", "accounts:errors.memberAlready");
  if (known && known.kind !== "member") throw new Invalid("email", "accounts:errors.notForMembers");

  const open = await tx
    .select()
    .from(memberInvitations)
    .where(
      and(
        eq(memberInvitations.businessId, businessId),
        isNull(memberInvitations.acceptedAt),
        gt(memberInvitations.expiresAt, realNow),
      ),
    );
  const same = open.find((one) => one.email.toLowerCase() === email.toLowerCase());
  if (same) {
    if (same.role !== role) await tx.update(memberInvitations).set({ role }).where(eq(memberInvitations.id, same.id));
    return { invitationId: same.id };
  }
  if (open.length >= MOST_OPEN) throw new Conflict("accounts:errors.tooManyInvitations", { count: MOST_OPEN });
  const invitationId = newId();
  await tx.insert(memberInvitations).values({
    id: invitationId,
    businessId,
    email,
    role,
    invitedBy: actor.userId,
    createdAt: now,
    expiresAt: new Date(realNow.getTime() + INVITATION_DAYS * 86_400_000),
  });
  await recordEvent(tx, "member.invited", { invitationId }, { actor, now });
  return { invitationId };
}

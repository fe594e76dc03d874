import { and, eq, isNull } from "drizzle-orm";
import { Conflict, NotFound } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { memberInvitations, users } from "#db/schema/accounts.ts";
import { addMember, joinBusiness } from "./add-member.server.ts";
import { memberInvitationOf } from "./member-invitation.server.ts";
import { system } from "./permissions.ts";
import type { Viewer } from "./viewer.ts";

/**
 * Joins the team a mailed invitation belongs to; the link proves the address. Somebody with an account joins with it, others give a name
 * and a password. An account whose address nobody has confirmed joins only when its owner is signed in: anybody could have
 * made it under this address, and would then sit on the team with a password of their own.
 * @param input.signedInAs who has the link open
 * @returns `created` tells whether the account is new. @throws NotFound for a dead link, Conflict when the address is an agent's or staff's,
 *   or its account is not confirmed
 */
export async function acceptMemberInvitation(
  tx: Tx,
  input: {
    token: string;
    signedInAs: string | null;
    person?: { name: string; passwordHash: string; locale: Viewer["locale"]; timeZone: string };
  },
  { now, realNow }: { now: Date; realNow: Date },
): Promise<{ userId: string; businessId: string; created: boolean }> {
  const invitation = await memberInvitationOf(tx, input.token, realNow);
  const [taken] = await tx
    .update(memberInvitations)
    .set({ acceptedAt: now })
    .where(and(eq(memberInvitations.id, invitation.id), isNull(memberInvitations.acceptedAt)))
    .returning();
  if (!taken) throw new NotFound("accounts:errors.invitationDead");
  const { businessId, email, role } = invitation;
  if (invitation.userId) {
    const [user] = await tx.select().from(users).where(eq(users.id, invitation.userId));
    if (user?.kind !== "member") throw new Conflict("accounts:errors.notForMembers");
    if (!user.emailVerifiedAt && input.signedInAs !== user.id) throw new Conflict("accounts:errors.notConfirmed");
    await tx
      .update(users)
      .set({ emailVerifiedAt: now })
      .where(and(eq(users.id, user.id), isNull(users.emailVerifiedAt)));
    await joinBusiness(tx, { businessId, userId: user.id, role }, { now });
    return { userId: user.id, businessId, created: false };
  }
  if (!input.person) throw new Conflict("accounts:errors.invitationNeedsAccount");
  const user = await addMember(tx, { ...input.person, businessId, email, role }, { now, actor: system });
  return { userId: user.id, businessId, created: true };
}

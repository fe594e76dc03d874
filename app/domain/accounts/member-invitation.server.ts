import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { businesses, memberInvitations, users } from "#db/schema/accounts.ts";
import { newSecret, secretHash } from "./secret.server.ts";
import type { Viewer } from "./viewer.ts";

const columns = {
  id: memberInvitations.id,
  businessId: memberInvitations.businessId,
  businessName: businesses.name,
  email: memberInvitations.email,
  role: memberInvitations.role,
  invitedBy: sql<string>`(select u.name from users u where u.id = ${memberInvitations.invitedBy})`,
  /** The reader's own language when the address has an account, else that of the one who invites. */
  locale: sql<
    Viewer["locale"]
  >`coalesce(${users.locale}, (select u.locale from users u where u.id = ${memberInvitations.invitedBy}))`,
  userId: users.id,
};

function openInvitations(db: Queryable, realNow: Date, which: ReturnType<typeof eq>) {
  return db
    .select(columns)
    .from(memberInvitations)
    .innerJoin(businesses, eq(businesses.id, memberInvitations.businessId))
    .leftJoin(users, eq(users.email, memberInvitations.email))
    .where(and(which, isNull(memberInvitations.acceptedAt), gt(memberInvitations.expiresAt, realNow)));
}

/** What a mailed invitation offers; `userId` when the address has an account already. @throws NotFound when it is unknown, used, withdrawn or too old */
export async function memberInvitationOf(db: Queryable, token: string, realNow: Date) {
  const [invitation] = await openInvitations(db, realNow, eq(memberInvitations.tokenHash, secretHash(token)));
  if (!invitation) throw new NotFound("accounts:errors.invitationDead");
  return invitation;
}

/** A fresh secret for an open invitation's link (an older mail's link dies); null when there is nothing left to send. */
export async function issueInvitationLink(tx: Tx, invitationId: string, realNow: Date) {
  const [invitation] = await openInvitations(tx, realNow, eq(memberInvitations.id, invitationId));
  if (!invitation) return null;
  const token = newSecret();
  await tx
    .update(memberInvitations)
    .set({ tokenHash: secretHash(token) })
    .where(eq(memberInvitations.id, invitationId));
  return { token, invitation };
}

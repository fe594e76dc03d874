import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.server.ts";
import { memberInvitations } from "#db/schema/accounts.ts";
import { type Context, permit } from "./permissions.ts";

/** Takes an open invitation back: its link is dead from now on. Twice is once. @throws NotFound / Forbidden without "members.manage" */
export async function withdrawMemberInvitation(
  tx: Tx,
  { businessId, invitationId }: { businessId: string; invitationId: string },
  { actor }: Context,
): Promise<void> {
  permit(actor, "members.manage", { businessId });
  await tx
    .delete(memberInvitations)
    .where(
      and(
        eq(memberInvitations.id, invitationId),
        eq(memberInvitations.businessId, businessId),
        isNull(memberInvitations.acceptedAt),
      ),
    );
}

import { and, eq, inArray, or } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { apiTokens, auditEntries, memberInvitations, members, sessions, staff, users } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { type PersonalRows, personalRows } from "./personal-rows.server.ts";

/** Who a person is here, where they are signed in, and what they did. No password, and no secret of a session, link or token. */
export function myAccount(db: Queryable, userId: string): PersonalRows[] {
  const address = db.select({ email: users.email }).from(users).where(eq(users.id, userId));
  return [
    personalRows(users, eq(users.id, userId), { without: ["passwordHash"] }),
    personalRows(members, eq(members.userId, userId)),
    personalRows(memberInvitations, inArray(memberInvitations.email, address), { without: ["tokenHash"] }),
    personalRows(staff, eq(staff.userId, userId)),
    personalRows(sessions, eq(sessions.userId, userId), { without: ["id"] }),
    personalRows(apiTokens, eq(apiTokens.userId, userId), { without: ["tokenHash"] }),
    personalRows(
      auditEntries,
      or(
        eq(auditEntries.actorId, userId),
        and(inArray(auditEntries.subjectKind, ["user", "agent"]), eq(auditEntries.subjectId, userId)),
      ),
    ),
    personalRows(events, eq(events.actorId, userId), { without: ["relayedAt"] }),
  ];
}

import { and, eq, inArray, isNull } from "drizzle-orm";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { members, users } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { notifications } from "#db/schema/notifications.ts";
import type { Audience } from "./audience.server.ts";
import type { Notice } from "./notification.ts";

/**
 * Tells everybody an event concerns but the one who did it. Twice is once: the event's number is the key. Messages of one conversation
 * are told once until they are read.
 * @returns the key under which they were told
 */
export async function recordNotifications(
  tx: Tx,
  { event, seq, audience }: { event: string; seq: string; audience: Audience },
  { now }: { now: Date },
): Promise<string> {
  const key = `${event}:${seq}`;
  const [recorded] = await tx
    .select({ actorId: events.actorId })
    .from(events)
    .where(eq(events.seq, BigInt(seq)));
  const told = (await peopleOf(tx, audience)).filter((one) => one.userId !== recorded?.actorId);
  const fresh = await withoutUnreadMessages(tx, told);
  if (fresh.length > 0) {
    await tx
      .insert(notifications)
      .values(fresh.map(({ userId, notice }) => ({ ...notice, id: newId(), userId, key, createdAt: now })))
      .onConflictDoNothing();
  }
  return key;
}

interface Told {
  userId: string;
  notice: Notice;
}

async function peopleOf(
  tx: Tx,
  { agentId, agentIds = [], agent, businessId, business, roles = [], each = [] }: Audience,
): Promise<Told[]> {
  const told: Told[] = [...each];
  if (agentId && agent) told.push({ userId: agentId, notice: agent });
  if (agent) told.push(...agentIds.map((userId) => ({ userId, notice: agent })));
  if (businessId && business && roles.length > 0) {
    const team = await tx
      .select({ userId: members.userId })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(and(eq(members.businessId, businessId), inArray(members.role, roles), isNull(users.suspendedAt)));
    told.push(...team.map(({ userId }) => ({ userId, notice: business })));
  }
  return told;
}

async function withoutUnreadMessages(tx: Tx, told: Told[]): Promise<Told[]> {
  const [first] = told;
  if (first?.notice.kind !== "message") return told;
  const waiting = await tx
    .select({ userId: notifications.userId })
    .from(notifications)
    .where(
      and(
        inArray(
          notifications.userId,
          told.map((one) => one.userId),
        ),
        eq(notifications.kind, "message"),
        eq(notifications.href, first.notice.href),
        isNull(notifications.readAt),
      ),
    );
  return told.filter((one) => !waiting.some((row) => row.userId === one.userId));
}

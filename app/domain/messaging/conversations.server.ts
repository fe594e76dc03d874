import { and, asc, count, desc, eq, gt, ilike, or, sql } from "drizzle-orm";
import { type Actor, may, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { conversationReads, conversations, messages } from "#db/schema/messaging.ts";

const PAGE = 25;
const SHOWN = 200;

/** A thread, its two sides and its messages after a cursor (`seq`), oldest first; the newest 200 without one. @throws NotFound for strangers */
export async function conversationPage(db: Queryable, conversationId: string, actor: Actor, after?: bigint) {
  const [head] = await db
    .select({ conversation: conversations, businessName: businesses.name, agentName: users.name })
    .from(conversations)
    .innerJoin(businesses, eq(businesses.id, conversations.businessId))
    .innerJoin(users, eq(users.id, conversations.agentId))
    .where(eq(conversations.id, conversationId));
  if (!head) throw new NotFound();
  permit(actor, "messages.view", head.conversation);
  const columns = {
    seq: messages.seq,
    kind: messages.kind,
    body: messages.body,
    sentAt: messages.sentAt,
    authorId: messages.authorId,
    authorName: users.name,
  };
  const from = db.select(columns).from(messages).leftJoin(users, eq(users.id, messages.authorId));
  const lines =
    after === undefined
      ? (await from.where(eq(messages.conversationId, conversationId)).orderBy(desc(messages.seq)).limit(SHOWN)).reverse()
      : await from
          .where(and(eq(messages.conversationId, conversationId), gt(messages.seq, after)))
          .orderBy(asc(messages.seq))
          .limit(SHOWN);
  return {
    ...head.conversation,
    businessName: head.businessName,
    agentName: head.agentName,
    maySend: may(actor, "messages.send", head.conversation),
    messages: lines,
  };
}
export type ConversationPage = Awaited<ReturnType<typeof conversationPage>>;

/** Marks a thread as read by a person up to its newest message. */
export async function markRead(
  tx: Tx,
  { conversationId }: { conversationId: string },
  { actor }: { actor: Actor },
): Promise<void> {
  if (!actor.userId) return;
  await tx.execute(sql`
    insert into conversation_reads (conversation_id, user_id, last_read_seq)
    select ${conversationId}, ${actor.userId}, coalesce(max(seq), 0) from messages where conversation_id = ${conversationId}
    on conflict (conversation_id, user_id) do update set last_read_seq = greatest(conversation_reads.last_read_seq, excluded.last_read_seq)`);
}

/** The threads of a business or an agent, newest word first, with what is unread by the reader. */
export async function conversationsOf(
  db: Queryable,
  side: { businessId: string } | { agentId: string },
  { q, onlyUnread = false, page }: { q?: string; onlyUnread?: boolean; page: number },
  actor: Actor,
) {
  permit(actor, "messages.view", side);
  const mine = "businessId" in side ? eq(conversations.businessId, side.businessId) : eq(conversations.agentId, side.agentId);
  const text = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  const unread = sql<number>`(select count(*)::int from ${messages} where ${messages.conversationId} = ${conversations.id} and ${messages.seq} > coalesce((select ${conversationReads.lastReadSeq} from ${conversationReads} where ${conversationReads.conversationId} = ${conversations.id} and ${conversationReads.userId} = ${actor.userId}), 0) and ${messages.authorId} is distinct from ${actor.userId})`;
  const where = and(
    mine,
    text ? or(ilike(conversations.subject, text), ilike(users.name, text), ilike(businesses.name, text)) : undefined,
    onlyUnread ? sql`${unread} > 0` : undefined,
  );
  const last = sql<
    string | null
  >`(select ${messages.body} from ${messages} where ${messages.conversationId} = ${conversations.id} and ${messages.kind} = 'text' order by ${messages.seq} desc limit 1)`;
  const [rows, [total]] = await Promise.all([
    db
      .select({
        id: conversations.id,
        subject: conversations.subject,
        lastMessageAt: conversations.lastMessageAt,
        agentId: conversations.agentId,
        agentName: users.name,
        businessName: businesses.name,
        unread,
        last,
      })
      .from(conversations)
      .innerJoin(businesses, eq(businesses.id, conversations.businessId))
      .innerJoin(users, eq(users.id, conversations.agentId))
      .where(where)
      .orderBy(desc(conversations.lastMessageAt))
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db
      .select({ n: count() })
      .from(conversations)
      .innerJoin(businesses, eq(businesses.id, conversations.businessId))
      .innerJoin(users, eq(users.id, conversations.agentId))
      .where(where),
  ]);
  return { rows, pages: Math.max(1, Math.ceil(total!.n / PAGE)) };
}

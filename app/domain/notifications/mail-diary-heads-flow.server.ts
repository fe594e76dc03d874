import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Mailing } from "#app/domain/accounts/account-mails-flow.server.ts";
import { writeLetter } from "#app/edges/mail/letter.ts";
import type { MailEdge } from "#app/edges/mail/mail.server.ts";
import { type Words, writtenDay } from "#app/edges/pdf/written.ts";
import type { Db } from "#db/client.server.ts";
import { diaryHeadMails } from "#db/schema/notifications.ts";
import { managers } from "./facts.server.ts";

type Locale = Parameters<Mailing["translatorFor"]>[0];
interface Settings {
  now: Date;
  publicUrl: string;
  wordsOf: (locale: Locale) => Words;
}

/** A head that a person was not mailed yet. */
type Fresh = {
  userId: string;
  name: string;
  email: string;
  locale: Locale;
  side: "agent" | "business";
  contractId: string;
  title: string;
  other: string;
  seq: number;
  hash: string;
};

/**
 * Mails each agent, and each owner and manager of a business, the newest hash of every diary chain of theirs that grew since the last such mail; one
 * mail a person, in their own language. What was mailed is kept, so a repeat sends nothing; only the mail that was under way may come twice, under the
 * same id. One address that refuses does not keep the others from theirs. @throws AggregateError of the refused, so that the job tries again
 */
export async function mailDiaryHeadsFlow(db: Db, mail: MailEdge, settings: Settings): Promise<void> {
  const people = new Map<string, Fresh[]>();
  for (const one of await freshHeads(db)) people.set(one.userId, [...(people.get(one.userId) ?? []), one]);
  const refused: unknown[] = [];
  for (const [userId, heads] of people) {
    try {
      await mail.send(letterOf(userId, heads, settings));
    } catch (error) {
      refused.push(error);
      continue;
    }
    const rows = heads.map(({ contractId, seq, hash }) => ({ userId, contractId, seq, hash, mailedAt: settings.now }));
    await db.insert(diaryHeadMails).values(rows).onConflictDoNothing();
  }
  if (refused.length > 0) throw new AggregateError(refused, `${refused.length} of ${people.size} mails were refused`);
}

function letterOf(userId: string, heads: Fresh[], { now, publicUrl, wordsOf }: Settings) {
  const [first] = heads as [Fresh, ...Fresh[]];
  const { t, ...words } = wordsOf(first.locale);
  const several = heads.length > 1;
  const params = { day: writtenDay({ t, ...words }, now) };
  const page = ({ side, contractId, hash }: Fresh) =>
    `${publicUrl}${side === "agent" ? `/agent/diary/verify/${contractId}` : `/business/diary/${contractId}/verify`}?held=${hash}`;
  const of = (one: Fresh) => [
    t("chain:mail.of", { title: one.title, other: one.other, seq: one.seq }),
    one.hash,
    ...(several ? [page(one)] : []),
  ];
  const list = `/${first.side}/contracts`;
  const id = createHash("sha256")
    .update(heads.map((one) => one.hash).join())
    .digest("hex")
    .slice(0, 32);
  return {
    id: `diary-heads-${userId}-${id}`,
    to: first.email,
    subject: t("chain:mail.subject", params),
    ...writeLetter({
      greeting: t("accounts:mail.greeting", { name: first.name }),
      lines: [t("chain:mail.text"), ...heads.flatMap(of)],
      action: several
        ? { label: t("chain:mail.openAll"), href: `${publicUrl}${list}` }
        : { label: t("chain:mail.open"), href: page(first) },
      closing: t("notifications:mail.closing"),
    }),
  };
}

/** One query: each contract's newest entry by its key, and for whom it is new. */
async function freshHeads(db: Db): Promise<Fresh[]> {
  const roles = sql.join(
    managers.map((role) => sql`${role}`),
    sql`, `,
  );
  return db.execute<Fresh>(sql`
    select u.id as "userId", u.name, u.email, u.locale, p.side, c.id as "contractId", c.title,
      case p.side when 'agent' then b.name else a.name end as other, h.seq, h.hash
    from contracts c
    join businesses b on b.id = c.business_id
    join users a on a.id = c.agent_id
    join lateral (select seq, hash from diary_chain where contract_id = c.id order by seq desc limit 1) h on true
    join lateral (
      select c.agent_id as user_id, 'agent' as side
      union all
      select m.user_id, 'business' from members m where m.business_id = c.business_id and m.role in (${roles})
    ) p on true
    join users u on u.id = p.user_id and u.suspended_at is null
    where not exists (select 1 from diary_head_mails d where d.user_id = u.id and d.contract_id = c.id and d.hash = h.hash)
    order by u.id, c.id`);
}

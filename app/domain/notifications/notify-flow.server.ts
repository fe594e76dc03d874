import { and, eq, isNull, notInArray } from "drizzle-orm";
import type { Mailing } from "#app/domain/accounts/account-mails-flow.server.ts";
import { writeLetter } from "#app/edges/mail/letter.ts";
import type { MailEdge } from "#app/edges/mail/mail.server.ts";
import type { EventName } from "#app/kernel/record-event.ts";
import type { Db, Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { notifications } from "#db/schema/notifications.ts";
import { type Audience, audiences } from "./audience.server.ts";
import { mailedWithDocuments, type NotificationKind, readableParams } from "./notification.ts";
import { recordNotifications } from "./record-notifications.server.ts";

/** BCP 47 tag for the numbers and dates of a reader's language. */
type IntlOf = (locale: Parameters<Mailing["translatorFor"]>[0]) => string;

/**
 * Tells people about an event in the product, then by mail unless another mail says it. Killed anywhere and started again, each is told once; only the mail that was
 * under way may come twice, under the same id.
 */
export async function notifyFlow(
  db: Db,
  mail: MailEdge,
  { event, seq, payload }: { event: string; seq: string; payload: Record<string, unknown> },
  { now, mailing, intlOf }: { now: Date; mailing: Omit<Mailing, "realNow">; intlOf: IntlOf },
): Promise<void> {
  const find = audiences[event as EventName] as ((db: Queryable, payload: unknown) => Promise<Audience | null>) | undefined;
  const audience = await find?.(db, payload);
  if (!audience) return;
  const key = await db.transaction((tx) => recordNotifications(tx, { event, seq, audience }, { now }));

  const unmailed = await db
    .select({
      id: notifications.id,
      kind: notifications.kind,
      params: notifications.params,
      name: users.name,
      email: users.email,
      locale: users.locale,
    })
    .from(notifications)
    .innerJoin(users, eq(users.id, notifications.userId))
    .where(and(eq(notifications.key, key), isNull(notifications.mailedAt), notInArray(notifications.kind, mailedWithDocuments)));
  for (const one of unmailed) {
    const t = mailing.translatorFor(one.locale);
    const sentence = t(`notifications:kinds.${one.kind as NotificationKind}`, readableParams(one.params, intlOf(one.locale)));
    await mail.send({
      id: `notification-${one.id}`,
      to: one.email,
      subject: sentence,
      ...writeLetter({
        greeting: t("accounts:mail.greeting", { name: one.name }),
        lines: [sentence],
        action: { label: t("notifications:mail.open"), href: `${mailing.publicUrl}/notifications/${one.id}` },
        closing: t("notifications:mail.closing"),
      }),
    });
    await db.update(notifications).set({ mailedAt: now }).where(eq(notifications.id, one.id));
  }
}

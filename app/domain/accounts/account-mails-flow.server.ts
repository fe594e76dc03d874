import { eq } from "drizzle-orm";
import { type Letter, writeLetter } from "#app/edges/mail/letter.ts";
import type { MailEdge } from "#app/edges/mail/mail.server.ts";
import type { Db } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { issueLink, linkHours } from "./account-link.server.ts";
import { INVITATION_DAYS } from "./invite-member.server.ts";
import { issueInvitationLink } from "./member-invitation.server.ts";
import { secretHash } from "./secret.server.ts";
import type { Viewer } from "./viewer.ts";

type Translate = (key: string, params?: Record<string, unknown>) => string;

export interface Mailing {
  /** Base of the links, without a slash at the end. */
  publicUrl: string;
  translatorFor(locale: Viewer["locale"]): Translate;
  /** Real time: links do not age by the demo's clock. */
  realNow: Date;
}

/** Mails the link that verifies an address; nothing once it is verified. Sent twice, both links work until one is used. */
export async function sendVerificationMailFlow(
  db: Db,
  mail: MailEdge,
  input: { userId: string },
  mailing: Mailing,
): Promise<void> {
  const [user] = await db.select().from(users).where(eq(users.id, input.userId));
  if (!user || user.emailVerifiedAt || user.suspendedAt) return;
  const token = await db.transaction((tx) => issueLink(tx, { userId: user.id, purpose: "verify-email" }, mailing.realNow));
  const t = mailing.translatorFor(user.locale);
  await post(mail, t, {
    id: `verify-${secretHash(token).slice(0, 32)}`,
    to: user.email,
    subject: t("accounts:mail.verify.subject"),
    greeting: t("accounts:mail.greeting", { name: user.name }),
    lines: [t("accounts:mail.verify.body"), t("accounts:mail.verify.life", { count: linkHours["verify-email"] / 24 })],
    action: { label: t("accounts:mail.verify.action"), href: `${mailing.publicUrl}/auth/verify-email?token=${token}` },
  });
}

/** Mails the link that sets a new password. */
export async function sendResetMailFlow(db: Db, mail: MailEdge, input: { userId: string }, mailing: Mailing): Promise<void> {
  const [user] = await db.select().from(users).where(eq(users.id, input.userId));
  if (!user || user.suspendedAt) return;
  const token = await db.transaction((tx) => issueLink(tx, { userId: user.id, purpose: "reset-password" }, mailing.realNow));
  const t = mailing.translatorFor(user.locale);
  await post(mail, t, {
    id: `reset-${secretHash(token).slice(0, 32)}`,
    to: user.email,
    subject: t("accounts:mail.reset.subject"),
    greeting: t("accounts:mail.greeting", { name: user.name }),
    lines: [t("accounts:mail.reset.body"), t("accounts:mail.reset.life", { count: linkHours["reset-password"] })],
    action: { label: t("accounts:mail.reset.action"), href: `${mailing.publicUrl}/auth/reset-password?token=${token}` },
  });
}

/** Mails an invitation to a team, in the language of the one who invites when the address is new to us. */
export async function sendInvitationMailFlow(
  db: Db,
  mail: MailEdge,
  input: { invitationId: string },
  mailing: Mailing,
): Promise<void> {
  const issued = await db.transaction((tx) => issueInvitationLink(tx, input.invitationId, mailing.realNow));
  if (!issued) return;
  const { token, invitation } = issued;
  const t = mailing.translatorFor(invitation.locale);
  const params = { business: invitation.businessName, person: invitation.invitedBy };
  await post(mail, t, {
    id: `invite-${secretHash(token).slice(0, 32)}`,
    to: invitation.email,
    subject: t("accounts:mail.invite.subject", params),
    greeting: t("accounts:mail.hello"),
    lines: [
      t("accounts:mail.invite.body", { ...params, role: t(`accounts:roles.${invitation.role}`) }),
      t("accounts:mail.invite.life", { count: INVITATION_DAYS }),
    ],
    action: { label: t("accounts:mail.invite.action"), href: `${mailing.publicUrl}/auth/invitation?token=${token}` },
  });
}

async function post(
  mail: MailEdge,
  t: Translate,
  { id, to, subject, ...letter }: { id: string; to: string; subject: string } & Omit<Letter, "closing">,
): Promise<void> {
  await mail.send({ id, to, subject, ...writeLetter({ ...letter, closing: t("accounts:mail.closing") }) });
}

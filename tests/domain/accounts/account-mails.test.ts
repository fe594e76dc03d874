import { eq } from "drizzle-orm";
import {
  type Mailing,
  sendInvitationMailFlow,
  sendResetMailFlow,
  sendVerificationMailFlow,
} from "#app/domain/accounts/account-mails-flow.server.ts";
import { inviteMember } from "#app/domain/accounts/invite-member.server.ts";
import { memberInvitationOf } from "#app/domain/accounts/member-invitation.server.ts";
import { resetPassword } from "#app/domain/accounts/reset-password.server.ts";
import { verifyEmail } from "#app/domain/accounts/verify-email.server.ts";
import type { Mail } from "#app/edges/mail/mail.server.ts";
import { locales } from "#app/i18n/i18n.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { users } from "#db/schema/accounts.ts";
import { freshEmail, givenBusiness } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-01T09:00Z");
const realNow = at("2026-11-25T12:00Z");
const mailing: Mailing = { publicUrl: "https://deskhand.example", translatorFor: translator, realNow };

function postbox() {
  const mails: Mail[] = [];
  return { mails, mail: { send: async (mail: Mail) => void mails.push(mail) } };
}
const tokenIn = (text: string) => /token=([\w-]+)/.exec(text)![1]!;

const words = {
  en: ["Confirm your address for Deskhand", "Hello Olivia Owner,", "The link works for 3 days.", "The link works for 1 hour."],
  fr: [
    "Confirmez votre adresse pour Deskhand",
    "Bonjour Olivia Owner,",
    "Le lien est valable 3 jours.",
    "Le lien est valable 1 heure.",
  ],
  pt: ["Confirme seu e-mail na Deskhand", "Olá, Olivia Owner,", "O link vale por 3 dias.", "O link vale por 1 hora."],
  es: [
    "Confirme su dirección en Deskhand",
    "Hola, Olivia Owner:",
    "El enlace funciona durante 3 días.",
    "El enlace funciona durante 1 hora.",
  ],
} as const;

test.for(locales)(
  "the mails of an account in %s: its own words, the life of each link, and a link that works",
  async (locale, { db }) => {
    const { owner, business } = await givenBusiness(db);
    await db.update(users).set({ locale }).where(eq(users.id, owner.userId));
    const { mails, mail } = postbox();
    const { invitationId } = await db.transaction((tx) =>
      inviteMember(tx, { businessId: business.id, email: freshEmail("new"), role: "manager" }, { actor: owner, now, realNow }),
    );
    await sendVerificationMailFlow(db, mail, { userId: owner.userId }, mailing);
    await sendResetMailFlow(db, mail, { userId: owner.userId }, mailing);
    await sendInvitationMailFlow(db, mail, { invitationId }, mailing);

    const [verification, reset, invitation] = mails as [Mail, Mail, Mail];
    const [subject, greeting, days, hour] = words[locale];
    expect(verification.subject).toBe(subject);
    expect(verification.text).toContain(`${greeting}\n\n`);
    expect(verification.text).toContain(days);
    expect(reset.text).toContain(hour);
    expect(invitation.subject).toContain("Olivia Owner");
    expect(invitation.subject).toContain("Lumen");
    for (const { text, html, subject: line } of mails) {
      expect(`${line}\n${text}`).not.toMatch(/mail\.|accounts:|\{\{/);
      expect(html).toContain("https://deskhand.example/auth/");
      expect(html).not.toMatch(/<img|<script|<link/);
    }

    expect(await memberInvitationOf(db, tokenIn(invitation.text), realNow)).toMatchObject({ id: invitationId });
    await db.transaction((tx) => verifyEmail(tx, { token: tokenIn(verification.text) }, { now, realNow }));
    await db.transaction((tx) => resetPassword(tx, { token: tokenIn(reset.text), passwordHash: "new" }, { now, realNow }));
  },
);

test("nothing is mailed to those who are confirmed, suspended or gone", async ({ db }) => {
  const { owner, viewer, finance } = await givenBusiness(db);
  const { mails, mail } = postbox();
  await sendVerificationMailFlow(db, mail, { userId: viewer.userId }, mailing); // confirmed when they joined
  await db.update(users).set({ suspendedAt: now }).where(eq(users.id, owner.userId));
  await sendVerificationMailFlow(db, mail, { userId: owner.userId }, mailing);
  await sendResetMailFlow(db, mail, { userId: owner.userId }, mailing);
  await sendResetMailFlow(db, mail, { userId: "0198c5f2-7a00-7000-8000-000000000001" }, mailing);
  await sendInvitationMailFlow(db, mail, { invitationId: finance.userId }, mailing);
  expect(mails).toEqual([]);
});

test("names that look like markup stay words", async ({ db }) => {
  const { owner, business } = await givenBusiness(db, { name: '<b onclick="x()">Lumen</b> & Sons' });
  const { mails, mail } = postbox();
  const { invitationId } = await db.transaction((tx) =>
    inviteMember(tx, { businessId: business.id, email: freshEmail(), role: "viewer" }, { actor: owner, now, realNow }),
  );
  await sendInvitationMailFlow(db, mail, { invitationId }, mailing);
  expect(mails[0]!.html).not.toContain("<b onclick");
  expect(mails[0]!.text).toContain('<b onclick="x()">Lumen</b> & Sons');
});

import { eq } from "drizzle-orm";
import { issueLink } from "#app/domain/accounts/account-link.server.ts";
import { inviteMember } from "#app/domain/accounts/invite-member.server.ts";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { createSession, sessionViewer } from "#app/domain/accounts/session.server.ts";
import { countAttempt } from "#app/domain/accounts/sign-in-limits.server.ts";
import { sweepAccounts } from "#app/domain/accounts/sweep-accounts.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { accountTokens, memberInvitations, sessions, signInAttempts } from "#db/schema/accounts.ts";
import { freshEmail, givenBusiness } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

test("what has expired goes, what still counts stays, and twice is once", async ({ db }) => {
  const { owner, business } = await givenBusiness(db);
  const realNow = new Date();
  const hour = 3_600_000;
  const before = (hours: number) => new Date(realNow.getTime() - hours * hour);
  const living = await createSession(db, { userId: owner.userId });
  const dead = await createSession(db, { userId: owner.userId, userAgent: "dead" });
  await db
    .update(sessions)
    .set({ expiresAt: before(1) })
    .where(eq(sessions.userAgent, "dead"));
  await db.transaction(async (tx) => {
    await issueLink(tx, { userId: owner.userId, purpose: "reset-password" }, before(2));
    await issueLink(tx, { userId: owner.userId, purpose: "verify-email" }, before(2));
    for (const hours of [24 * 8, 24 * 6])
      await inviteMember(
        tx,
        { businessId: business.id, email: freshEmail(), role: "viewer" },
        { actor: owner, now: at("2026-06-01T09:00Z"), realNow: before(hours) },
      );
  });
  await countAttempt(db, "address:old@example.test", 5, before(1));
  await countAttempt(db, "address:new@example.test", 5, realNow);

  const sweep = (actor: Actor) => db.transaction((tx) => sweepAccounts(tx, { realNow }, { actor }));
  await sweep(system);
  await sweep(system);

  expect(await sessionViewer(db, living.token)).not.toBeNull();
  expect(await sessionViewer(db, dead.token)).toBeNull();
  expect(await db.$count(sessions)).toBe(1);
  expect((await db.select().from(accountTokens)).map(({ purpose }) => purpose)).toEqual(["verify-email"]);
  expect(await db.$count(memberInvitations)).toBe(1);
  expect((await db.select().from(signInAttempts)).map(({ key }) => key)).toEqual(["address:new@example.test"]);
  await expect(sweep(owner)).rejects.toThrow(Forbidden);
});

import { eq } from "drizzle-orm";
import { issueLink } from "#app/domain/accounts/account-link.server.ts";
import { viewerOfApiToken } from "#app/domain/accounts/api-token.server.ts";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { hashPassword, verifyPassword } from "#app/domain/accounts/password.server.ts";
import { system } from "#app/domain/accounts/permissions.ts";
import { requestPasswordReset } from "#app/domain/accounts/request-password-reset.server.ts";
import { requestVerification } from "#app/domain/accounts/request-verification.server.ts";
import { resetPassword } from "#app/domain/accounts/reset-password.server.ts";
import { createSession, sessionViewer } from "#app/domain/accounts/session.server.ts";
import { attemptKey, countAttempt } from "#app/domain/accounts/sign-in-limits.server.ts";
import { verifyEmail } from "#app/domain/accounts/verify-email.server.ts";
import { Invalid, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { accountTokens, users } from "#db/schema/accounts.ts";
import { eventsNamed, givenBusiness } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-01T09:00Z");
const realNow = at("2026-11-25T12:00Z");
const hours = (count: number) => new Date(realNow.getTime() + count * 3_600_000);

const link = (db: Db, userId: string, purpose: "verify-email" | "reset-password") =>
  db.transaction((tx) => issueLink(tx, { userId, purpose }, realNow));
const verify = (db: Db, token: string, when = realNow) =>
  db.transaction((tx) => verifyEmail(tx, { token }, { now, realNow: when }));
const reset = (db: Db, token: string, passwordHash = "new", when = realNow) =>
  db.transaction((tx) => resetPassword(tx, { token, passwordHash }, { now, realNow: when }));
const userOf = async (db: Db, id: string) => (await db.select().from(users).where(eq(users.id, id)))[0]!;

test("following the mailed link confirms the address, once, and uses up the others", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const [first, second] = [await link(db, owner.userId, "verify-email"), await link(db, owner.userId, "verify-email")];
  expect(JSON.stringify(await db.select().from(accountTokens))).not.toContain(first);

  expect(await verify(db, second)).toEqual({ userId: owner.userId });

  expect((await userOf(db, owner.userId)).emailVerifiedAt).toEqual(now);
  for (const used of [first, second]) await expect(verify(db, used)).rejects.toThrow("accounts:errors.linkDead");
});

test("links die with their hours, are of one purpose, and nothing else opens", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const verification = await link(db, owner.userId, "verify-email");
  const password = await link(db, owner.userId, "reset-password");
  await expect(verify(db, password)).rejects.toThrow(Invalid);
  await expect(reset(db, verification)).rejects.toThrow(Invalid);
  await expect(reset(db, "nonsense")).rejects.toThrow(Invalid);
  await expect(reset(db, password, "new", hours(1))).rejects.toThrow(Invalid);
  await expect(verify(db, verification, hours(72))).rejects.toThrow(Invalid);
  await expect(verify(db, verification, hours(71))).resolves.toEqual({ userId: owner.userId });
});

test("a reset sets the password, proves the address, opens a closed one, and throws everybody else out", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const { email } = await userOf(db, owner.userId);
  const session = await createSession(db, { userId: owner.userId });
  const { token: apiToken } = await db.transaction((tx) => createApiToken(tx, { label: "robot" }, { actor: owner, now }));
  const closed = attemptKey("address", email);
  for (let guess = 0; guess < 5; guess++) await countAttempt(db, closed, 5, realNow);

  const token = await link(db, owner.userId, "reset-password");
  await reset(db, token, await hashPassword("four plain words here"));

  const user = await userOf(db, owner.userId);
  expect(await verifyPassword(user.passwordHash, "four plain words here")).toBe(true);
  expect(user.emailVerifiedAt).toEqual(now);
  expect(await sessionViewer(db, session.token)).toBeNull();
  expect(await viewerOfApiToken(db, apiToken)).toBeNull();
  await expect(countAttempt(db, closed, 5, realNow)).resolves.toBeUndefined();
  await expect(reset(db, token, "again")).rejects.toThrow("accounts:errors.linkDead");
});

test("the same link pressed twice at once works once", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const token = await link(db, owner.userId, "reset-password");
  const answers = await Promise.allSettled([reset(db, token, "one"), reset(db, token, "two")]);
  expect(answers.map((answer) => answer.status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("asking for a reset tells nothing about who has an account", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  const [known, suspended] = [await userOf(db, owner.userId), await userOf(db, viewer.userId)];
  await db.update(users).set({ suspendedAt: now }).where(eq(users.id, suspended.id));
  const ask = (email: string) => db.transaction((tx) => requestPasswordReset(tx, { email }, { now }));
  expect(await ask(known.email.toUpperCase())).toBe(await ask("nobody@example.test"));
  await ask(suspended.email);
  const asked = await eventsNamed(db, "password-reset.requested");
  expect(asked.filter(({ userId }) => [owner.userId, viewer.userId].includes(userId as string))).toEqual([
    { userId: owner.userId },
  ]);
});

test("the verification mail can be asked for until the address is confirmed, by a person only", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  const ask = (actor: typeof owner | typeof system) => db.transaction((tx) => requestVerification(tx, {}, { actor, now }));
  await ask(owner);
  await ask(owner);
  await ask(viewer); // joined by a mailed link: confirmed already
  await expect(ask(system)).rejects.toThrow(NotFound);
  const asked = await eventsNamed(db, "verification.requested");
  expect(asked.filter(({ userId }) => userId === owner.userId)).toHaveLength(2);
  expect(asked.filter(({ userId }) => userId === viewer.userId)).toHaveLength(0);
});

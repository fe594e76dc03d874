import { eq } from "drizzle-orm";
import { viewerOfApiToken } from "#app/domain/accounts/api-token.server.ts";
import { changePassword } from "#app/domain/accounts/change-password.server.ts";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { hashPassword, verifyPassword } from "#app/domain/accounts/password.server.ts";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { apiTokensOf, revokeApiToken } from "#app/domain/accounts/revoke-api-token.server.ts";
import { saveAccount } from "#app/domain/accounts/save-account.server.ts";
import { saveBusiness } from "#app/domain/accounts/save-business.server.ts";
import { chooseBusiness, createSession, endSession, sessionsOf, sessionViewer } from "#app/domain/accounts/session.server.ts";
import { viewerById } from "#app/domain/accounts/viewer-query.server.ts";
import { Conflict, Forbidden, Invalid, NotFound, TooMany } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { apiTokens, businesses, members, users } from "#db/schema/accounts.ts";
import { givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-01T09:00Z");
const realNow = at("2026-11-25T12:00Z");
const userOf = async (db: Db, id: string) => (await db.select().from(users).where(eq(users.id, id)))[0]!;
const makeToken = (db: Db, actor: Actor, label: string) => db.transaction((tx) => createApiToken(tx, { label }, { actor, now }));

test("a person saves their own name, language, zone and theme; what is left out stays", async ({ db }) => {
  const { viewer } = await givenBusiness(db);
  const save = (input: Parameters<typeof saveAccount>[1], actor: Actor = viewer) =>
    db.transaction((tx) => saveAccount(tx, input, { actor, now }));
  await save({ name: "Vera", locale: "pt", timeZone: "America/Sao_Paulo", theme: "dark" });
  await save({ theme: "light" });
  await save({});
  expect(await viewerById(db, viewer.userId)).toMatchObject({
    name: "Vera",
    locale: "pt",
    timeZone: "America/Sao_Paulo",
    theme: "light",
  });
  await expect(save({ name: "Nobody" }, system)).rejects.toThrow(NotFound);
});

test("owners save the business, its country stays; others are refused", async ({ db }) => {
  const [lumen, other] = [await givenBusiness(db), await givenOtherBusiness(db)];
  const save = (actor: Actor) =>
    db.transaction((tx) =>
      saveBusiness(tx, { businessId: lumen.business.id, name: "Lumen Lamps", timeZone: "Europe/Paris" }, { actor, now }),
    );
  for (const member of [lumen.manager, lumen.finance, lumen.viewer]) await expect(save(member)).rejects.toThrow(Forbidden);
  await expect(save(other.owner)).rejects.toThrow(NotFound);
  await save(lumen.owner);
  await save(lumen.owner);
  const [saved] = await db.select().from(businesses).where(eq(businesses.id, lumen.business.id));
  expect(saved).toMatchObject({ name: "Lumen Lamps", timeZone: "Europe/Paris", country: "US" });
});

test("a new password needs the old one, and signs out every other device", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  await db
    .update(users)
    .set({ passwordHash: await hashPassword("the old password") })
    .where(eq(users.id, owner.userId));
  const [here, there] = [await createSession(db, { userId: owner.userId }), await createSession(db, { userId: owner.userId })];
  const change = (currentPassword: string, actor: Actor = owner) =>
    changePassword(db, { currentPassword, password: "the new password", keepToken: here.token }, { actor, realNow });

  await expect(change("not it")).rejects.toMatchObject({ field: "currentPassword", key: "accounts:errors.passwordWrong" });
  expect(await sessionViewer(db, there.token)).not.toBeNull();

  await change("the old password");
  expect(await verifyPassword((await userOf(db, owner.userId)).passwordHash, "the new password")).toBe(true);
  expect(await sessionViewer(db, here.token)).not.toBeNull();
  expect(await sessionViewer(db, there.token)).toBeNull();
  await expect(change("the old password")).rejects.toThrow(Invalid);
  await expect(change("the new password", system)).rejects.toThrow(NotFound);
});

test("somebody at an open screen has five guesses of the old password", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const guess = () =>
    changePassword(db, { currentPassword: "guess", password: "mine now, ha", keepToken: null }, { actor: owner, realNow });
  for (let count = 0; count < 5; count++) await expect(guess()).rejects.toThrow(Invalid);
  await expect(guess()).rejects.toThrow(TooMany);
});

test("a person sees their devices, ends one of them, and never somebody else's", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  const phone = await createSession(db, { userId: owner.userId, userAgent: "Phone" });
  const laptop = await createSession(db, { userId: owner.userId, userAgent: "Laptop" });
  const listed = await sessionsOf(db, owner.userId, laptop.token);
  // Both may have begun in the same millisecond.
  expect(listed.map(({ userAgent, current }) => [userAgent, current]).sort()).toEqual([
    ["Laptop", true],
    ["Phone", false],
  ]);
  const { id } = listed.find(({ userAgent }) => userAgent === "Phone")!;
  await endSession(db, { userId: viewer.userId, id });
  expect(await sessionViewer(db, phone.token)).not.toBeNull();
  await endSession(db, { userId: owner.userId, id });
  await endSession(db, { userId: owner.userId, id });
  expect(await sessionViewer(db, phone.token)).toBeNull();
  expect(await sessionViewer(db, laptop.token)).not.toBeNull();
});

test("a member of two teams switches between them; a team they are not on, or left, is not shown", async ({ db }) => {
  const [lumen, other] = [await givenBusiness(db), await givenOtherBusiness(db)];
  const stranger = await givenOtherBusiness(db, { name: "Third" });
  await db.insert(members).values({ businessId: other.business.id, userId: lumen.viewer.userId, role: "viewer", joinedAt: now });
  const { token } = await createSession(db, { userId: lumen.viewer.userId });
  const shown = async () => (await sessionViewer(db, token))!.businessId;
  expect(await shown()).toBe(lumen.business.id);
  await chooseBusiness(db, token, other.business.id);
  expect(await shown()).toBe(other.business.id);
  await chooseBusiness(db, token, stranger.business.id);
  expect(await shown()).toBe(other.business.id);
  await db.delete(members).where(eq(members.businessId, other.business.id));
  expect(await shown()).toBe(lumen.business.id);
});

test("an API token acts as its person, is kept as a hash, and is shown once", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  const { token } = await makeToken(db, owner, "night report");
  expect(token).toMatch(/^dh_[\w-]{27}$/);
  expect(await viewerOfApiToken(db, token)).toMatchObject({ id: owner.userId });
  expect(await viewerOfApiToken(db, `${token}x`)).toBeNull();
  expect(JSON.stringify(await db.select().from(apiTokens))).not.toContain(token);

  const [listed] = await apiTokensOf(db, owner.userId);
  expect(listed).toMatchObject({ label: "night report", createdAt: now });
  const revoke = (actor: Actor) => db.transaction((tx) => revokeApiToken(tx, { tokenHash: listed!.tokenHash }, { actor, now }));
  await revoke(viewer);
  expect(await viewerOfApiToken(db, token)).not.toBeNull();
  await revoke(owner);
  await revoke(owner);
  expect(await viewerOfApiToken(db, token)).toBeNull();
  expect(await apiTokensOf(db, owner.userId)).toEqual([]);
});

test("a suspended person's token opens nothing", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const { token } = await makeToken(db, owner, "robot");
  await db.update(users).set({ suspendedAt: now }).where(eq(users.id, owner.userId));
  expect(await viewerOfApiToken(db, token)).toBeNull();
});

test("the form sent twice makes one token, twenty are enough, and the system has none", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const answers = await Promise.allSettled([makeToken(db, owner, "report"), makeToken(db, owner, "report")]);
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(makeToken(db, owner, "report")).rejects.toMatchObject({ field: "label" });
  for (let count = 1; count < 20; count++) await makeToken(db, owner, `robot ${count}`);
  await expect(makeToken(db, owner, "one more")).rejects.toThrow(Conflict);
  await expect(makeToken(db, system, "job")).rejects.toThrow(NotFound);
});

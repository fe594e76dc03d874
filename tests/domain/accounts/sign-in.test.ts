import { eq } from "drizzle-orm";
import { createUser } from "#app/domain/accounts/create-user.server.ts";
import { demoSignIns, signInToDemo } from "#app/domain/accounts/demo-sign-ins.server.ts";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import { createSession, readSessionToken, sessionViewer } from "#app/domain/accounts/session.server.ts";
import { signIn } from "#app/domain/accounts/sign-in.server.ts";
import { attemptKey, countAttempt, limits } from "#app/domain/accounts/sign-in-limits.server.ts";
import { signUpBusiness } from "#app/domain/accounts/sign-up-business.server.ts";
import { Forbidden, Invalid, NotFound, TooMany } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { signInAttempts, users } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { freshEmail, givenStaff } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const password = "a walk in the park";
const now = at("2026-06-01T09:00Z");
const noon = at("2026-06-01T12:00Z");
const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);

async function givenOwner(db: Db) {
  const passwordHash = await hashPassword(password);
  const email = freshEmail("Owner");
  const { user, business } = await db.transaction((tx) =>
    signUpBusiness(
      tx,
      { name: "Olivia", email, passwordHash, locale: "pt", timeZone: "Europe/Lisbon", businessName: "Lumen", country: "PT" },
      { now },
    ),
  );
  return { user, business, email };
}

let networks = 0;
function from(email: string, typed = password, oldToken: string | null = null) {
  const network = `203.0.113.${++networks}`;
  return { email, password: typed, network, userAgent: "Firefox", oldToken, publicUrl: "http://localhost:3000" };
}
const token = (cookie: string) => readSessionToken(cookie.split(";")[0]!)!;

test("a business signs up: its first owner, not confirmed yet, and one event that mails the link", async ({ db }) => {
  const { user, business, email } = await givenOwner(db);
  const { cookie, kind } = await signIn(db, from(email.toUpperCase()), noon);
  expect(kind).toBe("member");
  expect(await sessionViewer(db, token(cookie))).toMatchObject({
    id: user.id,
    emailVerified: false,
    locale: "pt",
    businessId: business.id,
    businesses: [{ name: "Lumen", role: "owner" }],
  });
  const told = await db.select().from(events).where(eq(events.actorId, user.id));
  expect(told.map((event) => event.name)).toEqual(["user.signed-up"]);
});

test("signing in ends the session the browser had, so that a planted one is worth nothing", async ({ db }) => {
  const { email, user } = await givenOwner(db);
  const stranger = await givenStaff(db);
  const planted = await createSession(db, { userId: stranger.userId });
  const elsewhere = await createSession(db, { userId: user.id });

  const { cookie } = await signIn(db, from(email, password, planted.token), noon);

  expect(token(cookie)).not.toBe(planted.token);
  expect(await sessionViewer(db, planted.token)).toBeNull();
  expect(await sessionViewer(db, elsewhere.token)).toMatchObject({ id: user.id });
});

test("a wrong password, an unknown address and a hash of nothing are refused in the same words", async ({ db }) => {
  const { email } = await givenOwner(db);
  const { userId } = await givenStaff(db);
  const [staffMember] = await db.select().from(users).where(eq(users.id, userId));
  for (const attempt of [from(email, "wrong"), from("nobody@example.test"), from(staffMember!.email)]) {
    const refused = await signIn(db, attempt, noon).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Invalid);
    expect(refused).toMatchObject({ field: "", key: "accounts:errors.signInFailed", params: {} });
  }
});

test("the suspended are told so, but only with the right password", async ({ db }) => {
  const { email, user } = await givenOwner(db);
  await db.update(users).set({ suspendedAt: now }).where(eq(users.id, user.id));
  await expect(signIn(db, from(email), noon)).rejects.toThrow(Forbidden);
  await expect(signIn(db, from(email, "wrong"), noon)).rejects.toThrow(Invalid);
});

test("five wrong guesses of an address close it for the rest of fifteen minutes, from any network, the right password too", async ({
  db,
}) => {
  const { email } = await givenOwner(db);
  for (let guess = 0; guess < limits.address; guess++)
    await expect(signIn(db, from(email, `guess ${guess}`), minutes(guess))).rejects.toThrow(Invalid);

  const refused = await signIn(db, from(email.toUpperCase()), minutes(10)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TooMany);
  expect(refused).toMatchObject({ status: 429, retryAfterSeconds: 300, params: { minutes: 5 } });
  await expect(signIn(db, from(email), minutes(14))).rejects.toThrow(TooMany);
  await expect(signIn(db, from(email), minutes(15))).resolves.toMatchObject({ kind: "member" });
});

test("the right password forgets the failures before it", async ({ db }) => {
  const { email } = await givenOwner(db);
  for (let round = 0; round < 3; round++) {
    for (let guess = 0; guess < limits.address - 1; guess++)
      await expect(signIn(db, from(email, "wrong"), noon)).rejects.toThrow(Invalid);
    await signIn(db, from(email), noon);
  }
  expect(await db.$count(signInAttempts, eq(signInAttempts.key, attemptKey("address", email)))).toBe(0);
});

test("guesses sent at the same moment count too", async ({ db }) => {
  const { email } = await givenOwner(db);
  const answers = await Promise.allSettled(Array.from({ length: 12 }, () => signIn(db, from(email, "wrong"), noon)));
  const reasons = answers.map((answer) => (answer.status === "rejected" ? answer.reason.constructor.name : "signed in"));
  expect(reasons.filter((reason) => reason === "Invalid")).toHaveLength(limits.address);
  expect(reasons.filter((reason) => reason === "TooMany")).toHaveLength(12 - limits.address);
});

test("one network may fail fifty times over all addresses; those who sign in from it are not counted", async ({ db }) => {
  const { email } = await givenOwner(db);
  const office = { ...from(email), network: "198.51.100.7" };
  const key = attemptKey("network", office.network);
  for (let attempt = 0; attempt < limits.network - 1; attempt++) await countAttempt(db, key, limits.network, noon);
  await signIn(db, office, noon);
  await expect(signIn(db, { ...office, email: "one@example.test" }, noon)).rejects.toThrow(Invalid);
  await expect(signIn(db, { ...office, email: "two@example.test" }, noon)).rejects.toThrow(TooMany);
});

test("the demo's doors open for its own people only", async ({ db }) => {
  const { user } = await givenOwner(db);
  const browser = { userAgent: null, oldToken: null, publicUrl: "http://localhost:3000" };
  await expect(signInToDemo(db, { userId: user.id, ...browser })).rejects.toThrow(NotFound);
  await expect(signInToDemo(db, { userId: newId(), ...browser })).rejects.toThrow(NotFound);

  const finance = await db.transaction((tx) =>
    createUser(
      tx,
      { kind: "staff", name: "Noor", email: "noor@deskhand.demo", passwordHash: "x", locale: "en", timeZone: "UTC" },
      { now },
    ),
  );
  expect((await demoSignIns(db)).map((one) => one.userId)).not.toContain(finance.id);
});

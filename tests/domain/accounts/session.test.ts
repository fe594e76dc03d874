import { sql } from "drizzle-orm";
import { createUser } from "#app/domain/accounts/create-user.server.ts";
import { hashPassword, verifyPassword } from "#app/domain/accounts/password.server.ts";
import {
  createSession,
  invalidateSession,
  readSessionToken,
  sessionCookie,
  sessionViewer,
} from "#app/domain/accounts/session.server.ts";
import { signUpBusiness } from "#app/domain/accounts/sign-up-business.server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-01T08:00Z");
const person = { name: "Olive", email: "olive@example.test", passwordHash: "x", locale: "fr" as const, timeZone: "Europe/Paris" };

test("a session tells who is there, and the database holds only its hash", async ({ db }) => {
  const { user, business } = await db.transaction((tx) =>
    signUpBusiness(tx, { ...person, businessName: "Lumen", country: "FR" }, { now }),
  );
  const token = await createSession(db, { userId: user.id, userAgent: "test" });

  expect(await sessionViewer(db, token)).toMatchObject({
    id: user.id,
    locale: "fr",
    businessId: business.id,
    businesses: [{ name: "Lumen", role: "owner" }],
  });
  const stored = await db.execute(sql`select id from sessions where id = ${token}`);
  expect(stored).toHaveLength(0);

  await invalidateSession(db, token);
  expect(await sessionViewer(db, token)).toBeNull();
});

test("an address is taken once, whatever its case", async ({ db }) => {
  const again = db.transaction((tx) => createUser(tx, { ...person, email: "OLIVE@example.test", kind: "agent" }, { now }));
  await expect(again).rejects.toMatchObject({ field: "email", key: "accounts:errors.emailTaken" });
});

test("a password is kept as argon2id and an unknown address never matches", async () => {
  const stored = await hashPassword("correct horse");
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(stored, "correct horse")).toBe(true);
  expect(await verifyPassword(stored, "wrong horse")).toBe(false);
  expect(await verifyPassword(null, "no such account")).toBe(false);
});

test("the cookie is secure and bound to the host over https", () => {
  expect(sessionCookie("abc", "https://deskhand.example")).toBe(
    "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure",
  );
  expect(readSessionToken("a=b; session=abcdefghijklmnopqrstuvw; c=d")).toBe("abcdefghijklmnopqrstuvw");
  expect(readSessionToken("session=short")).toBeNull();
});

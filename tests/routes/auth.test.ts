import { and, eq } from "drizzle-orm";
import { issueLink } from "#app/domain/accounts/account-link.server.ts";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import { createSession, readSessionToken, sessionViewer } from "#app/domain/accounts/session.server.ts";
import { signUpBusiness } from "#app/domain/accounts/sign-up-business.server.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { newId } from "#app/kernel/ids.ts";
import * as forgot from "#app/routes/auth+/forgot-password.tsx";
import * as resetPage from "#app/routes/auth+/reset-password.tsx";
import * as signIn from "#app/routes/auth+/sign-in.tsx";
import * as signOut from "#app/routes/auth+/sign-out.ts";
import * as signUpAgent from "#app/routes/auth+/sign-up.agent.tsx";
import * as signUp from "#app/routes/auth+/sign-up.business.tsx";
import * as verify from "#app/routes/auth+/verify-email.tsx";
import * as preferences from "#app/routes/resources+/preferences.ts";
import type { Db } from "#db/client.server.ts";
import { sessions, users } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { freshEmail } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const password = "a walk in the park";
const live = parseEnv({ NODE_ENV: "test", DEMO: "0", PUBLIC_URL: "https://deskhand.example" }, "/");
let networks = 0;
const elsewhere = () => ({ network: `203.0.113.${++networks}` });

async function givenOwner(db: Db) {
  const email = freshEmail("owner");
  const passwordHash = await hashPassword(password);
  const { user } = await db.transaction((tx) =>
    signUpBusiness(
      tx,
      { name: "Olivia", email, passwordHash, locale: "en", timeZone: "UTC", businessName: "Lumen", country: "PT" },
      { now: at("2026-06-01T09:00Z") },
    ),
  );
  return { email, userId: user.id };
}
const cookieOf = ({ data }: { data: unknown }) => (data as Response).headers.get("set-cookie") ?? "";
const errorsOf = ({ data }: { data: unknown }) => (data as { form: { errors: Record<string, string[]> } }).form.errors;
const valuesOf = ({ data }: { data: unknown }) => (data as { form: { values: Record<string, string[]> } }).form.values;

const business = {
  businessName: "Lumen",
  name: "Olivia",
  password,
  country: "PT",
  timeZone: "Europe/Lisbon",
};

test("signing up signs in, with a cookie that scripts and other sites never see", async ({ db }) => {
  const email = freshEmail("new");
  const answer = await visit(db, signUp, { form: { ...business, email }, env: { ...elsewhere(), env: live } });
  expect([answer.status, answer.location]).toEqual([302, "/business"]);
  const cookie = cookieOf(answer);
  expect(cookie).toMatch(/^__Host-session=[\w-]{27}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure$/);
  expect(await sessionViewer(db, readSessionToken(cookie.split(";")[0]!)!)).toMatchObject({ email, kind: "member" });
});

const faults: [Partial<typeof business & { email: string }>, string][] = [
  [{ email: "not an address" }, "email"],
  [{ password: "short" }, "password"],
  [{ password: "x".repeat(201) }, "password"],
  [{ businessName: " " }, "businessName"],
  [{ name: "" }, "name"],
  [{ country: "ZZ" }, "country"],
  [{ timeZone: "Mars/Olympus" }, "timeZone"],
];
test.for(faults)("a sign-up with %j names the field and keeps the rest, but no password", async ([wrong, field], { db }) => {
  const answer = await visit(db, signUp, { form: { ...business, email: freshEmail(), ...wrong }, env: elsewhere() });
  expect(answer.status).toBe(400);
  expect(Object.keys(errorsOf(answer))).toEqual([field]);
  expect(valuesOf(answer)).toMatchObject({ timeZone: [wrong.timeZone ?? "Europe/Lisbon"] });
  expect(JSON.stringify(answer.data)).not.toContain(wrong.password ?? password);
});

test("the form sent twice makes one business; the second time says that the address is taken", async ({ db }) => {
  const email = freshEmail("double");
  const env = elsewhere();
  const send = () => visit(db, signUp, { form: { ...business, email }, env });
  const answers = await Promise.all([send(), send()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([302, 400]);
  expect(errorsOf(answers.find(({ status }) => status === 400)!)).toEqual({
    email: ["There is an account with this address already. Sign in, or set a new password."],
  });
  expect(await db.$count(users, eq(users.email, email))).toBe(1);
});

test("an agent signs up from a country on the list, also one that is not yet payable", async ({ db }) => {
  const form = { name: "Ana", password, timeZone: "America/Argentina/Buenos_Aires" };
  const nowhere = await visit(db, signUpAgent, { form: { ...form, email: freshEmail(), country: "KP" }, env: elsewhere() });
  expect(errorsOf(nowhere)).toHaveProperty("country");
  const email = freshEmail("ana");
  const answer = await visit(db, signUpAgent, { form: { ...form, email, country: "AR" }, env: elsewhere() });
  expect([answer.status, answer.location]).toEqual([302, "/agent/profile"]);
  const [user] = await db.select().from(users).where(eq(users.email, email));
  const [agent] = await db.select().from(agents).where(eq(agents.id, user!.id));
  expect(agent).toMatchObject({ country: "AR", payable: false, open: false });
});

test("twenty sign-ups of one network in fifteen minutes are enough", async ({ db }) => {
  const env = elsewhere();
  const statuses: number[] = [];
  for (let count = 0; count < 21; count++)
    statuses.push((await visit(db, signUp, { form: { ...business, email: "taken@example.test" }, env })).status);
  expect(statuses.slice(0, 20)).toEqual([302, ...Array(19).fill(400)]);
  expect(statuses[20]).toBe(429);
});

test.for([
  ["/auth/sign-in", "/business"],
  ["/auth/sign-in?next=%2Fbusiness%2Fbills%3Fpage%3D2", "/business/bills?page=2"],
  ["/auth/sign-in?next=%2F%2Fevil.example", "/business"],
  ["/auth/sign-in?next=https%3A%2F%2Fevil.example", "/business"],
  ["/auth/sign-in?next=%2F%5Cevil.example", "/business"],
  ["/auth/sign-in?next=%2F%09%2Fevil.example", "/business"],
] as const)("from %s one goes on to %s", async ([url, place], { db }) => {
  const { email, userId } = await givenOwner(db);
  const form = { intent: "password", email, password };
  const answer = await visit(db, signIn, { url, form, env: elsewhere() });
  expect([answer.status, answer.location]).toEqual([302, place]);
  expect((await visit(db, signIn, { as: { userId }, url })).location).toBe(place);
});

test("a new session replaces the one that the browser came with", async ({ db }) => {
  const { email, userId } = await givenOwner(db);
  const { token } = await createSession(db, { userId });
  const answer = await visit(db, signIn, {
    form: { intent: "password", email, password },
    env: { ...elsewhere(), sessionToken: token },
  });
  expect(await sessionViewer(db, token)).toBeNull();
  expect(await sessionViewer(db, readSessionToken(cookieOf(answer).split(";")[0]!)!)).toMatchObject({ id: userId });
});

test("a wrong password stands at the top of the form; the sixth in a row has to wait", async ({ db }) => {
  const { email } = await givenOwner(db);
  const guess = () => visit(db, signIn, { form: { intent: "password", email, password: "wrong" }, env: elsewhere() });
  for (let count = 0; count < 5; count++) {
    const answer = await guess();
    expect([answer.status, errorsOf(answer)[""], valuesOf(answer).email]).toEqual([
      400,
      ["The address and the password do not belong together. Please check both."],
      [email],
    ]);
  }
  const late = await guess();
  expect([late.status, errorsOf(late)[""]]).toEqual([429, ["Too many attempts. Please try again in 15 min."]]);
});

test("outside the demo nobody is listed, and nobody signs in without a password", async ({ db }) => {
  const { userId } = await givenOwner(db);
  expect((await visit(db, signIn)).data).toEqual({ demo: null });
  expect((await visit(db, signIn, { form: { intent: "demo", userId }, env: elsewhere() })).status).toBe(404);
  expect(
    (await visit(db, signIn, { form: { intent: "demo", userId: newId() }, env: { ...elsewhere(), demo: true } })).status,
  ).toBe(404);
});

test("signing out ends the session and takes the cookie away", async ({ db }) => {
  const { userId } = await givenOwner(db);
  const { token } = await createSession(db, { userId });
  const answer = await visit(db, signOut, { as: { userId }, form: {}, env: { sessionToken: token } });
  expect([answer.location, cookieOf(answer)]).toEqual(["/auth/sign-in", "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"]);
  expect(await sessionViewer(db, token)).toBeNull();
  expect((await visit(db, signOut, { form: {} })).status).toBe(302);
});

test("forgetting a password answers the same for everybody, and five times in fifteen minutes", async ({ db }) => {
  const { email } = await givenOwner(db);
  for (const one of [email, "nobody@example.test"]) {
    const statuses: [number, string | null][] = [];
    for (let count = 0; count < 6; count++) {
      const { status, location } = await visit(db, forgot, { form: { email: one }, env: elsewhere() });
      statuses.push([status, location]);
    }
    expect(statuses).toEqual([...Array(5).fill([302, "/auth/forgot-password?sent"]), [429, null]]);
  }
});

test("the reset link sets the password, signs out and leads to signing in; a dead one says so and asks for another", async ({
  db,
}) => {
  const { userId, email } = await givenOwner(db);
  await createSession(db, { userId });
  const token = await db.transaction((tx) => issueLink(tx, { userId, purpose: "reset-password" }, new Date()));
  const form = { token, password: "four plain words here" };
  const short = await visit(db, resetPage, { form: { ...form, password: "short" }, env: elsewhere() });
  expect([short.status, Object.keys(errorsOf(short))]).toEqual([400, ["password"]]);
  expect(JSON.stringify(short.data)).not.toContain(token);

  const answer = await visit(db, resetPage, { form, env: elsewhere() });
  expect([answer.status, answer.location]).toEqual([302, "/auth/sign-in?done=reset"]);
  expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
  const again = await visit(db, resetPage, { form, env: elsewhere() });
  expect(errorsOf(again)[""]).toEqual(["This link was used already or is too old. Ask for a new one."]);
  const inside = { intent: "password", email, password: "four plain words here" };
  expect((await visit(db, signIn, { form: inside, env: elsewhere() })).status).toBe(302);
});

test("looking at the verification link confirms nothing; pressing the button does", async ({ db }) => {
  const { userId } = await givenOwner(db);
  const token = await db.transaction((tx) => issueLink(tx, { userId, purpose: "verify-email" }, new Date()));
  await visit(db, verify, { url: `/auth/verify-email?token=${token}` });
  const confirmed = () => db.$count(users, and(eq(users.id, userId), eq(users.emailVerifiedAt, at("2026-06-15T09:00Z"))));
  expect(await confirmed()).toBe(0);
  const form = { intent: "verify", token };
  expect((await visit(db, verify, { form })).location).toBe("/auth/sign-in?done=verified");
  expect(await confirmed()).toBe(1);
  expect((await visit(db, verify, { form: { intent: "again" } })).location).toMatch(/^\/auth\/sign-in\?next=/);
});

test.for([
  ["/business?x=1", "/business?x=1"],
  ["//evil.example", "/"],
  ["/\t/evil.example", "/"],
] as const)("language and theme are kept in a cookie, and %j leads back to %s", async ([back, place], { db }) => {
  const answer = await visit(db, preferences, { form: { locale: "pt", theme: "dark", back }, env: { env: live } });
  expect([answer.status, answer.location]).toEqual([302, place]);
  expect(cookieOf(answer)).toMatch(/^prefs=[^;]+; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure$/);
  expect((await visit(db, preferences, { form: { locale: "xx", theme: "dark" } })).status).toBe(400);
});

import { eq } from "drizzle-orm";
import { strFromU8, unzipSync } from "fflate";
import { hashPassword } from "#app/domain/accounts/password.server.ts";
import { audiences } from "#app/domain/notifications/audience.server.ts";
import * as download from "#app/routes/resources+/my-data.ts";
import * as page from "#app/routes/settings+/my-data.tsx";
import type { Db } from "#db/client.server.ts";
import { auditEntries, users } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { visit } from "#tests/setup/visit.ts";

async function givenPerson(db: Db) {
  const { agent, agentId } = await givenAgent(db);
  await db
    .update(users)
    .set({ passwordHash: await hashPassword("correct horse") })
    .where(eq(users.id, agentId));
  return { agent, agentId };
}

test("with the password again: a ZIP of one's own, written down and told to the person", async ({ db }) => {
  const { agent, agentId } = await givenPerson(db);
  await givenAgent(db);
  const { status, data } = await visit(db, download, { as: agent, form: { password: "correct horse" } });
  expect(status).toBe(200);
  const reply = data as Response;
  expect(reply.headers.get("content-type")).toBe("application/zip");
  expect(reply.headers.get("content-disposition")).toBe('attachment; filename="deskhand-my-data-2026-06-15.zip"');
  expect(reply.headers.get("cache-control")).toContain("no-store");
  const files = unzipSync(new Uint8Array(await reply.arrayBuffer()));
  expect(strFromU8(files["README.txt"]!)).toContain("accounts/users.json");
  expect(JSON.parse(strFromU8(files["accounts/users.json"]!))).toMatchObject([{ id: agentId }]);
  expect(await db.select().from(auditEntries).where(eq(auditEntries.subjectId, agentId))).toMatchObject([
    { action: "personal-data.exported", actorId: agentId },
  ]);
  const [told] = await db.select().from(events).where(eq(events.name, "personal-data.exported"));
  const audience = await audiences["personal-data.exported"]!(db, told!.payload as { userId: string });
  expect(audience).toMatchObject({ each: [{ userId: agentId, notice: { kind: "personal-data-exported" } }] });
});

test("without it, or with a wrong one, nothing leaves, and guessing ends after five", async ({ db }) => {
  const { agent, agentId } = await givenPerson(db);
  const ask = (form: Record<string, string>) => visit(db, download, { as: agent, form });
  expect(await ask({})).toMatchObject({ status: 302, location: "/settings/my-data?problem=password" });
  for (let guess = 0; guess < 5; guess++)
    expect((await ask({ password: "wrong" })).location).toBe("/settings/my-data?problem=password");
  expect((await ask({ password: "correct horse" })).location).toBe("/settings/my-data?problem=attempts");
  expect(await db.$count(auditEntries, eq(auditEntries.subjectId, agentId))).toBe(0);
});

test("signed out, both lead to the sign-in; an address alone downloads nothing", async ({ db }) => {
  const { agent } = await givenPerson(db);
  expect((await visit(db, page)).location).toContain("/auth/sign-in");
  expect((await visit(db, download, { form: { password: "correct horse" } })).location).toContain("/auth/sign-in");
  expect((await visit(db, download, { as: agent })).location).toBe("/settings/my-data");
  expect((await visit(db, page, { as: agent, url: "/?problem=made-up" })).data).toEqual({ kind: "agent", problem: null });
});

import { eq } from "drizzle-orm";
import { needsSecondPerson, reasonInput } from "#app/domain/accounts/approval.ts";
import { createStaff } from "#app/domain/accounts/create-staff.server.ts";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { decideApproval, requestApproval, takeApproval } from "#app/domain/accounts/request-approval.server.ts";
import { Conflict, Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { money } from "#app/kernel/money.ts";
import type { Db } from "#db/client.server.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { events } from "#db/schema/kernel.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");
const amount = money(100_001n, "USD");

async function givenFinance(db: Db): Promise<Actor> {
  const { id } = await db.transaction((tx) =>
    createStaff(
      tx,
      {
        name: "Fay",
        email: `${newId()}@desk.example`,
        passwordHash: "x",
        locale: "en",
        timeZone: "UTC",
        roles: ["platform_finance"],
      },
      { now },
    ),
  );
  return { kind: "staff", userId: id, roles: ["platform_finance"] };
}

const ask = (db: Db, actor: Actor) =>
  db.transaction((tx) =>
    requestApproval(
      tx,
      {
        action: "bill.write-off",
        subject: { kind: "bill", id: "b" },
        payload: { billId: "b" },
        reason: "gone out of business",
        amount,
      },
      { actor, now },
    ),
  );
const decide = (db: Db, approvalId: string, actor: Actor, approve = true) =>
  db.transaction((tx) => decideApproval(tx, { approvalId, approve, note: "" }, { actor, now }));

test("what is above the amount needs a second person, and a reason needs words", () => {
  expect([needsSecondPerson(money(100_000n, "USD")), needsSecondPerson(amount)]).toEqual([false, true]);
  expect([reasonInput.safeParse(" no ").success, reasonInput.safeParse("insolvent").success]).toEqual([false, true]);
});

test("a second person approves, once, and the first never", async ({ db }) => {
  const [first, second] = [await givenFinance(db), await givenFinance(db)];
  const { id } = await ask(db, first);
  await expect(ask(db, first)).rejects.toThrow(Conflict);
  await expect(decide(db, id, first)).rejects.toThrow(Forbidden);
  await decide(db, id, second);
  await expect(decide(db, id, second)).rejects.toThrow(Conflict);

  const context = { actor: system, now };
  expect(await db.transaction((tx) => takeApproval(tx, id, context))).toBe(true);
  expect(await db.transaction((tx) => takeApproval(tx, id, context))).toBe(false);
  expect((await db.select().from(approvals).where(eq(approvals.id, id)))[0]).toMatchObject({ state: "approved", doneAt: now });
  const log = await db.select().from(auditEntries).where(eq(auditEntries.subjectId, "b")).orderBy(auditEntries.id);
  expect(log.map((one) => [one.action, one.actorId, one.amount])).toEqual([
    ["bill.write-off.requested", first.userId, 100_001n],
    ["bill.write-off.approved", second.userId, 100_001n],
  ]);
  expect((await db.select().from(events)).map((one) => one.name)).toEqual(["approval.requested", "approval.granted"]);
  await expect(db.delete(auditEntries)).rejects.toThrow();
});

test("others may neither ask nor approve", async ({ db }) => {
  const mediator: Actor = { kind: "staff", userId: newId(), roles: ["mediator"] };
  await expect(ask(db, mediator)).rejects.toThrow(Forbidden);
  const { id } = await ask(db, await givenFinance(db));
  await expect(decide(db, id, mediator)).rejects.toThrow(Forbidden);
});

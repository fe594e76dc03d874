import { eq } from "drizzle-orm";
import { requestApproval } from "#app/domain/accounts/request-approval.server.ts";
import { money } from "#app/kernel/money.ts";
import { approvals, auditEntries } from "#db/schema/accounts.ts";
import { events, runSteps, runs } from "#db/schema/kernel.ts";
import { givenStaff } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const now = at("2026-11-16T12:00Z");
const page = (file: string) =>
  import(`../../app/routes/desk+/finance+/${file}.tsx`) as Promise<{ loader?: unknown; action?: unknown }>;

test("what somebody asked for stands before the second person, who approves it; both are in the audit log", async ({ db }) => {
  const [first, second] = [await givenStaff(db), await givenStaff(db)];
  const { id } = await db.transaction((tx) =>
    requestApproval(
      tx,
      {
        action: "bill.write-off",
        subject: { kind: "bill", id: "b-1" },
        payload: {},
        reason: "gone out of business",
        amount: money(250_000n, "USD"),
      },
      { actor: first, now },
    ),
  );
  const route = await page("approvals");
  const seen = await visit(db, route, { as: second, now });
  expect(seen.data).toMatchObject({
    waitingCount: 1,
    rows: [{ approval: { id, amount: 250_000n }, requestedByName: "Sam Staff" }],
  });
  const press = (as: typeof first, decision: string) =>
    visit(db, route, { as, now, form: { intent: id, approvalId: id, decision, note: "seen the register" } });
  expect((await press(first, "approve")).status).toBe(403);
  expect((await press(second, "perhaps")).status).toBe(400);
  expect((await press(second, "approve")).status).toBe(302);
  expect((await press(second, "approve")).status).toBe(409);
  expect(await db.select().from(approvals)).toMatchObject([{ state: "approved", decidedBy: second.userId }]);
  const log = await visit(db, await page("audit"), { as: first, now, url: "?q=write-off" });
  expect((log.data as { rows: unknown[] }).rows).toHaveLength(2);
  const none = await visit(db, await page("audit"), { as: first, now, url: "?q=100%25" });
  expect((none.data as { rows: unknown[] }).rows).toHaveLength(0);
});

test("a run that left steps undone is started again with a reason; one that is done is not", async ({ db }) => {
  const finance = await givenStaff(db);
  await db.insert(runs).values({ id: "pay-2026-11-16", kind: "pay", week: "2026-11-16", state: "incomplete", startedAt: now });
  await db.insert(runSteps).values([
    { runId: "pay-2026-11-16", subjectId: "a", doneAt: now },
    { runId: "pay-2026-11-16", subjectId: "b", error: "Stripe did not answer", attempts: 8 },
  ]);
  const route = await page("runs.$run");
  const ask = (form?: Record<string, string>) => visit(db, route, { as: finance, now, params: { run: "pay-2026-11-16" }, form });
  expect((await ask()).data).toMatchObject({ total: 2, done: 1, failing: 1, steps: [{ error: "Stripe did not answer" }] });
  expect((await ask({ reason: "no" })).status).toBe(400);
  expect((await ask({ reason: "Stripe is back" })).status).toBe(302);
  expect(await db.select().from(events).where(eq(events.name, "run.restart-requested"))).toHaveLength(1);
  expect(await db.select().from(auditEntries).where(eq(auditEntries.subjectId, "pay-2026-11-16"))).toMatchObject([
    { action: "run.restarted", reason: "Stripe is back" },
  ]);
  await db.update(runs).set({ state: "finished" });
  expect((await ask({ reason: "Stripe is back" })).status).toBe(409);
  expect((await visit(db, route, { as: finance, now, params: { run: "pay-1999-01-04" } })).status).toBe(404);
});

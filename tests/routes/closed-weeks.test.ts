import { eq } from "drizzle-orm";
import { protectionOfSegments } from "#app/domain/billing/protection-of-segments.server.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { queryCount } from "#db/client.server.ts";
import { segments } from "#db/schema/diary.ts";
import { timesheets, weekChanges, weekQuestions } from "#db/schema/timesheets.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenFrozenWeek, givenWork } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { arriveLate, lateTimesOf } from "#tests/factories/late-time.ts";
import { settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const review = await import("#app/routes/business+/timesheets.$timesheetId.tsx");
const agentWeek = await import("#app/routes/agent+/timesheets.$timesheetId.tsx");
const approvals = await import("#app/routes/business+/timesheets.approvals.tsx");
const list = await import("#app/routes/business+/timesheets.index.tsx");
const late = await import("#app/routes/business+/late-time.$lateTimeId.tsx");
const agentLate = await import("#app/routes/agent+/late-time.$lateTimeId.tsx");
const newDispute = await import("#app/routes/business+/disputes.new.tsx");
const agentDiary = await import("#app/routes/agent+/diary.tsx");
const contractDiary = await import("#app/routes/business+/diary.$contractId.tsx");

const now = at("2026-11-24T09:00Z");
/** An hour on a Wednesday, from 09:00, in a closed week. */
async function givenClosedWeek(db: Db) {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 60 });
  return { ...given, sheet: await givenFrozenWeek(db, given, "2026-11-16") };
}
type Who = { userId: string | null };

test("a question about ten minutes is asked once, answered by the agent, and stops no approval", async ({ db }) => {
  const { sheet, people, freelancer } = await givenClosedWeek(db);
  const params = { timesheetId: sheet.id };
  const formId = newId();
  const ask = (as: Who | null, form: Record<string, string> = {}) =>
    visit(db, review, {
      as,
      params,
      now,
      form: { intent: "ask", formId, segments: "2026-11-18T09:10~10", words: "What was this about?", ...form },
    });
  expect((await ask(people.viewer)).status).toBe(403);
  expect((await ask((await givenBusiness(db)).owner)).status).toBe(404);
  for (const [field, value] of [
    ["segments", "2026-11-18"],
    ["segments", "2026-11-19T09:00~10"],
    ["words", "?"],
    ["formId", "7"],
  ]) {
    const { status, data } = await ask(people.manager, { [field!]: value! });
    expect([field, status, (data as { form: { errors: Record<string, unknown> } }).form.errors]).toEqual([
      field,
      400,
      expect.objectContaining({ [field === "segments" && value === "2026-11-18" ? "segments[0]" : field!]: expect.anything() }),
    ]);
  }
  expect((await ask(people.manager)).status).toBe(302);
  expect((await ask(people.manager)).status).toBe(302);
  const page = await visit(db, agentWeek, { as: freelancer.agent, params, now });
  const { papers } = page.data as {
    papers: { questions: { id: string; answered: boolean; segments: object[]; words: object[] }[] };
  };
  expect(papers.questions).toMatchObject([
    { answered: false, segments: [{ startedAt: at("2026-11-18T09:10Z"), minutes: 10 }], words: [{}] },
  ]);
  const say = (as: Who, route: typeof review | typeof agentWeek, words: string) =>
    visit(db, route, { as, params, now, form: { intent: "say", formId: newId(), questionId: papers.questions[0]!.id, words } });
  expect((await say((await givenAgent(db)).agent, agentWeek, "Not mine")).status).toBe(404);
  expect((await say(freelancer.agent, agentWeek, "The chat with Ms Duval")).status).toBe(302);
  const [answered] = await db.select().from(weekQuestions).where(eq(weekQuestions.timesheetId, sheet.id));
  expect(answered!.answered).toBe(true);
  expect((await say(people.manager, review, "Thank you")).status).toBe(302);
  expect((await visit(db, review, { as: people.manager, params, now, form: { intent: "approve", note: "" } })).status).toBe(302);
});

test("approve all: the sum is shown first, and just what was shown is approved", async ({ db }) => {
  const { sheet, people } = await givenClosedWeek(db);
  const other = await givenContract(db, { from: "2026-11-16", people });
  await givenWork(db, other, { from: at("2026-11-19T09:00Z"), minutes: 90 });
  const second = await givenFrozenWeek(db, other, "2026-11-16");
  const page = await visit(db, approvals, { as: people.manager, now });
  expect(page.data).toMatchObject({ sums: [{ currency: "USD", count: 2, minutes: 150, pay: 3_000n, fee: 300n }] });
  expect((await visit(db, approvals, { as: people.viewer, now })).status).toBe(403);
  expect((await visit(db, approvals, { now })).status).toBe(302);
  const approve = (as: Who, weeks: string) => visit(db, approvals, { as, now, form: { weeks } });
  expect((await approve(people.manager, "everything")).status).toBe(400);
  expect((await approve((await givenBusiness(db)).owner, sheet.id)).status).toBe(404);
  expect((await approve(people.manager, sheet.id)).status).toBe(302);
  const stateOf = async (id: string) => (await db.select().from(timesheets).where(eq(timesheets.id, id)))[0]!.state;
  expect([await stateOf(sheet.id), await stateOf(second.id)]).toEqual(["approved", "inReview"]);
  expect((await approve(people.manager, `${sheet.id},${second.id}`)).status).toBe(302);
  expect(await stateOf(second.id)).toBe("approved");
});

test("late time is on both lists; the business declines some of it with a reason, the agent takes that to a mediator", async ({
  db,
}) => {
  const given = await givenClosedWeek(db);
  const { people, freelancer, contract } = given;
  const ids = await arriveLate(db, given, { from: "2026-11-22T20:00Z", minutes: 20, arrives: "2026-11-24T09:00Z" });
  await settleAt(db, now);
  const [asked] = await lateTimesOf(db, contract.id);
  const lists = await visit(db, list, { as: people.viewer, now });
  expect(lists.data).toMatchObject({ late: [{ late: { id: asked!.id, minutes: 20 } }] });
  const params = { lateTimeId: asked!.id };
  const decide = (as: Who | null, form: Record<string, string>) => visit(db, late, { as, params, now, form });
  expect((await decide(people.viewer, { reason: "" })).status).toBe(403);
  expect((await decide((await givenBusiness(db)).owner, { reason: "" })).status).toBe(404);
  expect((await decide(null, { reason: "" })).status).toBe(302);
  const refused = await decide(people.manager, { declined: ids[0]!, reason: "No" });
  expect([refused.status, Object.keys((refused.data as { form: { errors: object } }).form.errors)]).toEqual([400, ["reason"]]);
  expect((await decide(people.manager, { declined: ids[0]!, reason: "The shift was over." })).status).toBe(302);
  const rows = await lateTimesOf(db, contract.id);
  expect(rows.map((row) => [row.state, row.minutes])).toEqual([
    ["approved", 10],
    ["declined", 10],
  ]);
  const contest = { as: freelancer.agent, params: { lateTimeId: rows[1]!.id }, now };
  expect((await visit(db, agentLate, { ...contest, form: { statement: "no" } })).status).toBe(400);
  expect((await visit(db, agentLate, { ...contest, form: { statement: "The queue was full until nine." } })).status).toBe(302);
  expect((await visit(db, agentLate, { ...contest, as: (await givenAgent(db)).agent })).status).toBe(404);
  // In the diary of that week both are told apart.
  const shown = await protectionOfSegments(db, [contract], "2026-11-16", now);
  expect([shown.decided, ids.map((id) => shown.reasons.get(id))]).toEqual([true, ["declined", "late"]]);
});

test("an agent's form proposes to take out what is ticked; the business's answer and wrong times", async ({ db }) => {
  const { sheet, people, freelancer } = await givenClosedWeek(db);
  const params = { timesheetId: sheet.id };
  const reason = "I was at lunch in these minutes.";
  const form = { intent: "takeOut", formId: newId(), segments: "2026-11-18T09:20~20", reason };
  expect((await visit(db, agentWeek, { as: freelancer.agent, params, now, form })).status).toBe(302);
  const [change] = await db.select().from(weekChanges).where(eq(weekChanges.timesheetId, sheet.id));
  expect(change).toMatchObject({ kind: "takeOut", minutes: 20, state: "proposed" });
  const answer = (as: Who, intent: string) => visit(db, review, { as, params, now, form: { intent, weekChangeId: change!.id } });
  expect((await answer(people.viewer, "accept")).status).toBe(403);
  expect((await answer(people.manager, "sign")).status).toBe(400);
  expect((await answer(people.manager, "decline")).status).toBe(302);
  expect((await answer(people.manager, "accept")).status).toBe(409);
  const add = { intent: "addTime", formId: newId(), from: "2026-11-18T12:00", to: "2026-11-18T12:30", reason };
  const added = await visit(db, agentWeek, { as: freelancer.agent, params, now, form: add });
  expect([added.status, Object.keys((added.data as { form: { errors: object } }).form.errors)]).toEqual([400, ["from"]]);
});

test("what was ticked on the week's page is ticked on the dispute's form", async ({ db }) => {
  const { sheet, people } = await givenClosedWeek(db);
  const page = await visit(db, newDispute, {
    as: people.manager,
    now,
    url: `/?timesheet=${sheet.id}&segments=2026-11-18T09:10~20`,
  });
  expect((page.data as { chosen: string[] }).chosen).toHaveLength(2);
});

test("both sides see live what protects each segment: beyond 500.00 of a new business it is not, time by hand never is", async ({
  db,
}) => {
  const given = await givenContract(db, {
    from: "2026-11-16",
    rate: { minor: 6_000n, currency: "USD" },
    manualTimeAllowed: true,
  });
  const { contract, freelancer, people } = given;
  await givenWork(db, given, { from: at("2026-11-16T09:00Z"), minutes: 20, kind: "manual" });
  // 66.00 an hour with the fee: 454 minutes are 499.40.
  await givenWork(db, given, { from: at("2026-11-17T00:00Z"), minutes: 440 });
  const then = at("2026-11-18T12:00Z");
  const mine = await visit(db, agentDiary, { as: freelancer.agent, now: then, url: "/?week=2026-11-16" });
  const theirs = await visit(db, contractDiary, {
    as: people.viewer,
    params: { contractId: contract.id },
    now: then,
    url: "/?week=2026-11-16",
  });
  const read = ({ data }: { data: unknown }) =>
    (data as { protection: { decided: boolean; reasons: Map<string, string> } }).protection;
  expect(read(mine)).toEqual(read(theirs));
  const { decided, reasons } = read(mine);
  expect(decided).toBe(false);
  const rows = await db.select().from(segments).where(eq(segments.contractId, contract.id)).orderBy(segments.startedAt);
  expect(rows.map((row) => reasons.get(row.id) ?? "protected")).toEqual([
    "manual",
    "manual",
    ...Array(43).fill("protected"),
    "exposure",
  ]);
});

test("each of these pages makes at most eight queries", async ({ db }) => {
  const given = await givenClosedWeek(db);
  const { people, freelancer, contract, sheet } = given;
  await givenWork(db, given, { from: at("2026-11-23T09:00Z"), minutes: 60 });
  await arriveLate(db, given, { from: "2026-11-22T20:00Z", minutes: 20, arrives: "2026-11-24T09:00Z" });
  await settleAt(db, now);
  const [asked] = await lateTimesOf(db, contract.id);
  const [manager, agent] = [people.manager, freelancer.agent];
  const ofSheet = { timesheetId: sheet.id };
  for (const [name, route, as, params] of [
    ["review", review, manager, ofSheet],
    ["the agent's week", agentWeek, agent, ofSheet],
    ["list", list, manager, {}],
    ["approvals", approvals, manager, {}],
    ["late", late, manager, { lateTimeId: asked!.id }],
    ["the agent's diary", agentDiary, agent, {}],
    ["the business's diary", contractDiary, manager, { contractId: contract.id }],
  ] as const) {
    const counted = { queries: [] as string[] };
    const { status } = await queryCount.run(counted, () => visit(db, route, { as, params, now }));
    expect([name, status]).toEqual([name, 200]);
    expect(counted.queries.length, name).toBeLessThanOrEqual(8);
  }
});

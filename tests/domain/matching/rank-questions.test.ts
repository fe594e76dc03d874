import { and, eq } from "drizzle-orm";
import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { answerRankQuestion } from "#app/domain/matching/answer-rank-question.server.ts";
import { askAboutRank } from "#app/domain/matching/ask-about-rank.server.ts";
import { rankAudit } from "#app/domain/matching/rank-audit.server.ts";
import { answerRankQuestionInput, askAboutRankInput } from "#app/domain/matching/rank-question.ts";
import { ownRankQuestions, rankQuestion, rankQuestionQueue } from "#app/domain/matching/rank-questions.server.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { audiences } from "#app/domain/notifications/audience.server.ts";
import { changeRoleState } from "#app/domain/roles/change-role-state.server.ts";
import { Conflict, Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { addDays } from "#app/kernel/time.ts";
import * as ownQuestion from "#app/routes/agent+/rank-questions.$questionId.tsx";
import * as ownRank from "#app/routes/agent+/roles.$roleId_.rank.tsx";
import * as questionForOperators from "#app/routes/desk+/ranks.$questionId.tsx";
import * as queue from "#app/routes/desk+/ranks.index.tsx";
import { type Db, queryCount } from "#db/client.server.ts";
import { auditEntries } from "#db/schema/accounts.ts";
import { agents } from "#db/schema/agents.ts";
import { rankQuestions } from "#db/schema/matching.ts";
import { eventsNamed, givenBusiness, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const now = at("2026-06-03T10:00Z");
const question = "My rating looks lower than the reviews that I have read.";
const answer = { answer: "It is a mean over all ratings; two of them were added last week.", outcome: "explained" as const };

async function givenRank(db: Db) {
  const people = await givenBusiness(db, { now });
  const given = await givenAgent(db, { now });
  const { id: roleId } = await givenOpenRole(db, people, { now });
  const operator = await givenStaff(db, ["operator"]);
  const ask = (actor: Actor = given.agent, wish: object = {}) =>
    db.transaction((tx) => askAboutRank(tx, { roleId, agentId: given.agentId, question, ...wish }, { actor, now }));
  const reply = (questionId: string, actor: Actor = operator, when = now) =>
    db.transaction((tx) => answerRankQuestion(tx, { questionId, ...answer }, { actor, now: when }));
  return { people, ...given, roleId, operator, ask, reply };
}

test("an agent asks once at a time, the audit stays as it stood, and the answer is kept with who and when", async ({ db }) => {
  const { agent, agentId, roleId, operator, ask, reply } = await givenRank(db);
  const { audit: stood } = await rankAudit(db, { roleId, agentId }, { actor: agent, now });
  const { id } = await ask();
  await expect(ask()).rejects.toBeInstanceOf(Conflict);
  expect(await eventsNamed(db, "rank-question.asked")).toContainEqual({ rankQuestionId: id });

  // The rank changes after the question; what hangs on it does not.
  await db.update(agents).set({ hourlyRate: 700n }).where(eq(agents.id, agentId));
  await db.transaction((tx) => updateMatchProfiles(tx, { agentIds: [agentId] }, { actor: system, now }));
  const asked = await rankQuestion(db, id, operator);
  expect(asked).toMatchObject({ state: "open", question, dueAt: at("2026-06-10T10:00Z"), answer: null, outcome: null });
  expect(asked.audit).toEqual(JSON.parse(JSON.stringify(stood)));
  expect((await rankAudit(db, { roleId, agentId }, { actor: agent, now })).audit.total).not.toBe(stood.total);

  const later = addDays(now, 2);
  await reply(id, operator, later);
  await expect(reply(id)).rejects.toBeInstanceOf(Conflict);
  expect(await rankQuestion(db, id, operator)).toMatchObject({
    ...answer,
    state: "answered",
    answeredAt: later,
    answeredBy: "Sam Staff",
  });
  // The agent reads the answer, not which colleague gave it.
  expect(await rankQuestion(db, id, agent)).toMatchObject({ ...answer, answeredBy: null });
  expect(await eventsNamed(db, "rank-question.answered")).toContainEqual({ rankQuestionId: id });
  const entries = await db.select().from(auditEntries).where(eq(auditEntries.subjectId, id));
  expect(entries).toMatchObject([
    { action: "rank-question.answered", actorId: operator.userId, occurredAt: later, detail: { outcome: "explained" } },
  ]);
  const again = await ask();
  expect((await ownRankQuestions(db, { roleId, agentId })).map((one) => one.id).sort()).toEqual([id, again.id].sort());
});

test("only that agent asks, only operators answer, and nobody else reads either", async ({ db }) => {
  const { people, agentId, roleId, agent, ask, reply } = await givenRank(db);
  const other = await givenAgent(db, { now });
  const stranger = await givenOtherBusiness(db, { now });
  const colleague = await givenStaff(db, ["mediator", "platform_finance", "desk_agent"]);
  for (const actor of [other.agent, people.owner, stranger.owner]) await expect(ask(actor)).rejects.toBeInstanceOf(NotFound);
  await expect(ask(colleague)).rejects.toBeInstanceOf(Forbidden);
  const { id } = await ask();
  for (const actor of [agent, other.agent, people.owner, stranger.owner]) {
    await expect(reply(id, actor)).rejects.toBeInstanceOf(NotFound);
    await expect(rankQuestionQueue(db, { state: "open", page: 1 }, actor)).rejects.toBeInstanceOf(NotFound);
    if (actor !== agent) await expect(rankQuestion(db, id, actor)).rejects.toBeInstanceOf(NotFound);
  }
  await expect(reply(id, colleague)).rejects.toBeInstanceOf(Forbidden);
  await expect(rankQuestion(db, id, colleague)).rejects.toBeInstanceOf(Forbidden);
  await expect(rankQuestionQueue(db, { state: "open", page: 1 }, colleague)).rejects.toBeInstanceOf(Forbidden);
  await expect(reply(newId())).rejects.toBeInstanceOf(NotFound);
  const [row] = await db.select().from(rankQuestions).where(eq(rankQuestions.id, id));
  expect(row).toMatchObject({ state: "open", agentId, roleId, answer: null });
});

test("two questions at the same moment are one", async ({ db }) => {
  const { agentId, roleId, ask } = await givenRank(db);
  const results = await Promise.allSettled([ask(), ask(), ask()]);
  expect(results.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  const open = and(eq(rankQuestions.agentId, agentId), eq(rankQuestions.roleId, roleId));
  expect(await db.$count(rankQuestions, open)).toBe(1);
});

test("a role that is no longer open is asked about by those in talk about it only", async ({ db }) => {
  const { people, roleId, ask } = await givenRank(db);
  await db.transaction((tx) => changeRoleState(tx, { roleId, action: "pause" }, { actor: people.manager, now }));
  await expect(ask()).rejects.toBeInstanceOf(NotFound);
  await ask(undefined, { known: true });
});

test("the queue has overdue ones first and marks them; the pages say what is wrong with a text", async ({ db }) => {
  const given = await givenRank(db);
  const { agent, roleId, operator, people, agentId } = given;
  const { id: second } = await givenOpenRole(db, people, { now, title: "Second" });
  const early = at("2026-05-20T10:00Z");
  const ids = [
    (await given.ask()).id,
    (await db.transaction((tx) => askAboutRank(tx, { roleId: second, agentId, question }, { actor: agent, now: early }))).id,
  ];
  const counted = { queries: [] as string[] };
  const page = await queryCount.run(counted, () => visit(db, queue, { as: operator, now }));
  expect(counted.queries.length).toBeLessThanOrEqual(8);
  const rows = (page.data as { rows: { id: string; overdue: boolean }[] }).rows.filter((one) => ids.includes(one.id));
  expect(rows.map(({ id, overdue }) => ({ id, overdue }))).toEqual([
    { id: ids[1], overdue: true },
    { id: ids[0], overdue: false },
  ]);

  const params = { questionId: ids[1]! };
  const refused = await visit(db, questionForOperators, { as: operator, params, now, form: { answer: "No.", outcome: "ruled" } });
  expect(refused).toMatchObject({
    status: 400,
    data: { form: { errors: { answer: [expect.any(String)], outcome: [expect.any(String)] } } },
  });
  expect((await visit(db, questionForOperators, { as: operator, params, now, form: answer })).location).toBe(
    `/desk/ranks/${ids[1]}`,
  );
  const again = await visit(db, questionForOperators, { as: operator, params, now, form: answer });
  expect(again).toMatchObject({ status: 409, data: { form: { errors: { "": [expect.any(String)] } } } });
  expect(await visit(db, questionForOperators, { as: operator, params, now })).toMatchObject({ data: { overdue: false } });
  expect(await visit(db, ownQuestion, { as: agent, params, now })).toMatchObject({ status: 200, data: answer });
  expect((await visit(db, ownQuestion, { as: people.owner, params, now })).status).toBe(403);

  const short = await visit(db, ownRank, { as: agent, params: { roleId }, now, form: { question: "Why?" } });
  expect(short).toMatchObject({
    status: 400,
    data: { form: { errors: { question: ["Please say a little more: 20 letters at least."] } } },
  });
  const twice = await visit(db, ownRank, { as: agent, params: { roleId }, now, form: { question } });
  expect(twice.status).toBe(409);
  const counting = { queries: [] as string[] };
  expect((await queryCount.run(counting, () => visit(db, ownRank, { as: agent, params: { roleId }, now }))).status).toBe(200);
  expect(counting.queries.length).toBeLessThanOrEqual(8);
});

test("operators are told of a question and the agent of the answer", async ({ db }) => {
  const { agentId, people, ask, operator } = await givenRank(db);
  const { id } = await ask();
  const told = await audiences["rank-question.asked"]!(db, { rankQuestionId: id });
  expect(told!.each).toContainEqual({
    userId: operator.userId,
    notice: {
      kind: "rank-question-asked",
      href: `/desk/ranks/${id}`,
      params: { title: "Chat support", other: "Ana Almeida", day: "2026-06-10" },
    },
  });
  expect(await audiences["rank-question.answered"]!(db, { rankQuestionId: id })).toMatchObject({
    agentId,
    agent: {
      kind: "rank-question-answered",
      href: `/agent/rank-questions/${id}`,
      params: { title: "Chat support", other: people.business.name },
    },
  });
});

test.for([
  ["x".repeat(20), true],
  ["x".repeat(19), false],
  [`  ${"x".repeat(19)}  `, false],
  ["x".repeat(2000), true],
  ["x".repeat(2001), false],
] as const)("a text of %# is taken: %s", ([text, taken]) => {
  expect(askAboutRankInput.safeParse({ question: text }).success).toBe(taken);
  expect(answerRankQuestionInput.safeParse({ answer: text, outcome: "mistake-found" }).success).toBe(taken);
});

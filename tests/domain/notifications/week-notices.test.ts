import { eq } from "drizzle-orm";
import { weekAudiences } from "#app/domain/notifications/week-audiences.server.ts";
import { askAboutWeek, sayAboutQuestion } from "#app/domain/timesheets/ask-about-week.server.ts";
import { decideLateTime } from "#app/domain/timesheets/decide-late-time.server.ts";
import { proposeTakeOut } from "#app/domain/timesheets/propose-week-change.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { timesheetSegments } from "#db/schema/timesheets.ts";
import { givenFrozenWeek, givenWork } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { arriveLate, lateTimesOf } from "#tests/factories/late-time.ts";
import { settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-24T09:00Z");

test("late time, questions and amendments are told to the side that has to act or to know", async ({ db }) => {
  const given = await givenContract(db, { from: "2026-11-16" });
  const { people, freelancer, contract } = given;
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 30 });
  const { id: timesheetId } = await givenFrozenWeek(db, given, "2026-11-16");
  const [one] = await db.select().from(timesheetSegments).where(eq(timesheetSegments.timesheetId, timesheetId));
  const segmentIds = [one!.segmentId];
  const [manager, agent] = [
    { actor: people.manager, now },
    { actor: freelancer.agent, now },
  ];
  const both = { agentId: freelancer.agentId, businessId: people.business.id, roles: ["owner", "manager"] };

  const ids = await arriveLate(db, given, { from: "2026-11-22T20:00Z", minutes: 20, arrives: "2026-11-24T09:00Z" });
  await settleAt(db, now);
  const [asked] = await lateTimesOf(db, contract.id);
  const lateTimeId = asked!.id;
  expect(await weekAudiences["late-time.asked"](db, { lateTimeId })).toEqual({
    ...both,
    business: {
      kind: "late-time-asked",
      href: `/business/late-time/${lateTimeId}`,
      params: { week: "2026-11-16", minutes: 20, day: "2026-11-27", other: freelancer.name },
    },
  });
  await db.transaction((tx) => decideLateTime(tx, { lateTimeId, declined: ids, reason: "The shift was over." }, manager));
  expect(await weekAudiences["late-time.decided"](db, { lateTimeId })).toMatchObject({
    agent: { kind: "late-time-declined", href: `/agent/late-time/${lateTimeId}`, params: { other: people.business.name } },
  });
  expect(await weekAudiences["late-time.contested"](db, { lateTimeId })).toMatchObject({
    business: { kind: "late-time-contested" },
  });
  expect(await weekAudiences["late-time.ruled"](db, { lateTimeId })).toMatchObject({
    agent: { kind: "late-time-refused" },
    business: { kind: "late-time-refused" },
  });

  const questionId = newId();
  await db.transaction((tx) => askAboutWeek(tx, { questionId, timesheetId, segmentIds, words: "Which chat was it?" }, manager));
  expect(await weekAudiences["week-question.asked"](db, { questionId })).toEqual({
    ...both,
    agent: {
      kind: "week-question-asked",
      href: `/agent/timesheets/${timesheetId}`,
      params: { week: "2026-11-16", other: people.business.name },
    },
  });
  await db.transaction((tx) => sayAboutQuestion(tx, { questionId, timesheetId, wordsId: newId(), words: "Ms Duval’s" }, agent));
  expect(await weekAudiences["week-question.answered"](db, { questionId })).toMatchObject({
    business: { kind: "week-question-answered", href: `/business/timesheets/${timesheetId}` },
  });

  const weekChangeId = newId();
  const reason = "I was at lunch in these minutes.";
  await db.transaction((tx) => proposeTakeOut(tx, { weekChangeId, timesheetId, segmentIds, reason }, agent));
  const proposed = await weekAudiences["week-change.proposed"](db, { weekChangeId });
  expect(proposed).toMatchObject({ business: { kind: "week-change-proposed", params: { minutes: 10 } } });
  expect(proposed).not.toHaveProperty("agent");
  const accepted = await weekAudiences["week-change.accepted"](db, { weekChangeId });
  expect(accepted).toMatchObject({ agent: { kind: "week-change-accepted", href: `/agent/timesheets/${timesheetId}` } });
  expect(accepted).not.toHaveProperty("business");
});

import { adherenceOfWeek } from "#app/domain/diary/adherence.server.ts";
import { deleteSegment } from "#app/domain/diary/delete-segment.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { record, segmentsOf } from "#tests/factories/diary.ts";
import { givenShift, givenTeam, planned } from "#tests/factories/shifts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

test("a week's adherence and conformance come from published shifts and recorded segments", async ({ db }) => {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team;
  for (const when of ["2026-11-23 09:00-13:00", "2026-11-24 09:00-13:00"]) await givenShift(db, given, ana!.contract, when);
  // On time on Monday; on Tuesday an hour late and to 14:00, of which the last ten minutes are taken back.
  await record(db, ana!, segmentsOf(at("2026-11-23T09:00Z"), 240));
  const late = segmentsOf(at("2026-11-24T10:00Z"), 240);
  await record(db, ana!, late);
  await db.transaction((tx) =>
    deleteSegment(tx, { segmentId: late.at(-1)!.id }, { actor: ana!.freelancer.agent, now: at("2026-11-24T15:00Z") }),
  );
  await record(db, bruno!, segmentsOf(at("2026-11-24T09:00Z"), 60));
  const now = at("2026-11-25T00:00Z");
  const mine = { planned: 480, inside: 420, worked: 470, adherence: 875, conformance: 979 };
  const business = await adherenceOfWeek(db, { businessId: given.businessId }, planned, now, given.people.viewer);
  // Bruno has no shift, so there is nothing to be in step with.
  expect(business).toEqual([expect.objectContaining({ agentName: "Ana", roleId: given.roleId, ...mine })]);
  const { agentId, agent } = ana!.freelancer;
  expect(await adherenceOfWeek(db, { agentId }, planned, now, agent)).toEqual(business);
  const monday = await adherenceOfWeek(db, { agentId }, planned, at("2026-11-23T11:00Z"), agent);
  expect(monday[0]).toMatchObject({ planned: 120, adherence: 1000 });
  expect(await adherenceOfWeek(db, { agentId }, "2026-11-30", now, agent)).toEqual([]);
  await expect(adherenceOfWeek(db, { agentId }, planned, now, bruno!.freelancer.agent)).rejects.toThrow(NotFound);
  await expect(adherenceOfWeek(db, given, planned, now, (await givenBusiness(db)).owner)).rejects.toThrow(NotFound);
});

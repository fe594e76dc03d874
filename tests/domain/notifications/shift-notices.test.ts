import { audiences } from "#app/domain/notifications/audience.server.ts";
import { claimShift } from "#app/domain/shifts/claim-shift.server.ts";
import { offerSwap } from "#app/domain/shifts/offer-swap.server.ts";
import { releaseShift } from "#app/domain/shifts/release-shift.server.ts";
import { givenShift, givenTeam, planned, thursday } from "#tests/factories/shifts.ts";
import { expect, test } from "#tests/setup/test.ts";

test("agents hear of their shifts and of open ones, managers of who gave back and who took, on the role's clock", async ({
  db,
}) => {
  const given = await givenTeam(db, ["Ana", "Bruno"], { timeZone: "Europe/Paris" });
  const [ana, bruno] = given.team;
  const [hers, his] = [ana!.freelancer, bruno!.freelancer];
  const { id: shiftId } = await givenShift(db, given, ana!.contract, "2026-11-23 09:00-13:00");
  const published = await audiences["shifts.published"]!(db, {
    businessId: given.businessId,
    agentId: hers.agentId,
    week: planned,
    count: 1,
  });
  expect(published).toEqual({
    agentId: hers.agentId,
    agent: {
      kind: "shifts-published",
      href: `/agent/shifts?week=${planned}`,
      params: { other: "Lumen", week: planned, number: 1 },
    },
  });
  const when = { day: "2026-11-23", at: "10:00–14:00 Europe/Paris" };
  for (const [event, kind] of [
    ["shift.assigned", "shift-assigned"],
    ["shift.changed", "shift-changed"],
    ["shift.cancelled", "shift-cancelled"],
  ] as const)
    expect(await audiences[event]!(db, { shiftId, agentId: hers.agentId })).toEqual({
      agentId: hers.agentId,
      agent: { kind, href: "/agent/shifts", params: { other: "Lumen", title: "Chat support", ...when } },
    });

  const swap = await db.transaction((tx) =>
    offerSwap(tx, { shiftId, toContractId: bruno!.contract.id }, { actor: hers.agent, now: thursday }),
  );
  const people = { from: "Ana", to: "Bruno", ...when };
  expect(await audiences["swap.offered"]!(db, { swapId: swap.id })).toEqual({
    agentId: his.agentId,
    agent: { kind: "swap-offered", href: "/agent/shifts", params: people },
  });
  const answered = async (state: string) => {
    const told = await audiences["swap.answered"]!(db, { swapId: swap.id, state });
    return [told?.agent?.kind, told?.agentIds, told?.business?.kind];
  };
  expect(await answered("done")).toEqual(["swap-done", [hers.agentId, his.agentId], "swap-done"]);
  expect(await answered("agreed")).toEqual(["swap-agreed", [hers.agentId], "swap-waiting"]);
  expect(await answered("declined")).toEqual(["swap-declined", [hers.agentId], undefined]);
  expect(await answered("refused")).toEqual(["swap-refused", [hers.agentId, his.agentId], undefined]);
  expect(await answered("withdrawn")).toEqual(["swap-withdrawn", [his.agentId], undefined]);

  await db.transaction((tx) => releaseShift(tx, { shiftId }, { actor: hers.agent, now: thursday }));
  expect(await audiences["shift.released"]!(db, { shiftId, agentId: hers.agentId })).toMatchObject({
    roles: ["owner", "manager"],
    business: { kind: "shift-released", href: `/business/shifts/${shiftId}`, params: { other: "Ana" } },
    agentIds: [his.agentId],
    agent: { kind: "shift-open", params: { other: "Lumen", ...when } },
  });
  const offered = await audiences["shifts.offered"]!(db, { roleId: given.roleId, week: planned, count: 3 });
  expect([offered?.agentIds?.toSorted(), offered?.agent?.params]).toEqual([
    [hers.agentId, his.agentId].toSorted(),
    { other: "Lumen", title: "Chat support", week: planned, number: 3 },
  ]);
  await db.transaction((tx) => claimShift(tx, { shiftId }, { actor: his.agent, now: thursday }));
  const claimed = await audiences["shift.claimed"]!(db, { shiftId, agentId: his.agentId });
  expect([claimed?.business?.kind, claimed?.business?.params.other, claimed?.agent]).toEqual([
    "shift-claimed",
    "Bruno",
    undefined,
  ]);
});

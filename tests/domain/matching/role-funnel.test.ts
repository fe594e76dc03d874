import { system } from "#app/domain/accounts/permissions.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { roleFunnel } from "#app/domain/matching/role-funnel.server.ts";
import { rolePreview } from "#app/domain/matching/role-preview.server.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { rolePreviewInput } from "#app/domain/roles/role-preview-input.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenOpenRole, roleForm } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");

async function given(db: Db, wish: Parameters<typeof givenAgent>[1]) {
  const agent = await givenAgent(db, { now, ...wish });
  await db.transaction((tx) => updateMatchProfiles(tx, { agentIds: [agent.agentId] }, { actor: system, now }));
  return agent;
}

const asked = (wish: Record<string, unknown>) => {
  const { title: _, description: __, headcount: ___, ...form } = roleForm(wish);
  return rolePreviewInput.parse(form);
};

test("each requirement is told with whom it keeps out, and who would come without it", async ({ db }) => {
  const english = [{ language: "en", level: "C1" }];
  const both = [...english, { language: "de", level: "B1" }];
  const zendesk = [{ tool: "zendesk", level: 4 }];
  const day = hours(weekdays, 9, 17);
  for (const wish of [
    { languages: both, tools: zendesk, hourlyRate: "12.00", availability: day },
    { languages: english, tools: zendesk, hourlyRate: "12.00", availability: day },
    { languages: both, tools: [], hourlyRate: "12.00", availability: day },
    { languages: both, tools: zendesk, hourlyRate: "30.00", availability: day },
    { languages: both, tools: zendesk, hourlyRate: "12.00", availability: hours([5, 6], 9, 17) },
    { languages: english, tools: [], hourlyRate: "30.00", availability: day },
  ])
    await given(db, wish);
  const role = asked({
    languages: [{ language: "de", level: "B1" }],
    tools: [{ tool: "zendesk", required: true }],
    channels: [],
    maxRate: "20.00",
  });
  const funnel = await roleFunnel(db, role, now);
  expect(funnel).toMatchObject({ open: 6, listed: 1, estimated: false });
  expect(Object.fromEntries(funnel.requirements.map((one) => [one.kind, [one.excludes, one.without]]))).toEqual({
    language: [2, 2],
    tool: [2, 2],
    rate: [2, 2],
    hours: [1, 2],
  });
  // Three people are no group whose prices could be shown.
  expect(funnel.prices).toBeNull();
});

test("the preview lists as many as the recommended list, and its first three", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  for (const rate of ["8.00", "9.00", "10.00", "11.00", "40.00"]) await given(db, { hourlyRate: rate });
  const { id } = await givenOpenRole(db, people, { now });
  const role = await roleForBusiness(db, id, people.owner);
  const preview = await rolePreview(db, role, now);
  const { list } = await recommendedAgents(db, { roleId: id }, { actor: people.owner, now });
  expect(preview.listed).toBe(list.length);
  expect(preview.best.map((one) => one.id)).toEqual(list.slice(0, 3).map((one) => one.agent.id));
});

test("prices are the quartiles of those with the skills, in the role's currency, whatever their hours", async ({ db }) => {
  const languages = [{ language: "wal", level: "C1" }];
  for (const rate of ["10.00", "12.00", "14.00", "16.00", "18.00"])
    await given(db, { languages, hourlyRate: rate, availability: hours([6], 1, 3) });
  const role = asked({ languages: [{ language: "wal", level: "B1" }], channels: [], maxRate: "11.00" });
  const { prices } = await roleFunnel(db, role, now);
  expect(prices?.people).toBe(5);
  expect(prices?.quartiles.map((one) => [Number(one.minor), one.currency])).toEqual([
    [1200, "USD"],
    [1400, "USD"],
    [1600, "USD"],
  ]);
  expect(prices?.steps.reduce((sum, one) => sum + one.people, 0)).toBe(5);
  const inEuros = await roleFunnel(db, { ...role, currency: "EUR" }, now);
  expect(inEuros.prices!.quartiles[1].currency).toBe("EUR");
  expect(Number(inEuros.prices!.quartiles[1].minor)).toBeLessThan(1400);
  const nobody = await roleFunnel(db, { ...role, languages: [{ language: "aaa", level: "C2" }] }, now);
  expect(nobody).toMatchObject({ listed: 0, prices: null });
});

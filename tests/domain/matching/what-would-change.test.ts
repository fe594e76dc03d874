import { agentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { matchOf } from "#app/domain/matching/match.ts";
import { whatWouldChange } from "#app/domain/matching/what-would-change.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");

test("an agent who is not on the list reads each thing that keeps them out, and making them so puts them on it", async ({
  db,
}) => {
  const people = await givenBusiness(db, { now });
  const { agentId } = await givenAgent(db, {
    now,
    languages: [{ language: "de", level: "B1" }],
    tools: [],
    channels: ["email"],
    hourlyRate: "30.00",
    currency: "EUR",
    availability: hours(weekdays, 9, 11),
  });
  const { id } = await givenOpenRole(db, people, {
    now,
    languages: [
      { language: "de", level: "C1" },
      { language: "wal", level: "A2" },
    ],
    tools: [{ tool: "zendesk", required: true }],
    maxRate: "20.00",
  });
  const role = await roleForBusiness(db, id, people.owner);
  const agent = await agentProfile(db, agentId);
  const { lacking } = whatWouldChange(role, agent, now);
  expect(lacking.map((one) => one.kind)).toEqual(["language", "language", "tool", "channel", "rate", "hours"]);
  const rate = lacking.find((one) => one.kind === "rate")!;
  const wanted = lacking.find((one) => one.kind === "hours")!;
  expect(lacking[0]).toEqual({ kind: "language", language: "de", name: undefined, level: "C1", has: "B1" });
  expect(wanted.halfHours).toBe(48 - 20);
  const changed = {
    ...agent,
    languages: role.languages,
    tools: [{ tool: "zendesk", level: 1 }],
    channels: role.channels,
    hourlyRate: rate.most.minor,
    availability: hours(weekdays, 9, 15),
  };
  expect(rate.most.currency).toBe("EUR");
  expect(matchOf(role, changed, now).unmet).toEqual([]);
  expect(matchOf(role, { ...changed, hourlyRate: rate.most.minor + 1n }, now).unmet).toEqual(["rate"]);
});

test("a listed agent reads what would move them up, in the points that the list would then give", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const { agentId } = await givenAgent(db, {
    now,
    tools: [{ tool: "zendesk", level: 2 }],
    hourlyRate: "10.00",
    availability: hours(weekdays, 9, 16),
  });
  const { id } = await givenOpenRole(db, people, { now, tools: [{ tool: "zendesk", required: true }] });
  const role = await roleForBusiness(db, id, people.owner);
  const agent = await agentProfile(db, agentId);
  const { lacking, gains } = whatWouldChange(role, agent, now);
  expect(lacking).toEqual([]);
  expect(Object.fromEntries(gains.map((one) => [one.kind, one.points]))).toEqual({ hours: 50_000, tool: 40_000, rate: 5_000 });
  const more = { ...agent, tools: [{ tool: "zendesk", level: 3 }] };
  expect(matchOf(role, more, now).parts.total - matchOf(role, agent, now).parts.total).toBe(40_000);
});

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import { recommendedAgents } from "#app/domain/matching/recommended-agents.server.ts";
import { apiV1 } from "#app/endpoints/api-v1/api.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { test as base, expect } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");

const test = base.extend<{ url: string }>({
  url: [
    async ({ db }, use) => {
      const env = parseEnv({ NODE_ENV: "test", DEMO: "0", PUBLIC_URL: "https://deskhand.test" }, "/");
      const deps = { db, clock: { now: () => now }, env } as unknown as ServerDeps;
      const app = express().use(apiV1(deps));
      const server = await new Promise<Server>((resolve) => {
        const started = app.listen(0, () => resolve(started));
      });
      await use(`http://localhost:${(server.address() as AddressInfo).port}`);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    { scope: "file" },
  ],
});

async function bearer(db: Db, actor: Parameters<typeof createApiToken>[2]["actor"]) {
  const { token } = await db.transaction((tx) => createApiToken(tx, { label: "list" }, { actor, now }));
  return { Authorization: `Bearer ${token}` };
}

async function get(url: string, roleId: string, headers: Record<string, string> = {}, search = "") {
  const response = await fetch(`${url}/api/v1/roles/${roleId}/matches${search}`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

test("a member reads the list that the page shows, with points, hours and gaps", async ({ db, url }) => {
  const people = await givenBusiness(db, { now });
  for (const rate of ["8.00", "11.00", "14.00"])
    await givenAgent(db, { now, hourlyRate: rate, availability: hours(weekdays, 9, 15) });
  const role = await givenOpenRole(db, people, { now, tools: [{ tool: "zendesk", required: true }] });
  const { status, body } = await get(url, role.id, await bearer(db, people.viewer), "?limit=2");
  const page = await recommendedAgents(db, { roleId: role.id, limit: 2 }, { actor: people.viewer, now });
  expect([status, body.engine]).toEqual([200, "postgres"]);
  const matches = body.matches as unknown as { agent: { id: string }; points: object; hours: object }[];
  expect(matches.map((one) => [one.agent.id, one.points])).toEqual(page.list.map((one) => [one.agent.id, one.parts]));
  expect(matches[0]).toMatchObject({
    rank: 1,
    agent: { name: "Ana Almeida", hourlyRate: { minor: 800, currency: "USD" } },
    hours: { covered: 30, wanted: 40, gaps: weekdays.map((day) => ({ start: day * 48 + 30, end: day * 48 + 34 })) },
  });
});

test("the signed out get 401, strangers 404 or 403, and bad input is named", async ({ db, url }) => {
  const people = await givenBusiness(db, { now });
  const role = await givenOpenRole(db, people, { now });
  expect((await get(url, role.id)).status).toBe(401);
  expect((await get(url, role.id, await bearer(db, (await givenBusiness(db)).owner))).status).toBe(404);
  expect([403, 404]).toContain((await get(url, role.id, await bearer(db, (await givenAgent(db)).agent))).status);
  const headers = await bearer(db, people.owner);
  expect((await get(url, "nonsense", headers)).status).toBe(404);
  expect((await get(url, "0198c5f2-7a00-7000-8000-000000000001", headers)).status).toBe(404);
  for (const limit of ["0", "101", "ten", "1.5"])
    expect(await get(url, role.id, headers, `?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { error: { field: "limit" } },
    });
});

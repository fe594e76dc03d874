import http from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createApiToken } from "#app/domain/accounts/create-api-token.server.ts";
import type { IndexMatcher } from "#app/domain/matching/index-matcher.server.ts";
import { createStorage } from "#app/edges/storage/storage.server.ts";
import { createStripe } from "#app/edges/stripe/stripe.server.ts";
import { apiV1 } from "#app/endpoints/api-v1/api.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import { log } from "#app/kernel/log.server.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { NOW } from "./population.ts";
import type { BenchRole } from "./roles.ts";
import type { Place } from "./scan.ts";

/** The public API in this process, with a business that has posted all roles, and a token of its manager. */
export async function serve(db: Db, matcher: IndexMatcher, roles: BenchRole[]) {
  const people = await givenBusiness(db, { now: NOW });
  const ids: string[] = [];
  for (const { form } of roles) ids.push((await givenOpenRole(db, people, { ...form, now: NOW })).id);
  const { token } = await db.transaction((tx) => createApiToken(tx, { label: "bench" }, { actor: people.manager, now: NOW }));
  const env = parseEnv({ NODE_ENV: "test", DEMO: "0", PUBLIC_URL: "https://deskhand.test" }, "/");
  const stripe = createStripe({ STRIPE_SANDBOX_URL: "http://localhost:9" });
  const realtime = { subscribe: () => () => undefined, close: async () => undefined };
  const deps = { db, stripe, storage: createStorage(env), clock: { now: () => NOW }, realtime, matcher, env, log };
  const server = await new Promise<http.Server>((resolve) => {
    const started = express()
      .use(apiV1(deps))
      .listen(0, "127.0.0.1", () => resolve(started));
  });
  const { port } = server.address() as AddressInfo;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const request = http.get(
        { port, host: "127.0.0.1", path, agent, headers: { Authorization: `Bearer ${token}` } },
        (response) => {
          let body = "";
          response.setEncoding("utf8");
          response.on("data", (part) => {
            body += part;
          });
          response.on("end", () =>
            response.statusCode === 200 ? resolve(body) : reject(new Error(`${response.statusCode}: ${body}`)),
          );
        },
      );
      request.on("error", reject);
    });
  return {
    /** The hydrated list of the role at a place, as its reader has it: parsed. */
    best: async (place: number, limit: number): Promise<Place[]> => {
      const { engine, matches } = JSON.parse(await get(`/api/v1/roles/${ids[place]}/matches?limit=${limit}`)) as {
        engine: string;
        matches: { agent: { id: string }; points: { total: number } }[];
      };
      if (engine !== "index") throw new Error(`the ${engine} answered`);
      return matches.map(({ agent: { id }, points }) => ({ agentId: id, total: points.total }));
    },
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

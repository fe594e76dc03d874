import type { Request } from "express";
import { createSession } from "#app/domain/accounts/session.server.ts";
import { loadContext } from "#app/http/load-context.server.ts";
import { viewerOfRequest } from "#app/http/request-viewer.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { parseEnv } from "#app/kernel/env.server.ts";
import type { Db } from "#db/client.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");
const deps = (db: Db, PUBLIC_URL = "http://localhost:3000") =>
  ({ db, clock: { now: () => now }, env: parseEnv({ NODE_ENV: "test", PUBLIC_URL }, "/") }) as unknown as ServerDeps;
const request = (headers: Record<string, string>) => ({ headers, ip: "203.0.113.7" }) as unknown as Request;
const prefs = (value: unknown) => `prefs=${encodeURIComponent(JSON.stringify(value))}`;

test("a signed-in person is known by the cookie, and reads in their own language, zone and theme", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const { token } = await createSession(db, { userId: owner.userId });
  const headers = { cookie: `${prefs({ locale: "fr" })}; session=${token}`, "accept-language": "es" };
  expect(await loadContext(deps(db), request(headers), "nonce")).toMatchObject({
    viewer: { id: owner.userId },
    unread: 0,
    sessionToken: token,
    locale: "en",
    timeZone: "Europe/Lisbon",
    network: "203.0.113.7",
    cspNonce: "nonce",
  });
});

test("over HTTPS only the cookie that nobody else could have set counts", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  const { token } = await createSession(db, { userId: owner.userId });
  const live = deps(db, "https://deskhand.example");
  expect((await loadContext(live, request({ cookie: `session=${token}` }), "n")).viewer).toBeNull();
  expect((await loadContext(live, request({ cookie: `__Host-session=${token}` }), "n")).viewer).toMatchObject({
    id: owner.userId,
  });
  expect(await viewerOfRequest(live, request({ cookie: `session=${token}` }))).toBeNull();
});

test("an unknown cookie is nobody, and is not carried on", async ({ db }) => {
  const context = await loadContext(deps(db), request({ cookie: `session=${"a".repeat(27)}` }), "n");
  expect([context.viewer, context.sessionToken, context.unread]).toEqual([null, null, 0]);
});

test.for([
  ["fr-CH, fr;q=0.9, en;q=0.8", "fr"],
  ["de, pt-BR;q=0.7, en;q=0.3", "pt"],
  ["en;q=0.5, es;q=0.9", "es"],
  ["zh-CN, ja", "en"],
  ["", "en"],
] as const)("a browser that asks for %j reads %s", async ([header, locale], { db }) => {
  expect((await loadContext(deps(db), request({ "accept-language": header }), "n")).locale).toBe(locale);
});

test.for([
  [prefs({ locale: "pt", theme: "dark", timeZone: "America/Sao_Paulo" }), ["pt", "dark", "America/Sao_Paulo"]],
  [prefs({ locale: "xx", theme: "neon", timeZone: "Mars/Olympus" }), ["en", "system", "UTC"]],
  [prefs(null), ["en", "system", "UTC"]],
  ["prefs=%7Bbroken", ["en", "system", "UTC"]],
  ["prefs=%", ["en", "system", "UTC"]],
] as const)("the signed-out keep what they chose: %s", async ([cookie, expected], { db }) => {
  const { locale, theme, timeZone } = await loadContext(deps(db), request({ cookie }), "n");
  expect([locale, theme, timeZone]).toEqual(expected);
});

import fs from "node:fs";
import path from "node:path";
import { createUser } from "#app/domain/accounts/create-user.server.ts";
import { system } from "#app/domain/accounts/permissions.ts";
import { freshEmail, givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

/** Every route of the product asked by people it is not for: none answers with its page, none fails. */
const folder = path.resolve(import.meta.dirname, "../../app/routes");
const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
const area = (file: string) => file.split("/")[0]!;
const someId = "0198c5f2-7a00-7000-8000-000000000001";

interface RouteModule {
  loader?: unknown;
  action?: unknown;
}
const load = (file: string) => import(path.join(folder, file)) as Promise<RouteModule>;
/** A value for each parameter in the file's name. */
const paramsOf = (file: string) => Object.fromEntries([...file.matchAll(/\$(\w+)/g)].map(([, name]) => [name!, someId]));

/** What anybody may ask: a redirect, and the reader's own language and theme. */
const open = ["settings+/index.ts", "resources+/preferences.ts"];
/** A page that only sends on to a guarded one. */
const sendsOn = ["resources+/current-business.ts"];
const areas = ["agent+", "business+", "desk+", "settings+", "notifications+", "resources+"];
const guarded = files.filter((file) => areas.includes(area(file)) && !open.includes(file));

test("there are routes in every area", () => {
  for (const name of ["agent+", "business+", "desk+"])
    expect(guarded.filter((file) => area(file) === name).length).toBeGreaterThan(0);
});

test.for(guarded)("%s sends the signed-out to sign in, and does nothing", async (file, { db }) => {
  const route = await load(file);
  const params = paramsOf(file);
  if (route.loader && !sendsOn.includes(file)) {
    const { status, location } = await visit(db, route, { params });
    expect([status, location?.split("?")[0]]).toEqual([302, "/auth/sign-in"]);
  }
  if (route.action) {
    const { status, location } = await visit(db, route, { params, form: {} });
    expect([status, location?.split("?")[0]]).toEqual([302, "/auth/sign-in"]);
  }
});

test.for(guarded.filter((file) => ["agent+", "business+", "desk+"].includes(area(file))))(
  "%s is closed to the other kinds of people",
  async (file, { db }) => {
    const now = at("2026-06-01T09:00Z");
    const route = await load(file);
    const agent = await db.transaction((tx) =>
      createUser(
        tx,
        { kind: "agent", name: "Ana", email: freshEmail("agent"), passwordHash: "$never", locale: "en", timeZone: "UTC" },
        { now, actor: system },
      ),
    );
    const people = {
      "agent+": { userId: agent.id },
      "business+": (await givenBusiness(db)).owner,
      "desk+": await givenStaff(db, ["platform_finance", "operator", "mediator", "desk_agent"]),
    };
    for (const [theirs, as] of Object.entries(people)) {
      if (theirs === area(file)) continue;
      if (route.loader) expect((await visit(db, route, { as, params: paramsOf(file) })).status, `a page for ${theirs}`).toBe(403);
      if (route.action)
        expect((await visit(db, route, { as, params: paramsOf(file), form: {} })).status, `a form for ${theirs}`).toBe(403);
    }
  },
);

test.for(guarded.filter((file) => /\$\w+Id/.test(file)))("%s: an unknown id is 404, and so is nonsense", async (file, { db }) => {
  const route = await load(file);
  const business = await givenBusiness(db);
  const staff = await givenStaff(db, ["platform_finance", "mediator", "operator"]);
  const agent = await db.transaction((tx) =>
    createUser(
      tx,
      { kind: "agent", name: "Ana", email: freshEmail("agent"), passwordHash: "$never", locale: "en", timeZone: "UTC" },
      { now: at("2026-06-01T09:00Z"), actor: system },
    ),
  );
  const as = { "agent+": { userId: agent.id }, "business+": business.owner, "desk+": staff }[area(file)] ?? business.owner;
  for (const params of [paramsOf(file), Object.fromEntries(Object.keys(paramsOf(file)).map((name) => [name, "nonsense"]))]) {
    if (route.loader) expect((await visit(db, route, { as, params })).status).toBe(404);
    if (route.action) expect((await visit(db, route, { as, params, form: {} })).status).toBeGreaterThanOrEqual(400);
  }
});

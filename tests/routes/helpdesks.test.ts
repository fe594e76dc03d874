import { eq } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { helpdeskConnections, helpdeskEvents, helpdeskIdentities, helpdeskImports } from "#db/schema/helpdesks.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { event, givenHelpdesk, givenLogin, tell } from "#tests/factories/helpdesks.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { settleAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const list = await import("#app/routes/business+/helpdesks.index.tsx");
const page = await import("#app/routes/business+/helpdesks.$connectionId.tsx");
const upload = await import("#app/routes/business+/helpdesks.imports.new.tsx");
const importPage = await import("#app/routes/business+/helpdesks.imports.$importId.tsx");
const team = await import("#app/routes/business+/metrics.index.tsx");
const ticket = await import("#app/routes/business+/metrics.ticket.tsx");
const ownTicket = await import("#app/routes/agent+/metrics.ticket.tsx");
const own = await import("#app/routes/agent+/metrics.index.tsx");
const metricsCsv = await import("#app/routes/resources+/metrics-csv.ts");
const eventsCsv = await import("#app/routes/resources+/helpdesk-events-csv.ts");
const now = at("2026-06-15T09:00Z");
const csv =
  "case_id,activity,resource,completed_at\n1,Take in charge ticket,ana,2026-06-09 11:02:00\n1,Resolve ticket,ana,2026-06-09 11:20:00\n";

/** Sends a log as a browser does, with its file. */
async function sendFile(db: Db, as: { userId: string | null }, fields: Record<string, string>, content: string) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new File([content], "log.csv", { type: "text/csv" }));
  const action = upload.action;
  return visit(
    db,
    {
      action: (args: { request: Request }) =>
        action({ ...args, request: new Request(args.request.url, { method: "POST", body: form }) } as never),
    },
    { as, form: {} },
  );
}

test("a manager connects a helpdesk, sees its secret, and maps a login; a viewer sees no secret and may not", async ({ db }) => {
  const { people, contract } = await givenContract(db);
  const made = await visit(db, list, { as: people.manager, form: { kind: "generic", name: "Desk", firstResponse: "replied" } });
  expect(made.status).toBe(302);
  const [connection] = await db.select().from(helpdeskConnections).where(eq(helpdeskConnections.businessId, people.business.id));
  const params = { connectionId: connection!.id };
  await tell(db, connection!, [event("1", "taken", "2026-06-09T09:02Z", "ana")]);
  const seen = await visit(db, page, { as: people.manager, params });
  expect(seen.data).toMatchObject({
    secret: expect.stringMatching(/^dhwh_/),
    manages: true,
    identities: [{ externalId: "ana", events: 1 }],
  });
  expect((await visit(db, page, { as: people.viewer, params })).data).toMatchObject({ secret: null, manages: false });
  const [login] = await db.select().from(helpdeskIdentities).where(eq(helpdeskIdentities.connectionId, connection!.id));
  const map = { intent: "map", identityId: login!.id, contractId: contract.id };
  expect((await visit(db, page, { as: people.viewer, params, form: map })).status).toBe(403);
  expect((await visit(db, page, { as: people.manager, params, form: map })).status).toBe(302);
  const [stored] = await db.select().from(helpdeskEvents).where(eq(helpdeskEvents.connectionId, connection!.id));
  expect(stored!.contractId).toBe(contract.id);
  expect((await visit(db, page, { as: (await givenBusiness(db)).owner, params })).status).toBe(404);
  const bad = await visit(db, list, { as: people.manager, form: { kind: "fax", name: "", firstResponse: "replied" } });
  expect([bad.status, Object.keys((bad.data as { form: { errors: object } }).form.errors).sort()]).toEqual([
    400,
    ["kind", "name"],
  ]);
});

test("a log is uploaded, looked at, started, and read", async ({ db }) => {
  const { people, contract } = await givenContract(db);
  const connection = await givenHelpdesk(db, people, { kind: "log" });
  const fields = { connectionId: connection.id, timeZone: "Europe/Rome" };
  expect((await sendFile(db, people.viewer, fields, csv)).status).toBe(403);
  const nothing = await sendFile(db, people.manager, fields, "words only");
  expect([nothing.status, (nothing.data as { form: { errors: object } }).form.errors]).toMatchObject([
    400,
    { file: [expect.any(String)] },
  ]);
  expect((await sendFile(db, people.manager, { ...fields, timeZone: "Mars" }, csv)).status).toBe(400);
  const { location } = await sendFile(db, people.manager, fields, csv);
  const params = { importId: location!.split("/").at(-1)! };
  const seen = await visit(db, importPage, { as: people.manager, params, now });
  expect(seen.data).toMatchObject({ draft: { readable: 2, faultCount: 0, agents: [{ name: "ana", count: 2 }] } });
  const start = {
    intent: "start",
    "activities[0].name": "Resolve ticket",
    "activities[0].kind": "solved",
    "activities[1].name": "Take in charge ticket",
    "activities[1].kind": "taken",
    "agents[0].name": "ana",
    "agents[0].contractId": contract.id,
  };
  const { "activities[1].name": _, "activities[1].kind": __, ...half } = start;
  expect((await visit(db, importPage, { as: people.manager, params, now, form: half })).status).toBe(400);
  expect((await visit(db, importPage, { as: people.manager, params, now, form: start })).status).toBe(302);
  await settleAt(db, now);
  const [log] = await db.select().from(helpdeskImports).where(eq(helpdeskImports.id, params.importId));
  expect(log).toMatchObject({ state: "finished", addedRows: 2 });
  const stored = await db
    .select()
    .from(helpdeskEvents)
    .where(eq(helpdeskEvents.connectionId, connection.id))
    .orderBy(helpdeskEvents.occurredAt);
  expect(stored.map((one) => [one.kind, one.occurredAt.toISOString(), one.contractId])).toEqual([
    ["taken", "2026-06-09T09:02:00.000Z", contract.id],
    ["solved", "2026-06-09T09:20:00.000Z", contract.id],
  ]);
});

test("figures, tickets and downloads belong to who they are about; odd addresses are 404", async ({ db }) => {
  const { people, contract, freelancer } = await givenContract(db);
  const connection = await givenHelpdesk(db, people);
  await tell(db, connection, [event("Case 1/2", "solved", "2026-06-09T09:20Z", "ana")]);
  await givenLogin(db, people, connection, "ana", contract);
  const url = `/?connection=${connection.id}&id=${encodeURIComponent("Case 1/2")}`;
  const statuses = async (route: object, as: { userId: string | null }, address = url) =>
    (await visit(db, route, { as, url: address, now })).status;
  expect(await statuses(ticket, people.viewer)).toBe(200);
  expect(await statuses(ownTicket, freelancer.agent)).toBe(200);
  expect(await statuses(ticket, (await givenBusiness(db)).owner)).toBe(404);
  expect(await statuses(ticket, people.owner, "/?connection=nonsense&id=1")).toBe(404);
  expect(await statuses(team, people.owner, "/?week=2026-06-09")).toBe(404);
  expect(await statuses(team, people.owner, "/?week=2026-06-08&sort=solved&dir=desc")).toBe(200);
  expect(await statuses(own, freelancer.agent, "/?week=2026-06-08")).toBe(200);
  for (const as of [people.viewer, freelancer.agent]) {
    const figures = await visit(db, metricsCsv, { as, url: "/?week=2026-06-08", now });
    expect((await (figures.data as Response).text()).split("\r\n")[1]).toContain(`2026-06-08,${contract.id}`);
    const events = await visit(db, eventsCsv, { as, url: "/?week=2026-06-08", now });
    expect((await (events.data as Response).text()).split("\r\n")[1]).toContain("Case 1/2,solved,2026-06-09T09:20:00.000Z,ana");
  }
});

import { sql } from "drizzle-orm";
import pino from "pino";
import { log } from "#app/kernel/log.server.ts";
import * as agentYearPage from "#app/routes/agent+/tax.$year.tsx";
import * as agentTaxPage from "#app/routes/agent+/tax.index.tsx";
import * as businessTaxPage from "#app/routes/business+/tax.tsx";
import * as deskYearPage from "#app/routes/desk+/finance+/tax.$year.tsx";
import * as deskTaxPage from "#app/routes/desk+/finance+/tax.index.tsx";
import * as csv1099k from "#app/routes/resources+/tax-1099k-csv.$year.ts";
import * as csvDac7 from "#app/routes/resources+/tax-dac7-csv.$year.ts";
import * as filing from "#app/routes/resources+/tax-filing.$year.ts";
import * as statementCsv from "#app/routes/resources+/tax-statement-csv.$year.ts";
import * as statementPdf from "#app/routes/resources+/tax-statement-pdf.$year.ts";
import { givenBusiness, givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenWorking, work } from "#tests/factories/billing.ts";
import { businessForm, martasTaxForm, saveForAgent } from "#tests/factories/taxes.ts";
import { expect, test } from "#tests/setup/money.ts";
import { visit } from "#tests/setup/visit.ts";

/** As a browser posts it: a ticked box is "on". */
const posted = (wish: Record<string, string> = {}) => ({
  ...(Object.fromEntries(
    Object.entries(martasTaxForm).map(([name, value]) => [name, typeof value === "boolean" ? "on" : value]),
  ) as Record<string, string>),
  ...wish,
});
const formOf = (data: unknown) => (data as { form: { errors: Record<string, string[]>; values: Record<string, string[]> } }).form;

test("an agent signs on the page; what identifies is never sent back, not even when the form is refused, and no log holds it", async ({
  world,
}) => {
  const { agent, agentId } = await givenAgent(world.db, { now: world.now() });
  const me = { as: agent, now: world.now() };
  const written: string[] = [];
  const stream = (log as unknown as Record<symbol, { write(line: string): void }>)[pino.symbols.streamSym]!;
  const [write, level] = [stream.write, log.level];
  stream.write = (line) => written.push(line);
  log.level = "trace";
  log.trace("the lines are caught");
  try {
    const empty = await visit(world.db, agentTaxPage, me);
    expect(empty.data).toMatchObject({ state: "missing", country: "PT", entity: "individual", profile: null });
    const refused = await visit(world.db, agentTaxPage, { ...me, form: posted({ taxId: "234567898" }) });
    expect([refused.status, Object.keys(formOf(refused.data).errors)]).toEqual([400, ["taxId"]]);
    expect(formOf(refused.data).values).toMatchObject({ city: ["Lisboa"] });
    expect(JSON.stringify(refused.data)).not.toMatch(/234567898|1991-04-12/);
    const done = await visit(world.db, agentTaxPage, { ...me, form: posted() });
    expect(done).toMatchObject({ status: 302, location: "/agent/tax?saved" });
  } finally {
    stream.write = write;
    log.level = level;
  }
  expect(written.join("")).toContain("the lines are caught");
  expect(written.join("")).not.toMatch(/234567898|1991-04-12/);
  const page = await visit(world.db, agentTaxPage, me);
  expect(page.data).toMatchObject({ state: "valid", profile: { taxIdLast4: "7899", form: "W-8BEN" } });
  expect(JSON.stringify(page.data)).not.toMatch(/"234567899"|1991-04-12|ipher/);
  const moving = await visit(world.db, agentTaxPage, { ...me, url: "/agent/tax?country=US&entity=company" });
  expect(moving.data).toMatchObject({ country: "US", entity: "company" });
  const [row] = await world.db.execute(sql`select tax_id_cipher from tax_profiles where subject_id = ${agentId}`);
  expect(row!.tax_id_cipher).toMatch(/^v1\.[0-9a-f]{8}\./);
});

test("a business's page is for those who may see taxes; others are told, strangers and the signed out sent away", async ({
  world,
}) => {
  const { owner, finance, manager, viewer } = await givenBusiness(world.db, { now: world.now(), country: "PT" });
  const other = await givenOtherBusiness(world.db, { now: world.now() });
  const { agent } = await givenAgent(world.db, { now: world.now() });
  const ask = (as: { userId: string | null } | null, form?: Record<string, string>) =>
    visit(world.db, businessTaxPage, { as, now: world.now(), form, url: "/business/tax" });
  expect((await ask(owner)).data).toMatchObject({
    profile: null,
    fee: { rateBps: 2300, jurisdiction: "PT", reason: "taxes:reasons.destination" },
  });
  expect((await ask(finance, businessForm)).location).toBe("/business/tax?saved");
  expect((await ask(owner)).data).toMatchObject({
    profile: { vatNumber: "PT501964843" },
    fee: { rateBps: 0, reason: "taxes:reasons.reverseCharge" },
  });
  const wrong = await ask(finance, { ...businessForm, vatNumber: "PT501964842" });
  expect([wrong.status, Object.keys(formOf(wrong.data).errors)]).toEqual([400, ["vatNumber"]]);
  expect(formOf(wrong.data).values.vatNumber).toEqual(["PT501964842"]);
  for (const member of [manager, viewer]) {
    expect((await ask(member)).status).toBe(403);
    expect((await ask(member, businessForm)).status).toBe(403);
  }
  // Each sees their own business only: the address names none.
  expect((await ask(other.owner)).data).toMatchObject({ profile: null, account: { name: "Other Ltd" } });
  expect((await ask(agent)).status).toBe(403);
  const out = await ask(null);
  expect([out.status, out.location]).toEqual([302, expect.stringContaining("/auth/sign-in")]);
});

test("the yearly pages and files: the agent's own, finance's of all; nobody else's", async ({ world }) => {
  const working = await givenWorking(world, { country: "PT" });
  await saveForAgent(world.db, working.agentId, {}, { now: world.now() });
  await work(world.db, working, "2026-11-12", 479);
  await world.advanceTo("2026-11-16T12:30Z");
  const finance = await givenStaff(world.db);
  const mediator = await givenStaff(world.db, ["mediator"]);
  const ask = (route: object, as: { userId: string | null } | null, year = "2026", form?: Record<string, string>) =>
    visit(world.db, route, { as, now: world.now(), params: { year }, form, url: "/" });

  const { agent } = working.freelancer;
  expect((await ask(agentYearPage, agent)).data).toMatchObject({
    year: 2026,
    report: { report: "DAC7" },
    years: [{ gross: 5_788n }],
  });
  for (const year of ["2025", "2027", "soon"]) expect((await ask(agentYearPage, agent, year)).status).toBe(404);
  const statement = await ((await ask(statementCsv, agent)).data as Response).text();
  expect(
    statement
      .trim()
      .split("\r\n")
      .map((line) => line.split(",")[0]),
  ).toEqual(["row", "invoice", "Q1", "Q2", "Q3", "Q4"]);
  expect(statement).toContain("57.88");
  const pdf = (await ask(statementPdf, agent)).data as Response;
  expect([pdf.headers.get("content-type"), (await pdf.text()).slice(0, 5)]).toEqual(["application/pdf", "%PDF-"]);
  const another = await givenAgent(world.db, { now: world.now() });
  expect((await ask(agentYearPage, another.agent)).data).toMatchObject({ years: [], documents: [] });

  expect((await ask(deskTaxPage, finance)).location).toBe("/desk/finance/tax/2026");
  expect((await ask(deskYearPage, finance)).data).toMatchObject({ counts: { all: 1, DAC7: 1, missing: 0 }, differing: 0 });
  const dac7 = await ((await ask(csvDac7, finance)).data as Response).text();
  expect(dac7).toContain("...7899");
  expect(dac7).not.toContain("1991-04-12");
  expect((await ask(csv1099k, finance)).status).toBe(200);
  const file = await ask(filing, finance, "2026", { report: "DAC7", reason: "Filing with the BZSt." });
  expect(await (file.data as Response).text()).toContain("1991-04-12");
  expect((await ask(filing, finance, "2026", { report: "DAC7", reason: "no" })).location).toBe("/desk/finance/tax/2026?refused");
  const post = (form: Record<string, string>) => ask(deskYearPage, finance, "2026", form);
  expect((await post({ intent: "askAll" })).location).toBe("/desk/finance/tax/2026?show=missing&asked");
  expect((await post({ intent: "ask", agentId: "nonsense" })).status).toBe(400);
  expect((await post({ intent: "keep", reason: "Too early." })).status).toBe(409);

  const reason = { report: "DAC7", reason: "Curious today." };
  for (const route of [deskYearPage, csvDac7, csv1099k]) {
    for (const as of [agent, working.people.owner, mediator]) expect((await ask(route, as)).status).toBe(403);
    expect((await ask(route, null)).location).toContain("/auth/sign-in");
  }
  for (const as of [agent, working.people.owner, mediator]) expect((await ask(filing, as, "2026", reason)).status).toBe(403);
  for (const route of [agentYearPage, statementCsv, statementPdf]) {
    for (const as of [working.people.owner, finance]) expect((await ask(route, as)).status).toBe(403);
    expect((await ask(route, null)).location).toContain("/auth/sign-in");
  }
});

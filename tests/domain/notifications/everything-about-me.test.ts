import { getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { createSession } from "#app/domain/accounts/session.server.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { everythingAboutMe, filesAboutMe } from "#app/domain/notifications/everything-about-me.server.ts";
import { fieldCipher } from "#app/domain/taxes/field-cipher.server.ts";
import { translator } from "#app/i18n/translate.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import * as schema from "#db/schema/index.ts";
import { givenWork } from "#tests/factories/diary.ts";
import { event, givenHelpdesk, givenLogin, tell } from "#tests/factories/helpdesks.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { martasTaxForm, saveForAgent, testKey } from "#tests/factories/taxes.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-15T09:00Z");
const cipher = fieldCipher(testKey);

type Files = Record<string, { [column: string]: unknown }[]>;
async function filesOf(db: Db, actor: Actor, locale: "en" | "pt" = "en"): Promise<{ files: Files; index: string; text: string }> {
  const files: Files = {};
  let [index, whole] = ["", ""];
  for await (const { name, pieces } of filesAboutMe(db, { actor, now, cipher, t: translator(locale) })) {
    let text = "";
    for await (const piece of pieces) text += piece;
    whole += text;
    if (name === "README.txt") index = text;
    else files[name] = JSON.parse(text);
  }
  return { files, index, text: whole };
}

const act =
  "what a member or the staff did to a business's or the platform's thing; that they did it stands in accounts/events.json";
const finance = "how the platform's staff look after its books; nothing of it is about the person";
/** Tables with a column that names a person and that are not in the file, each with the reason. */
const leftOut: Record<string, string> = {
  saved_searches: act,
  search_finds: "whom a business's saved search found, as it could look up at any time",
  agent_search: "what free text finds, made of the profile that is in the file",
  account_tokens: "secrets that are kept hashed, used up or expired within days",
  approvals: act,
  billing_arrangements: act,
  card_setups: act,
  chargebacks: act,
  helpdesk_connections: act,
  helpdesk_imports: act,
  match_changes: "which profile changed, for indexes to take, and nothing of it",
  match_marks: "what the members of a business note among themselves about whom to invite; the business answers for it",
  prepayments: act,
  reconciliation_case_notes: finance,
  reconciliation_cases: finance,
  reconciliation_runs: finance,
  refunds: act,
  roles: act,
  terms_requests: act,
};

test("every table that names a person is in their file, or left out for a reason", async ({ db }) => {
  const people: string[] = [schema.users, schema.agents].map((table) => getTableName(table));
  const naming = Object.values<unknown>(schema)
    .filter((one): one is PgTable => is(one, PgTable))
    .map(getTableConfig)
    .filter(
      ({ columns, foreignKeys }) =>
        columns.some((column) => /(^|_)(user|agent|author|actor|owner)_id$|^email$/.test(column.name)) ||
        foreignKeys.some((key) => people.includes(getTableName(key.reference().foreignTable))),
    )
    .map((one) => one.name);
  const exported = everythingAboutMe(db, { kind: "agent", userId: crypto.randomUUID() }, cipher).flatMap(([, rows]) =>
    rows.map((one) => one.table),
  );
  expect(naming.length).toBeGreaterThan(40);
  expect(naming.filter((name) => !exported.includes(name) && !(name in leftOut))).toEqual([]);
  expect(Object.keys(leftOut).filter((name) => exported.includes(name) || !naming.includes(name))).toEqual([]);
});

async function givenWorkingAgent(db: Db) {
  const given = await givenContract(db, { from: "2026-06-01" });
  const { people, freelancer, contract } = given;
  await givenWork(db, given, { from: at("2026-06-09T09:00Z"), minutes: 25 });
  const connection = await givenHelpdesk(db, people);
  await tell(db, connection, [event("T-1", "solved", "2026-06-09T09:10Z", "ana")]);
  await givenLogin(db, people, connection, "ana", contract);
  const say = (actor: Actor, body: string) =>
    db.transaction((tx) => sendMessage(tx, { conversationId: contract.conversationId, body }, { actor, now }));
  await say(freelancer.agent, "My own words");
  await say(people.manager, "Words of the business");
  await createSession(db, { userId: freelancer.agentId, userAgent: "Firefox", publicUrl: "http://localhost" });
  return given;
}

test("an agent's file holds their work, words and contracts, and nothing that others wrote or that opens a door", async ({
  db,
}) => {
  const given = await givenWorkingAgent(db);
  const other = await givenWorkingAgent(db);
  const { files, index, text } = await filesOf(db, given.freelancer.agent);
  expect(files["diary/segments.json"]!.map((one) => one.minutes)).toEqual([10, 10, 5]);
  expect(files["diary/diary_chain.json"]).toHaveLength(1);
  expect(files["contracts/contracts.json"]).toMatchObject([{ id: given.contract.id, feeBps: 1000 }]);
  expect(files["contracts/contract_terms.json"]).toMatchObject([{ hourlyRate: "1200" }]);
  expect(files["messaging/messages.json"]).toMatchObject([{ body: "My own words" }]);
  expect(files["helpdesks/helpdesk_events.json"]).toMatchObject([{ ticketId: "T-1", kind: "solved" }]);
  expect(files["accounts/sessions.json"]).toMatchObject([{ userAgent: "Firefox" }]);
  expect(files["accounts/users.json"]).toHaveLength(1);
  for (const name of Object.keys(files)) expect(index).toContain(name);
  expect(index).not.toContain("myData.");
  expect(text).not.toMatch(/passwordHash|\$argon2|tokenHash|Words of the business/);
  for (const id of [other.contract.id, other.freelancer.agentId]) expect(text).not.toContain(id);
  expect((await filesOf(db, given.freelancer.agent, "pt")).index).toContain("Tudo o que a Deskhand guarda sobre você");
});

test("a member's file holds what is about them, and nothing about their agents", async ({ db }) => {
  const given = await givenWorkingAgent(db);
  const { files } = await filesOf(db, given.people.manager);
  expect(files["accounts/members.json"]).toMatchObject([{ role: "manager" }]);
  expect(files["messaging/messages.json"]).toMatchObject([{ body: "Words of the business" }]);
  expect(Object.keys(files).filter((name) => /^(diary|contracts|helpdesks|taxes|payouts|agents)\//.test(name))).toEqual([]);
});

test("the sealed tax number is opened for its owner", async ({ db }) => {
  const { freelancer } = await givenContract(db, { from: "2026-06-01" });
  await saveForAgent(db, freelancer.agentId);
  const [profile] = (await filesOf(db, freelancer.agent)).files["taxes/tax_profiles.json"]!;
  expect(profile).toMatchObject({ taxId: martasTaxForm.taxId, birthDate: martasTaxForm.birthDate });
  expect(profile).not.toHaveProperty("taxIdCipher");
});

test("the system is nobody", ({ db }) => {
  expect(() => everythingAboutMe(db, { kind: "system", userId: null }, cipher)).toThrow(NotFound);
});

import { getTableColumns } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import type { Question, Ranked } from "#app/domain/matching/matcher.ts";
import { postgresMatcher } from "#app/domain/matching/postgres-matcher.server.ts";
import { changesSince } from "#app/domain/matching/profile-changes.server.ts";
import type { Held } from "#app/domain/matching/rank-audit.ts";
import { type AskedRole, questionOf } from "#app/domain/matching/recommended-agents.server.ts";
import type { ScoreFacts } from "#app/domain/matching/score.ts";
import type { IndexedProfile } from "#app/domain/matching/tokens.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import { roleForBusiness } from "#app/domain/roles/roles.server.ts";
import { type Db, queryCount } from "#db/client.server.ts";
import { matchProfiles } from "#db/schema/matching.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

/**
 * Everything that a rank is made of. Whoever lets ranking read one more thing (a name, a country, an age) fails here, in the types and in what runs, and
 * has to say on the page of the audit that it is looked at.
 */
const asked = [
  "languages",
  "tools",
  "channels",
  "tier",
  "maxRate",
  "currency",
  "weeklyLimitMinutes",
  "timeZone",
  "coverage",
  "minCoveragePercent",
] as const;
const question = ["mask", "need", "required", "minCoveragePercent", "tools", "channels", "tier", "maxUsd"] as const;
const held = [
  "open",
  "tier",
  "terms",
  "toolLevels",
  "channelBits",
  "avail",
  "week",
  "rateUsd",
  "ratingMilli",
  "ratingCount",
  "updatedAt",
] as const;
const indexed = ["id", "avail", "tier", "channelBits", "terms", "toolLevels", "rateUsd", "ratingMilli", "newcomer"] as const;
const ranked = ["agentId", "total", "overlap", "toolLevels", "ratingMilli", "rateUsd", "avail"] as const;
const facts = ["overlap", "need", "ratingMilli", "toolLevels", "tools", "rate", "maxRate"] as const;

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
/** Each is checked by the compiler: a field more or less and `true` does not fit. */
const typesHold: [
  Same<keyof AskedRole, (typeof asked)[number]>,
  Same<keyof Question, (typeof question)[number]>,
  Same<keyof Held, (typeof held)[number]>,
  Same<keyof typeof matchProfiles.$inferSelect, (typeof held)[number] | "agentId">,
  Same<keyof IndexedProfile, (typeof indexed)[number]>,
  Same<keyof Ranked, (typeof ranked)[number]>,
  Same<keyof ScoreFacts, (typeof facts)[number]>,
] = [true, true, true, true, true, true, true];

const now = at("2026-06-03T10:00Z");

async function givenRole(db: Db, language: string) {
  const people = await givenBusiness(db, { now });
  const tools = [{ tool: "zendesk", required: true }];
  const { id } = await givenOpenRole(db, people, { now, languages: [{ language, level: "B2" }], tools });
  return roleForBusiness(db, id, people.owner);
}

/** A role of which each field that is read is noted. */
function watched<T extends object>(whole: T): { whole: T; read: Set<string> } {
  const read = new Set<string>();
  const get = (target: T, key: string | symbol) => {
    read.add(String(key));
    return Reflect.get(target, key);
  };
  return { whole: new Proxy(whole, { get }), read };
}

test("of a role ranking reads these fields and no others, and asks these", async ({ db }) => {
  expect(typesHold).not.toContain(false);
  const { whole, read } = watched(await givenRole(db, "sq"));
  expect(Object.keys(questionOf(whole, now)).sort()).toEqual([...question].sort());
  expect([...read].sort()).toEqual([...asked].sort());
});

test("of an agent ranking holds these columns and no others", () => {
  expect(Object.keys(getTableColumns(matchProfiles)).sort()).toEqual(["agentId", ...held].sort());
});

/** Words of a statement that are no values, keywords or functions. */
function namesIn(statement: string): string[] {
  const words = statement.replaceAll(/'[^']*'|\$\d+/g, " ").match(/[a-z_][a-z_0-9]*/gi) ?? [];
  const sql =
    "select from where and or as is null not in by order desc limit with on true left join using distinct materialized case when then else end";
  const types = "int bigint bit text oid smallint";
  const calls = "least greatest sum unnest any coalesce bit_count";
  const known = new Set(`${sql} ${types} ${calls}`.split(" "));
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => !known.has(word)).sort();
}

test("the database's ranking and what feeds the index name one table, its columns, and nothing else", async ({ db }) => {
  const role = await givenRole(db, "mk");
  const counted = { queries: [] as string[] };
  await queryCount.run(counted, () => postgresMatcher(db).best(questionOf(role, now), 5, { newcomers: true }));
  expect(counted.queries).toHaveLength(1);
  const columns = "open tier terms tool_levels channel_bits avail rate_usd rating_milli rating_count".split(" ");
  const ownNames = ["overlap", "tool_sum", "total", "fit", "x"];
  expect(namesIn(counted.queries[0]!)).toEqual(["agent_id", "match_profiles", ...columns, ...ownNames].sort());

  const [mark] = await db.execute<{ snapshot: string }>("select pg_current_snapshot()::text as snapshot");
  const feed = { queries: [] as string[] };
  await queryCount.run(feed, () => changesSince(db, { snapshot: mark!.snapshot, cluster: "", at: "" }, 5));
  // What else stands there tells how far the database has been read; of people it names one table, and of that these columns.
  const fed = feed.queries[0]!;
  const tables = [...fed.matchAll(/\b(?:from|join)\s+\(?([a-z_]+)/gi)].map(([, table]) => table!);
  expect(tables.filter((table) => !/^(pg_\w+|select|changed)$/.test(table)).sort()).toEqual(["match_changes", "match_profiles"]);
  expect([...fed.matchAll(/\bp\.(\w+)/g)].map(([, column]) => column!).sort()).toEqual(["agent_id", ...columns].sort());
});

test("another name, country, picture, time of joining and other words change no point and no row that ranking holds", async ({
  db,
}) => {
  const role = await givenRole(db, "hr");
  const same = { now, languages: [{ language: "hr", level: "C1" }] };
  const given = [
    await givenAgent(db, { ...same, name: "Ana Almeida", country: "PT" }),
    await givenAgent(db, { ...same, name: "Kwame Mensah", country: "PL", headline: "Father of three", about: "Born in 1961" }),
    await givenAgent(db, { ...same, name: "李娜", country: "IN", headline: "她", about: "" }),
  ];
  const ids = given.map((one) => one.agentId);
  await db.transaction((tx) => updateMatchProfiles(tx, { agentIds: ids }, { actor: system, now }));
  const rows = (await db.select().from(matchProfiles)).filter((row) => ids.includes(row.agentId));
  expect(rows).toHaveLength(3);
  for (const { agentId: _, ...row } of rows) expect(row).toEqual({ ...rows[0], agentId: undefined });
  const { rows: list } = await postgresMatcher(db).best(questionOf(role, now), 5, { newcomers: false });
  expect(list.map((row) => row.agentId)).toEqual([...ids].sort());
  expect(new Set(list.map((row) => row.total)).size).toBe(1);
});

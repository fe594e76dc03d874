import { asc, eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.server.ts";
import { diaryChain } from "#db/schema/diary.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenWork } from "#tests/factories/diary.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const agentPage = await import("#app/routes/agent+/diary_.verify.$contractId.tsx");
const businessPage = await import("#app/routes/business+/diary.$contractId_.verify.tsx");

async function givenTwoEntries(db: Db) {
  const given = await givenContract(db, { from: "2026-11-16" });
  await givenWork(db, given, { from: at("2026-11-18T09:00Z"), minutes: 25 });
  await givenWork(db, given, { from: at("2026-11-18T10:00Z"), minutes: 20 });
  const entries = await db
    .select()
    .from(diaryChain)
    .where(eq(diaryChain.contractId, given.contract.id))
    .orderBy(asc(diaryChain.seq));
  return { ...given, hashes: entries.map((one) => one.hash), params: { contractId: given.contract.id } };
}

test("both sides see the same chain, the newest first, and whether it fits", async ({ db }) => {
  const { freelancer, people, hashes, params } = await givenTwoEntries(db);
  for (const [route, as] of [
    [agentPage, freelancer.agent],
    [businessPage, people.viewer],
  ] as const)
    expect(await visit(db, route, { as, params })).toMatchObject({
      status: 200,
      data: {
        check: { entries: 2, segments: 5, head: hashes[1], broken: null },
        entries: [
          { seq: 2, kind: "segments", minutes: 20 },
          { seq: 1, kind: "segments", minutes: 25 },
        ],
        held: null,
      },
    });
});

test("a hash from a mail: unchanged since, changed since, or not in the chain", async ({ db }) => {
  const { contract, freelancer, hashes, params } = await givenTwoEntries(db);
  const ask = async (held: string) =>
    ((await visit(db, agentPage, { as: freelancer.agent, params, url: `/?held=${held}` })).data as { held: unknown }).held;
  expect(await ask(hashes[0]!)).toMatchObject({ found: true, seq: 1, unchanged: true });
  expect(await ask(hashes[1]!.toUpperCase())).toMatchObject({ found: true, seq: 2, unchanged: true });
  expect(await ask("0".repeat(64))).toEqual({ found: false });
  expect(await ask("nonsense")).toEqual({ found: false });
  await db.execute(sql`update segments set memo = 'Something else' where contract_id = ${contract.id} and chain_seq = 2`);
  expect(await ask(hashes[0]!)).toMatchObject({ seq: 1, unchanged: true });
  expect(await ask(hashes[1]!)).toMatchObject({ seq: 2, unchanged: false });
});

test("the form leads to an address that answers; what is no hash is refused beside its field", async ({ db }) => {
  const { contract, people, freelancer, hashes, params } = await givenTwoEntries(db);
  const form = { held: ` ${hashes[0]!.toUpperCase()}\n` };
  expect(await visit(db, businessPage, { as: people.owner, params, form })).toMatchObject({
    status: 302,
    location: `/business/diary/${contract.id}/verify?held=${hashes[0]}`,
  });
  expect(await visit(db, agentPage, { as: freelancer.agent, params, form })).toMatchObject({
    location: `/agent/diary/verify/${contract.id}?held=${hashes[0]}`,
  });
  for (const held of ["", "abc", `${hashes[0]}0`])
    expect(await visit(db, agentPage, { as: freelancer.agent, params, form: { held } })).toMatchObject({
      status: 400,
      data: { form: { errors: { held: [expect.any(String)] } } },
    });
});

test("others find nothing there", async ({ db }) => {
  const { params, hashes } = await givenTwoEntries(db);
  const [stranger, other] = [(await givenAgent(db)).agent, (await givenBusiness(db, { name: "Other" })).owner];
  for (const [route, as] of [
    [agentPage, stranger],
    [businessPage, other],
  ] as const) {
    expect((await visit(db, route, { as, params })).status).toBe(404);
    expect((await visit(db, route, { as, params, form: { held: hashes[0]! } })).status).toBe(404);
  }
});

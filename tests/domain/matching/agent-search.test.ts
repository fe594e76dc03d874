import { system } from "#app/domain/accounts/permissions.ts";
import { saveAccount } from "#app/domain/accounts/save-account.server.ts";
import { setPayable } from "#app/domain/agents/set-facts.server.ts";
import { staleAgentDocuments, updateAgentDocuments } from "#app/domain/matching/agent-document.server.ts";
import { searchAgents } from "#app/domain/matching/agent-search.server.ts";
import { agentQueryOf, searchOf, wordsOfSearch } from "#app/domain/matching/agent-search.ts";
import { updateMatchProfiles } from "#app/domain/matching/update-match-profile.server.ts";
import type { Db } from "#db/client.server.ts";
import { eventsNamed } from "#tests/factories/accounts.ts";
import { type AgentWish, givenAgent } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");
const context = { actor: system, now };

async function given(db: Db, wish: AgentWish) {
  const agent = await givenAgent(db, { now, ...wish });
  await db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agent.agentId] }, context));
  return agent;
}
async function find(db: Db, search: string, locale = "en") {
  const { list, ...rest } = await searchAgents(db, agentQueryOf(new URLSearchParams(search)), { page: 1, locale });
  return { ...rest, ids: list.map((one) => one.agent.id), list };
}

test("agents are found by words in four languages, with or without accents, by a beginning, and by the names of skills", async ({
  db,
}) => {
  const one = await given(db, {
    name: "Inês Magalhães",
    headline: "Remboursements expliqués calmement",
    about: "J’ai répondu aux clients d’une grande boutique de chaussures pendant six ans.",
    languages: [{ language: "fr", level: "C2" }],
    tools: [{ tool: "help-scout", level: 4 }],
  });
  const other = await given(db, {
    name: "Tomás Quiroga",
    headline: "Devoluciones y garantías sin dramas",
    about: "Años de atención telefónica para una aseguradora.",
    languages: [{ language: "hu", level: "C2" }],
    tools: [],
  });
  const by = async (q: string) => (await find(db, `q=${encodeURIComponent(q)}`)).ids;
  for (const words of [
    "remboursement",
    "REMBOURSEMENTS",
    "chaussure",
    "ines magalhaes",
    "Magalh",
    "helpscout",
    "help scout boutique",
    "francês calmement",
  ])
    expect([words, await by(words)]).toEqual([words, [one.agentId]]);
  for (const words of ["devolución", "devolucion garantia", "aseguradoras", "hongrois", "Hungarian", "húngaro años"])
    expect([words, await by(words)]).toEqual([words, [other.agentId]]);
  expect(await by("remboursement aseguradora")).toEqual([]);
});

test("what meets the words is marked, as text and never as markup", async ({ db }) => {
  await given(db, { headline: "Xylophone <b>repairs</b> & more", about: "I mend xylophones on weekdays." });
  const { list } = await find(db, "q=xylophone");
  expect(list[0]!.headline).toEqual([
    { text: "Xylophone", hit: true },
    { text: " <b>repairs</b> & more", hit: false },
  ]);
  expect(list[0]!.about.filter((one) => one.hit).map((one) => one.text)).toEqual(["xylophones"]);
});

test("a slip finds the nearest word that somebody uses, and says so; signs alone look for nothing", async ({ db }) => {
  const { agentId } = await given(db, { headline: "Theremin lessons by telephone" });
  expect(await find(db, "q=teremin")).toMatchObject({ ids: [agentId], instead: [{ typed: "teremin", used: "theremin" }] });
  expect(await find(db, "q=qqqqqqzzzz")).toMatchObject({ ids: [], total: 0, instead: [] });
  for (const odd of ["'", "!!!", "a'b:*|c", "\\", "%_%", "(((", "&|!", "x".repeat(300)])
    await expect(find(db, `q=${encodeURIComponent(odd)}`)).resolves.toBeDefined();
});

test("filters narrow it; whoever cannot be hired is not found", async ({ db }) => {
  const wish = { headline: "Zitherspieler", languages: [{ language: "is", level: "B2" }], tools: [{ tool: "olark", level: 2 }] };
  const cheap = await given(db, { ...wish, hourlyRate: "9.00" });
  const dear = await given(db, { ...wish, hourlyRate: "30.00" });
  const hidden = await given(db, { ...wish, open: false });
  const unpaid = await given(db, wish);
  await db.transaction((tx) => setPayable(tx, { agentId: unpaid.agentId, restricted: true }, context));
  await db.transaction((tx) => updateMatchProfiles(tx, { agentIds: [unpaid.agentId] }, context));
  const ids = async (search: string) => new Set((await find(db, `q=zitherspieler&${search}`)).ids);
  const both = new Set([cheap.agentId, dear.agentId]);
  for (const search of [
    "",
    "language=is&level=B2",
    "tool=olark",
    "tier=L1",
    "rate=30",
    "rate=x",
    "language=xx",
    "tool=none",
    "level=Z9",
  ])
    expect([search, await ids(search)]).toEqual([search, both]);
  expect(await ids("rate=20,00")).toEqual(new Set([cheap.agentId]));
  for (const search of ["language=is&level=C1", "tool=zendesk", "tier=L2", "rate=1"])
    expect(await ids(search)).toEqual(new Set());
  expect((await find(db, "language=is")).ids).not.toContain(hidden.agentId);
});

test("a profile or a name that changes is found anew; the daily job misses nobody", async ({ db }) => {
  const { agentId, agent } = await givenAgent(db, { now, headline: "Accordion tuner" });
  expect(await staleAgentDocuments(db)).toContain(agentId);
  await db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agentId] }, context));
  expect(await staleAgentDocuments(db)).not.toContain(agentId);
  await db.transaction((tx) => saveAccount(tx, { name: "Wolfgang Amadé" }, { actor: agent, now }));
  expect((await eventsNamed(db, "agent.profile-changed")).at(-1)).toMatchObject({ agentId });
  await db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agentId] }, context));
  expect((await find(db, "q=amade accordion")).ids).toEqual([agentId]);
  await expect(
    db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agentId] }, { actor: agent, now })),
  ).rejects.toThrow();
});

test("an address asks what a search holds, and the other way round", () => {
  const query = agentQueryOf(new URLSearchParams("q=chat&language=pt&level=C1&rate=20&currency=EUR&page=3&tier="));
  expect(searchOf(query).toString()).toBe("q=chat&rate=20&currency=EUR&language=pt&level=C1");
  expect(agentQueryOf(searchOf(query))).toEqual(query);
  expect(searchOf(agentQueryOf(new URLSearchParams("level=C2&currency=GBP"))).toString()).toBe("");
  expect(wordsOfSearch("Ça va? E-mail, c++ tawk.to. 'x'")).toEqual(["ça", "va", "e-mail", "c++", "tawk.to", "x"]);
});

import { system } from "#app/domain/accounts/permissions.ts";
import { conceptLocales, supportConcepts } from "#app/domain/agents/support-concepts.ts";
import { updateAgentDocuments } from "#app/domain/matching/agent-document.server.ts";
import { searchAgents } from "#app/domain/matching/agent-search.server.ts";
import { agentQueryOf, wordsOfSearch } from "#app/domain/matching/agent-search.ts";
import { foundBySearch } from "#app/domain/matching/found-by-search.server.ts";
import { termsOf } from "#app/domain/matching/search-terms.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { type AgentWish, givenAgent } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");

async function given(db: Db, wish: AgentWish) {
  const { agentId } = await givenAgent(db, { now, about: "Six ans de soutien à distance.", ...wish });
  await db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agentId] }, { actor: system, now }));
  return agentId;
}
async function find(db: Db, words: string, locale = "en") {
  const query = agentQueryOf(new URLSearchParams({ q: words }));
  const { list, total, instead } = await searchAgents(db, query, { page: 1, locale });
  return { total, instead, ids: list.map((one) => one.agent.id), list };
}

test("a word of support work finds whoever names it in another language, after those who use the word", async ({ db }) => {
  const french = await given(db, { headline: "Remboursements expliqués calmement" });
  const spanish = await given(db, { headline: "Reembolsos sin dramas" });
  const english = await given(db, { headline: "Everything else", about: "At the very end of a long text: I also do refunds." });
  const other = await given(db, { headline: "Theremin lessons" });

  const refund = await find(db, "refund");
  expect(refund.ids[0]).toBe(english);
  expect(new Set(refund.ids)).toEqual(new Set([english, french, spanish]));
  expect(refund.ids).not.toContain(other);
  expect(refund).toMatchObject({ total: 3, instead: [] });
  const rowOf = (id: string) => refund.list.find((one) => one.agent.id === id)!;
  expect(rowOf(english).by).toEqual([]);
  expect(rowOf(french).by).toEqual([{ typed: "refund", used: "remboursement" }]);
  expect(rowOf(spanish).by).toEqual([{ typed: "refund", used: "reembolso" }]);
  expect(rowOf(french).headline[0]).toEqual({ text: "Remboursements", hit: true });
  expect(rowOf(spanish).headline[0]).toEqual({ text: "Reembolsos", hit: true });

  expect((await find(db, "remboursement", "fr")).ids).toEqual(expect.arrayContaining([french, english, spanish]));
  expect((await find(db, "remboursement", "fr")).ids[0]).toBe(french);
  expect((await find(db, "estorno", "pt")).ids).toEqual(expect.arrayContaining([french, english, spanish]));
});

test("a phrase is one thing; the other words of a search must still be met", async ({ db }) => {
  const agent = await given(db, { headline: "Virements bancaires et mots de passe oubliés" });
  const apart = await given(db, { headline: "Virement de bord, régates" });
  const by = async (words: string) => (await find(db, words)).list.map((one) => [one.agent.id, one.by]);
  expect(await by("bank transfer bancaires")).toEqual([[agent, [{ typed: "bank transfer", used: "virement" }]]]);
  expect(await by("password bancaires")).toEqual([[agent, [{ typed: "password", used: "mot de passe" }]]]);
  expect(await by("password regates")).toEqual([]);
  expect(await by("zzqqxx password")).toEqual([]);
  expect((await find(db, "regates")).ids).toEqual([apart]);
  expect(await by("password '")).toEqual(await by("password"));
});

test("a slip is put right first, then carried over", async ({ db }) => {
  const agent = await given(db, { headline: "Surtaxes et dédouanement, douanes" });
  const english = await given(db, { headline: "Warehouse" });
  const spanish = await given(db, { headline: "Almacenes de Zaragoza" });
  const found = await find(db, "warehuose");
  expect(found.instead).toEqual([{ typed: "warehuose", used: "warehouse" }]);
  expect(found.ids).toEqual([english, spanish]);
  expect((await find(db, "customs")).ids).toEqual([agent]);
});

test("a saved search finds whom the page finds", async ({ db }) => {
  const agent = await given(db, { headline: "Contracargos" });
  const saved = { id: newId(), query: "q=chargeback", roleId: null };
  expect(await foundBySearch(db, saved, now)).toEqual([agent]);
});

test("words are read as the longest phrase they make, in any of the languages, in singular or plural; unknown ones mean themselves", () => {
  const read = (text: string) => termsOf(wordsOfSearch(text)).map((term) => [term.words.join(" "), term.meanings.length > 0]);
  expect(read("zendesk bank transfers Berlin")).toEqual([
    ["zendesk", false],
    ["bank transfers", true],
    ["berlin", false],
  ]);
  for (const one of [
    "devoluções",
    "devoluciones",
    "réclamations",
    "bon d’achat",
    "centre d'appels",
    "hôpitaux",
    "CHARGEBACKS",
    "e-mails",
  ])
    expect(read(one)).toEqual([[wordsOfSearch(one).join(" "), true]]);
  expect(read("xylophone")).toEqual([["xylophone", false]]);
});

test("every concept has a word in each language, and none of them is longer than a search reads", () => {
  expect(supportConcepts.length).toBeGreaterThanOrEqual(150);
  for (const concept of supportConcepts)
    for (const locale of conceptLocales) {
      expect(concept[locale].length, concept.en[0]).toBeGreaterThan(0);
      for (const text of concept[locale]) expect(termsOf(wordsOfSearch(text)), text).toHaveLength(1);
    }
});

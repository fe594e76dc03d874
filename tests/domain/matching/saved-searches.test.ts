import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { updateAgentDocuments } from "#app/domain/matching/agent-document.server.ts";
import { changeSearch } from "#app/domain/matching/change-search.server.ts";
import { lookAtSearch, searchesDue } from "#app/domain/matching/look-at-search.server.ts";
import { markAgent } from "#app/domain/matching/mark-agent.server.ts";
import { saveSearch } from "#app/domain/matching/save-search.server.ts";
import { newlyFound, savedSearchesOf, watchOfRole } from "#app/domain/matching/saved-searches.server.ts";
import { audiences } from "#app/domain/notifications/audience.server.ts";
import { Conflict, Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { eventsNamed, givenBusiness, givenOtherBusiness } from "#tests/factories/accounts.ts";
import { type AgentWish, givenAgent } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-03T09:00Z");
const tomorrow = at("2026-06-04T09:00Z");

async function given(db: Db, wish: AgentWish) {
  const agent = await givenAgent(db, { now, ...wish });
  await db.transaction((tx) => updateAgentDocuments(tx, { agentIds: [agent.agentId] }, { actor: system, now }));
  return agent.agentId;
}
const look = (db: Db, searchId: string, when = tomorrow) =>
  db.transaction((tx) => lookAtSearch(tx, { searchId }, { actor: system, now: when }));

test("a search tells of whom it finds anew, once, and never of whom it found when it was saved", async ({ db }) => {
  const { business, manager } = await givenBusiness(db, { now });
  await given(db, { headline: "Hurdygurdy repairs" });
  const save = () =>
    db.transaction((tx) =>
      saveSearch(tx, { businessId: business.id, id, name: "Players", query: "q=hurdygurdy" }, { actor: manager, now }),
    );
  const id = newId();
  await save();
  await save();
  expect(await searchesDue(db, at("2026-06-04T00:00Z"))).not.toContain(id);
  await look(db, id);
  expect(await eventsNamed(db, "search.found")).toEqual([]);
  const fresh = await given(db, { headline: "Hurdygurdy concerts" });
  await given(db, { headline: "Hurdygurdy, not now", open: false });
  await look(db, id);
  await look(db, id);
  expect(await eventsNamed(db, "search.found")).toMatchObject([{ searchId: id, count: 1 }]);
  const context = { actor: manager, now: tomorrow };
  expect((await newlyFound(db, id, context)).agents.map((one) => one.id)).toEqual([fresh]);
  expect(await savedSearchesOf(db, business.id, context)).toMatchObject([{ id, name: "Players", fresh: 1 }]);
  expect(await audiences["search.found"]!(db, { searchId: id, count: 1 })).toMatchObject({
    businessId: business.id,
    business: { kind: "search-found", href: `/business/agents?q=hurdygurdy&saved=${id}`, params: { title: "Players", count: 1 } },
  });
  const later = { actor: manager, now: at("2026-07-01T09:00Z") };
  expect((await newlyFound(db, id, later)).agents).toEqual([]);
});

test("it is looked at once a day, from seven in the morning where the business is, and not while it is paused", async ({
  db,
}) => {
  const { business, manager } = await givenBusiness(db, { now, timeZone: "America/New_York" });
  const actor = { actor: manager, now };
  const { id: searchId } = await db.transaction((tx) =>
    saveSearch(tx, { businessId: business.id, name: "All", query: "q=zzz" }, actor),
  );
  const due = async (when: string) => (await searchesDue(db, at(when))).includes(searchId);
  // Saved at five in the morning of New York.
  expect([await due("2026-06-03T10:59Z"), await due("2026-06-03T11:00Z")]).toEqual([false, true]);
  await look(db, searchId, at("2026-06-03T11:05Z"));
  expect([await due("2026-06-04T10:59Z"), await due("2026-06-04T11:00Z"), await due("2026-06-09T05:00Z")]).toEqual([
    false,
    true,
    true,
  ]);
  await db.transaction((tx) => changeSearch(tx, { intent: "pause", searchId }, actor));
  expect(await due("2026-06-09T05:00Z")).toBe(false);
  await db.transaction((tx) => changeSearch(tx, { intent: "resume", searchId }, actor));
  expect(await due("2026-06-09T05:00Z")).toBe(true);
});

test("a role's list is watched once; hidden agents and a closed role tell nothing", async ({ db }) => {
  const people = await givenBusiness(db, { now });
  const wish = { now, languages: [{ language: "mt", level: "C1" }] };
  const { id: roleId } = await givenOpenRole(db, people, wish);
  const watch = () =>
    db.transaction((tx) => saveSearch(tx, { businessId: people.business.id, roleId }, { actor: people.manager, now }));
  const { id } = await watch();
  expect((await watch()).id).toBe(id);
  expect(await watchOfRole(db, roleId)).toBe(id);
  const hidden = await given(db, wish);
  await db.transaction((tx) =>
    markAgent(tx, { roleId, agentId: hidden, mark: "hidden", note: "" }, { actor: people.manager, now }),
  );
  const fresh = await given(db, wish);
  await look(db, id);
  expect((await newlyFound(db, id, { actor: people.viewer, now: tomorrow })).agents.map((one) => one.id)).toEqual([fresh]);
});

test("who may, and what is refused", async ({ db }) => {
  const { business, manager, viewer } = await givenBusiness(db, { now });
  const other = await givenOtherBusiness(db, { now });
  const { agent } = await givenAgent(db, { now });
  const save = (actor: Actor, wish: object = {}) =>
    db.transaction((tx) =>
      saveSearch(tx, { businessId: business.id, name: "One", query: "q=nobodyatall", ...wish }, { actor, now }),
    );
  await expect(save(viewer)).rejects.toBeInstanceOf(Forbidden);
  for (const stranger of [other.manager, agent]) await expect(save(stranger)).rejects.toThrow();
  const { id: foreignRole } = await givenOpenRole(db, other, { now });
  await expect(
    db.transaction((tx) => saveSearch(tx, { businessId: business.id, roleId: foreignRole }, { actor: manager, now })),
  ).rejects.toBeInstanceOf(NotFound);
  const { id: searchId } = await save(manager);
  await expect(save(manager)).rejects.toMatchObject({ constructor: Invalid, field: "name" });
  const { id: second } = await save(manager, { name: "Two" });
  const change = (actor: Actor, input: Parameters<typeof changeSearch>[1]) =>
    db.transaction((tx) => changeSearch(tx, input, { actor, now }));
  await expect(change(viewer, { intent: "delete", searchId })).rejects.toBeInstanceOf(Forbidden);
  await expect(change(other.owner, { intent: "delete", searchId })).rejects.toBeInstanceOf(NotFound);
  await expect(change(manager, { intent: "rename", searchId: second, name: "One" })).rejects.toBeInstanceOf(Invalid);
  await expect(newlyFound(db, searchId, { actor: other.owner, now })).rejects.toBeInstanceOf(NotFound);
  await change(manager, { intent: "rename", searchId, name: "Three" });
  await change(manager, { intent: "delete", searchId: second });
  await change(manager, { intent: "delete", searchId: second });
  expect((await savedSearchesOf(db, business.id, { actor: viewer, now })).map((one) => one.name)).toEqual(["Three"]);
  await expect(savedSearchesOf(db, business.id, { actor: other.owner, now })).rejects.toThrow();
  for (let i = 0; i < 19; i++) await save(manager, { name: `Search ${i}` });
  await expect(save(manager, { name: "One more" })).rejects.toBeInstanceOf(Conflict);
  await expect(look(db, newId())).resolves.toBeUndefined();
  await expect(db.transaction((tx) => lookAtSearch(tx, { searchId }, { actor: manager, now }))).rejects.toBeInstanceOf(Forbidden);
});

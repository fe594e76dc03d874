import { eq } from "drizzle-orm";
import type { Actor } from "#app/domain/accounts/permissions.ts";
import { conversationPage, conversationsOf, markRead } from "#app/domain/messaging/conversations.server.ts";
import { sendMessage } from "#app/domain/messaging/send-message.server.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Db } from "#db/client.server.ts";
import { messages } from "#db/schema/messaging.ts";
import { givenOtherBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenApplication } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-06-02T10:00Z");
const say = (db: Db, conversationId: string, body: string, actor: Actor, clientKey?: string) =>
  db.transaction((tx) => sendMessage(tx, { conversationId, body, clientKey }, { actor, now }));

async function unreadOf(db: Db, side: { businessId: string } | { agentId: string }, actor: Actor) {
  const { rows } = await conversationsOf(db, side, { page: 1 }, actor);
  return rows[0]?.unread ?? 0;
}

test("both sides write and read one thread", async ({ db }) => {
  const { application, people, freelancer } = await givenApplication(db, { now });
  await say(db, application.conversationId, "Hello!", freelancer.agent);
  await say(db, application.conversationId, "Welcome.", people.manager);
  for (const actor of [people.viewer, freelancer.agent]) {
    const page = await conversationPage(db, application.conversationId, actor);
    expect(page.messages.filter((one) => one.kind === "text").map((one) => one.body)).toEqual(["Hello!", "Welcome."]);
    expect(page.maySend).toBe(actor === freelancer.agent);
  }
});

test("a double click is one message, at the same moment too", async ({ db }) => {
  const { application, freelancer } = await givenApplication(db, { now });
  const key = newId();
  await Promise.all([1, 2, 3].map(() => say(db, application.conversationId, "Hello!", freelancer.agent, key)));
  const said = await db.select().from(messages).where(eq(messages.clientKey, key));
  expect(said).toHaveLength(1);
});

test("what others say is unread until it is looked at; one's own words never are", async ({ db }) => {
  const { application, people, freelancer } = await givenApplication(db, { now });
  const { conversationId } = application;
  const business = { businessId: people.business.id };
  expect(await unreadOf(db, business, people.manager)).toBe(1);
  await db.transaction((tx) => markRead(tx, { conversationId }, { actor: people.manager }));
  expect(await unreadOf(db, business, people.manager)).toBe(0);
  await say(db, conversationId, "One more thing.", freelancer.agent);
  expect(await unreadOf(db, business, people.manager)).toBe(1);
  expect(await unreadOf(db, business, people.owner)).toBe(2);
  expect(await unreadOf(db, { agentId: freelancer.agentId }, freelancer.agent)).toBe(0);
});

test("the list is searched by name and role, and narrowed to what is unread", async ({ db }) => {
  const freelancer = await givenAgent(db, { name: "Zuzana 100%" });
  const { application, people } = await givenApplication(db, { now, agent: freelancer });
  const find = async (search: { q?: string; onlyUnread?: boolean }) =>
    (await conversationsOf(db, { businessId: people.business.id }, { ...search, page: 1 }, people.manager)).rows.length;
  expect([await find({ q: "zuzana" }), await find({ q: "chat sup" }), await find({ q: "nobody" })]).toEqual([1, 1, 0]);
  // A percent sign is a percent sign.
  expect([await find({ q: "100%" }), await find({ q: "1%0" })]).toEqual([1, 0]);
  expect(await find({ onlyUnread: true })).toBe(1);
  await db.transaction((tx) => markRead(tx, { conversationId: application.conversationId }, { actor: people.manager }));
  expect(await find({ onlyUnread: true })).toBe(0);
});

test("members who only look may not write; strangers find no conversation", async ({ db }) => {
  const { application, people } = await givenApplication(db, { now });
  const other = await givenOtherBusiness(db);
  const { agent } = await givenAgent(db);
  const wrong: [Actor, typeof Forbidden | typeof NotFound][] = [
    [people.viewer, Forbidden],
    [people.finance, Forbidden],
    [await givenStaff(db), Forbidden],
    [other.manager, NotFound],
    [agent, NotFound],
  ];
  for (const [actor, error] of wrong)
    await expect(say(db, application.conversationId, "Hello!", actor)).rejects.toBeInstanceOf(error);
  for (const actor of [other.manager, agent])
    await expect(conversationPage(db, application.conversationId, actor)).rejects.toBeInstanceOf(NotFound);
  await expect(say(db, newId(), "Hello!", people.manager)).rejects.toBeInstanceOf(NotFound);
  await expect(conversationsOf(db, { businessId: people.business.id }, { page: 1 }, other.manager)).rejects.toBeInstanceOf(
    NotFound,
  );
});

import { type Actor, system } from "#app/domain/accounts/permissions.ts";
import { createSession, readSession } from "#app/domain/accounts/session.server.ts";
import { notificationsOf, unreadOfUser } from "#app/domain/notifications/inbox.server.ts";
import { readAllNotifications, readNotification } from "#app/domain/notifications/read-notification.server.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { type Db, queryCount } from "#db/client.server.ts";
import { notifications } from "#db/schema/notifications.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";

const now = at("2026-11-16T12:00Z");
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

async function givenTold(db: Db, userId: string, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    userId,
    key: `test:${index}`,
    kind: "bill-paid",
    params: { week: "2026-11-09", amount: "31834", currency: "USD" },
    href: `/business/bills/${index}`,
    createdAt: minutes(index),
  }));
  await db.insert(notifications).values(rows);
  return rows.map(({ id }) => id);
}
const read = (db: Db, id: string, actor: Actor, when = now) =>
  db.transaction((tx) => readNotification(tx, { id }, { actor, now: when }));

test("the newest come first, thirty a page; the unread by themselves", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  const ids = await givenTold(db, owner.userId, 32);
  await givenTold(db, viewer.userId, 3);

  const first = await notificationsOf(db, owner, { page: 1, unread: false });
  expect([first.total, first.rows.length, first.rows[0]!.id]).toEqual([32, 30, ids[31]]);
  expect((await notificationsOf(db, owner, { page: 2, unread: false })).rows.map(({ id }) => id)).toEqual([ids[1], ids[0]]);

  await read(db, ids[31]!, owner);
  const unread = await notificationsOf(db, owner, { page: 1, unread: true });
  expect([unread.total, unread.rows[0]!.id]).toEqual([31, ids[30]]);
  await expect(notificationsOf(db, system, { page: 1, unread: false })).rejects.toThrow(NotFound);
});

test("opening one leads to its place and marks it, the first time stays; somebody else's is not there", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  const [id] = await givenTold(db, owner.userId, 1);
  expect(await read(db, id!, owner)).toBe("/business/bills/0");
  expect(await read(db, id!, owner, minutes(5))).toBe("/business/bills/0");
  const { rows } = await notificationsOf(db, owner, { page: 1, unread: false });
  expect(rows[0]!.readAt).toEqual(now);
  for (const stranger of [viewer, system]) await expect(read(db, id!, stranger)).rejects.toThrow(NotFound);
  await expect(read(db, newId(), owner)).rejects.toThrow(NotFound);
});

test("marking all as read is for oneself, and twice is once", async ({ db }) => {
  const { owner, viewer } = await givenBusiness(db);
  await givenTold(db, owner.userId, 3);
  await givenTold(db, viewer.userId, 2);
  const readAll = (actor: Actor) => db.transaction((tx) => readAllNotifications(tx, {}, { actor, now }));
  await readAll(owner);
  await readAll(owner);
  expect((await notificationsOf(db, owner, { page: 1, unread: true })).total).toBe(0);
  expect((await notificationsOf(db, viewer, { page: 1, unread: true })).total).toBe(2);
  await expect(readAll(system)).rejects.toThrow(NotFound);
});

test("how many are unread comes with the session, in its one query", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  await givenTold(db, owner.userId, 4);
  const { token } = await createSession(db, { userId: owner.userId });
  const counted = { queries: [] as string[] };
  const session = await queryCount.run(counted, () => readSession(db, token, unreadOfUser));
  expect(session).toMatchObject({ viewer: { id: owner.userId }, more: 4 });
  expect(counted.queries).toHaveLength(1);
  expect(await readSession(db, "nonsense", unreadOfUser)).toBeNull();
});

import { eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { sweepImports } from "#app/domain/helpdesks/sweep-imports.server.ts";
import { uploadLog } from "#app/domain/helpdesks/upload-log.server.ts";
import { sweepNotifications } from "#app/domain/notifications/sweep-notifications.server.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { receive, takeFromInbox } from "#app/kernel/inbox.server.ts";
import { addDays } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { helpdeskImports } from "#db/schema/helpdesks.ts";
import { inbox } from "#db/schema/kernel.ts";
import { notifications } from "#db/schema/notifications.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenHelpdesk } from "#tests/factories/helpdesks.ts";
import { runAt } from "#tests/setup/jobs.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { sweepOutlived } from "#workers/jobs/sweep-outlived.ts";

const now = at("2026-11-18T01:00Z");
const ago = (days: number) => addDays(now, -days);
const sweep = (db: Db) => runAt(db, now, sweepOutlived, {});

test("notifications go after a year, and not a day before", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  for (const days of [366, 364])
    await db.insert(notifications).values({
      id: newId(),
      userId: owner.userId,
      key: `k${days}`,
      kind: "message",
      params: {},
      href: "/",
      createdAt: ago(days),
    });
  await sweep(db);
  await sweep(db);
  expect((await db.select().from(notifications)).map((one) => one.key)).toEqual(["k364"]);
});

test("an uploaded log that nobody went on with goes after a week", async ({ db }) => {
  const people = await givenBusiness(db);
  const connection = await givenHelpdesk(db, people, { kind: "log", now: ago(10) });
  const upload = (days: number) =>
    db.transaction((tx) =>
      uploadLog(
        tx,
        {
          connectionId: connection.id,
          fileName: `${days}.csv`,
          content: "case,activity,time\n1,Take,2026-11-01",
          timeZone: "UTC",
        },
        { actor: people.manager, now: ago(days) },
      ),
    );
  await upload(8);
  await upload(6);
  await sweep(db);
  expect((await db.select().from(helpdeskImports)).map((one) => one.fileName)).toEqual(["6.csv"]);
});

test("what Stripe told loses its content 90 days after it was worked on; that it came stays", async ({ db }) => {
  const message = (externalId: string) => ({
    source: "stripe",
    externalId,
    type: "charge.succeeded",
    account: null,
    payload: { name: "Marta" },
  });
  for (const [id, days] of [["evt_old", 91] as const, ["evt_new", 89] as const])
    await db.transaction(async (tx) => {
      await receive(tx, message(id), ago(days));
      await takeFromInbox(tx, "stripe", id, ago(days));
    });
  await db.transaction((tx) => receive(tx, message("evt_waiting"), ago(200)));
  await sweep(db);
  const rows = await db.select().from(inbox).where(eq(inbox.source, "stripe"));
  expect(Object.fromEntries(rows.map((one) => [one.externalId, one.payload]))).toEqual({
    evt_old: {},
    evt_new: { name: "Marta" },
    evt_waiting: { name: "Marta" },
  });
  expect(await db.transaction((tx) => receive(tx, message("evt_old"), now))).toBe(false);
});

test("people do not sweep", async ({ db }) => {
  const { owner } = await givenBusiness(db);
  for (const command of [sweepNotifications, sweepImports]) {
    await expect(db.transaction((tx) => command(tx, { actor: owner, now }))).rejects.toThrow(Forbidden);
    await db.transaction((tx) => command(tx, { actor: system, now }));
  }
});

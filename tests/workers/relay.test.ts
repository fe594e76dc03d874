import { eq, isNull } from "drizzle-orm";
import { openQueue } from "#app/edges/queue/queue.server.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import { events } from "#db/schema/kernel.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { relayEvents } from "#workers/relay.ts";

const context = { actor: { userId: null }, now: at("2026-11-16T12:00Z") };

test("an event reaches the queue once its transaction has committed, and once however often it is relayed", async ({
  db,
  database,
}) => {
  const queue = await openQueue({ database: database.address });
  const worked: { name: string; payload: unknown }[] = [];
  const userId = newId();
  try {
    await expect(
      db.transaction(async (tx) => {
        await recordEvent(tx, "user.signed-up", { userId: newId() }, context);
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    await db.transaction((tx) => recordEvent(tx, "user.signed-up", { userId }, context));
    expect(await relayEvents(db, queue)).toBe(1);
    // A crash after handing over and before the mark: the same events are handed over again.
    await db.update(events).set({ relayedAt: null });
    expect(await relayEvents(db, queue)).toBe(1);
    expect(await db.$count(events, isNull(events.relayedAt))).toBe(0);
    expect(await queue.pending()).toBe(1);
    await new Promise<void>((resolve) => {
      queue.work(
        async (name, payload) => {
          worked.push({ name, payload });
          resolve();
        },
        (_name, error) => {
          throw error;
        },
      );
    });
    await expect.poll(() => queue.pending()).toBe(0);
    expect(worked).toEqual([{ name: "send-verification-mail", payload: { userId } }]);
  } finally {
    await queue.close();
  }
});

test("what a job cannot do at once is tried again, and other work goes on", async ({ database }) => {
  const queue = await openQueue({ database: database.address });
  const [failing, other] = [`failing-${newId()}`, `other-${newId()}`];
  const tries: string[] = [];
  const failures: string[] = [];
  try {
    queue.work(
      async (name) => {
        tries.push(name);
        if (name === "flaky" && tries.filter((one) => one === "flaky").length === 1) throw new Error("the line was busy");
      },
      (name, error) => failures.push(`${name}: ${error.message}`),
    );
    await queue.add([
      { id: failing, name: "flaky", payload: {} },
      { id: other, name: "steady", payload: {} },
    ]);
    await expect.poll(() => tries.filter((one) => one === "flaky").length, { timeout: 15_000 }).toBe(2);
    expect(tries).toContain("steady");
    expect(failures).toEqual(["flaky: the line was busy"]);
  } finally {
    await queue.close();
  }
});

test("two relays at once hand every event over once, in order", async ({ db }) => {
  const added: string[] = [];
  const queue = {
    add: async (work: { payload: unknown }[]) => {
      for (const one of work) added.push((one.payload as { userId: string }).userId);
    },
    addFlow: async () => undefined,
    work: () => undefined,
    pending: async () => 0,
    close: async () => undefined,
  };
  const people = Array.from({ length: 30 }, () => newId());
  for (const userId of people) await db.transaction((tx) => recordEvent(tx, "user.signed-up", { userId }, context));
  await Promise.all([relayEvents(db, queue), relayEvents(db, queue)]);
  expect(added).toEqual(people);
  expect(await db.select().from(events).where(eq(events.name, "user.signed-up"))).not.toHaveLength(0);
});

import { eq } from "drizzle-orm";
import { Forbidden, Invalid, NotFound } from "#app/kernel/errors.ts";
import { helpdeskEvents } from "#db/schema/helpdesks.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { event, givenHelpdesk, givenLogin, tell } from "#tests/factories/helpdesks.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";

const accepted = (verdicts: { verdict: string }[]) => verdicts.filter((one) => one.verdict === "accepted").length;

test("events wait for their contract, find it when the login is mapped, and keep it when it is mapped anew", async ({ db }) => {
  const { people, contract } = await givenContract(db);
  const other = await givenContract(db, { people });
  const connection = await givenHelpdesk(db, people);
  await tell(db, connection, [event("1", "taken", "2026-06-02T09:00Z", "ana"), event("1", "solved", "2026-06-02T09:20Z", "ana")]);
  const contractsOf = async () =>
    (
      await db
        .select({ contractId: helpdeskEvents.contractId })
        .from(helpdeskEvents)
        .where(eq(helpdeskEvents.connectionId, connection.id))
        .orderBy(helpdeskEvents.occurredAt)
    ).map((row) => row.contractId);
  expect(await contractsOf()).toEqual([null, null]);
  expect(await givenLogin(db, people, connection, "ana", contract)).toBe(2);
  expect(await givenLogin(db, people, connection, "ana", other.contract)).toBe(0);
  expect(accepted(await tell(db, connection, [event("2", "taken", "2026-06-03T09:00Z", "ana")]))).toBe(1);
  expect(await contractsOf()).toEqual([contract.id, contract.id, other.contract.id]);
});

test("what happened at a ticket is never changed or removed", async ({ db }) => {
  const { people, contract } = await givenContract(db);
  const connection = await givenHelpdesk(db, people);
  await tell(db, connection, [event("1", "taken", "2026-06-02T09:00Z", "ana")]);
  await givenLogin(db, people, connection, "ana", contract);
  const mine = eq(helpdeskEvents.connectionId, connection.id);
  const refused = (work: Promise<unknown>) =>
    expect(work).rejects.toMatchObject({ cause: { message: expect.stringContaining("append-only") } });
  await refused(db.update(helpdeskEvents).set({ kind: "solved" }).where(mine));
  await refused(db.update(helpdeskEvents).set({ contractId: null }).where(mine));
  await refused(db.delete(helpdeskEvents).where(mine));
});

test("a login is mapped by the business's managers, to a contract of the business", async ({ db }) => {
  const { people } = await givenContract(db);
  const stranger = await givenContract(db);
  const connection = await givenHelpdesk(db, people);
  await tell(db, connection, [event("1", "taken", "2026-06-02T09:00Z", "ana")]);
  await expect(givenLogin(db, people, connection, "ana", stranger.contract)).rejects.toThrow(Invalid);
  await expect(givenLogin(db, { ...people, manager: people.viewer }, connection, "ana", null)).rejects.toThrow(Forbidden);
  await expect(givenLogin(db, await givenBusiness(db), connection, "ana", null)).rejects.toThrow(NotFound);
});

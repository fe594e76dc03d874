import { createRealtime } from "#app/edges/realtime/realtime.server.ts";
import { event, givenHelpdesk, givenLogin, tell } from "#tests/factories/helpdesks.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { expect, test } from "#tests/setup/test.ts";

test("who looks at a diary hears of its helpdesk's events: of work, of survey answers, and when a login finds its contract", async ({
  db,
  database,
}) => {
  const { people, contract } = await givenContract(db);
  const other = await givenContract(db, { people });
  const connection = await givenHelpdesk(db, people);
  const realtime = await createRealtime(database.address);
  const heard: string[] = [];
  realtime.subscribe("diary", contract.id, () => heard.push("ana"));
  realtime.subscribe("diary", other.contract.id, () => heard.push("bruno"));
  await tell(db, connection, [
    event("1", "taken", "2026-06-09T09:02Z", "ana"),
    event("2", "taken", "2026-06-09T09:03Z", "bruno"),
  ]);
  await givenLogin(db, people, connection, "ana", contract);
  await expect.poll(() => heard).toEqual(["ana"]);
  const solved = event("1", "solved", "2026-06-09T09:20Z", "ana");
  await tell(db, connection, [solved]);
  await expect.poll(() => heard).toEqual(["ana", "ana"]);
  // Told again, nothing is new; an answer names nobody, but its ticket does.
  await tell(db, connection, [solved]);
  await tell(db, connection, [event("1", "csat", "2026-06-09T12:00Z", undefined, { score: 5 })]);
  await expect.poll(() => heard).toEqual(["ana", "ana", "ana"]);
  await givenLogin(db, people, connection, "bruno", other.contract);
  await expect.poll(() => heard).toEqual(["ana", "ana", "ana", "bruno"]);
  await realtime.close();
});

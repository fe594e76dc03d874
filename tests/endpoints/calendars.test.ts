import { eq } from "drizzle-orm";
import { changeCalendarFeed } from "#app/domain/diary/change-calendar-feed.server.ts";
import { calendars } from "#app/endpoints/calendars/calendars.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import type { Db } from "#db/client.server.ts";
import { members } from "#db/schema/accounts.ts";
import { calendarFeeds } from "#db/schema/diary.ts";
import { givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { record, segmentsOf } from "#tests/factories/diary.ts";
import { givenShift, givenTeam } from "#tests/factories/shifts.ts";
import { givenServer } from "#tests/http/server.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { visit } from "#tests/setup/visit.ts";

const own = await import("#app/routes/agent+/diary_.calendar.tsx");
const business = await import("#app/routes/business+/diary.calendar.tsx");
const file = await import("#app/routes/resources+/diary-ics.ts");
const now = at("2026-11-26T12:00Z");

async function givenCalendars(db: Db) {
  const given = await givenTeam(db, ["Ana", "Bruno"]);
  const [ana, bruno] = given.team;
  await givenShift(db, given, ana!.contract, "2026-11-27 09:00-13:00");
  await record(db, ana!, segmentsOf(at("2026-11-23T09:00Z"), 125, { memo: "Chat; night" }));
  await record(db, bruno!, segmentsOf(at("2026-11-24T09:00Z"), 30));
  const ask = await givenServer((app) => app.use(calendars({ db, clock: { now: () => now } as never })));
  const read = async (address: string) => {
    const answer = await ask({ method: "GET", path: new URL(address).pathname });
    return {
      status: answer.status,
      events: answer.text.match(/SUMMARY:.*/g)?.map((line) => line.trim()) ?? [],
      text: answer.text,
    };
  };
  const make = async (route: object, as: { userId: string | null }, more: Record<string, string> = {}) =>
    (await visit(db, route, { as, now, form: { intent: "make", ...more } })).data as { address: string };
  return { ...given, ana: ana!, bruno: bruno!, read, make };
}

test("an agent's address holds their shifts and their work in blocks; a new one ends the one before, and ending it ends it", async ({
  db,
}) => {
  const { ana, read, make } = await givenCalendars(db);
  const { address } = await make(own, ana.freelancer.agent);
  const seen = await read(address);
  expect([seen.status, seen.events.length]).toEqual([200, 2]);
  const lines = seen.text.replaceAll("\r\n ", "").split("\r\n");
  expect(lines).toContain("DTSTART:20261123T090000Z");
  expect(lines).toContain("DTEND:20261123T110500Z");
  expect(lines).toContain("DTSTART:20261127T090000Z");
  expect(seen.text).toContain("Chat\\; night");
  const renewed = await make(own, ana.freelancer.agent);
  expect([(await read(address)).status, (await read(renewed.address)).status]).toEqual([404, 200]);
  await visit(db, own, { as: ana.freelancer.agent, now, form: { intent: "end" } });
  expect((await read(renewed.address)).status).toBe(404);
  expect(JSON.stringify(await db.select().from(calendarFeeds))).not.toContain(address.split("/").at(-1)!.slice(0, 27));
});

test("a business's address holds the team or one contract, and nothing any more for who has left", async ({ db }) => {
  const { ana, people, read, make } = await givenCalendars(db);
  const team = await make(business, people.viewer);
  expect((await read(team.address)).events).toHaveLength(3);
  const one = await make(business, people.viewer, { contractId: ana.contract.id });
  expect((await read(one.address)).events).toHaveLength(2);
  expect((await read(team.address)).status).toBe(200);
  await db.delete(members).where(eq(members.userId, people.viewer.userId!));
  expect([(await read(team.address)).status, (await read(one.address)).status]).toEqual([404, 404]);
});

test("a wrong address is 404 whatever is wrong with it, and no session opens one", async ({ db }) => {
  const { read } = await givenCalendars(db);
  for (const path of ["/calendars/x.ics", `/calendars/${"a".repeat(27)}.ics`, "/calendars/", "/calendars/%00.ics"])
    expect((await read(`http://localhost${path}`)).status).toBe(404);
});

test("an address is made for what one may see only: not for another business, nor another's contract, nor by staff", async ({
  db,
}) => {
  const { ana, bruno, businessId, people } = await givenCalendars(db);
  const stranger = (await givenBusiness(db)).owner;
  const make = (
    actor: Parameters<typeof changeCalendarFeed>[2]["actor"],
    subject: { businessId: string | null; contractId: string | null },
  ) => db.transaction((tx) => changeCalendarFeed(tx, { intent: "make", subject, realNow: now }, { actor }));
  await expect(make(stranger, { businessId, contractId: null })).rejects.toThrow(NotFound);
  await expect(make(ana.freelancer.agent, { businessId, contractId: null })).rejects.toThrow(NotFound);
  const staff = await givenStaff(db, ["operator"]);
  await expect(make(staff, { businessId: null, contractId: null })).rejects.toThrow(Forbidden);
  const form = { intent: "make", contractId: bruno.contract.id };
  expect((await visit(db, business, { as: stranger, now, form })).status).toBe(404);
  expect((await visit(db, business, { as: stranger, now, url: `/?contract=${bruno.contract.id}` })).status).toBe(404);
  expect((await visit(db, business, { as: people.viewer, now, form: { intent: "burn" } })).status).toBe(400);
  const download = async (as: { userId: string | null }, url: string) => visit(db, file, { as, url, now });
  expect((await download(ana.freelancer.agent, `/?contract=${bruno.contract.id}`)).status).toBe(404);
  expect((await download(stranger, `/?contract=${bruno.contract.id}`)).status).toBe(404);
  const mine = (await download(ana.freelancer.agent, "/")).data as Response;
  expect([mine.headers.get("content-type"), (await mine.text()).match(/BEGIN:VEVENT/g)?.length]).toEqual([
    expect.stringMatching(/^text\/calendar/),
    2,
  ]);
});

import { asc, eq } from "drizzle-orm";
import { addShift } from "#app/domain/shifts/add-shift.server.ts";
import { publishWeek } from "#app/domain/shifts/publish-week.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { shifts } from "#db/schema/shifts.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { at } from "#tests/setup/time.ts";

type RoleWish = Parameters<typeof givenOpenRole>[2];
type ContractWish = Parameters<typeof givenContract>[1];

/** The Monday that the tests of shifts plan, a Thursday before it to plan on. */
export const planned = "2026-11-23";
export const thursday = at("2026-11-19T10:00Z");

/** A business with a role and agents who work in it since 16 November; Lisbon's clock is UTC then. */
export async function givenTeam(db: Db, names: string[], role: RoleWish = {}, terms: ContractWish = {}) {
  const now = at("2026-11-02T09:00Z");
  const people = await givenBusiness(db, { now });
  const { id: roleId } = await givenOpenRole(db, people, { headcount: names.length + 1, maxRate: "", now, ...role });
  const team = [];
  for (const name of names) {
    const agent = await givenAgent(db, { name, now });
    team.push(await givenContract(db, { people, agent, roleId, from: "2026-11-16", ...terms }));
  }
  const businessId = people.business.id;
  return { people, businessId, roleId, team, manager: { actor: people.manager, now: thursday } };
}
export type GivenTeam = Awaited<ReturnType<typeof givenTeam>>;

/** "2026-11-23 09:00-13:00" in UTC. */
export function stretch(text: string) {
  const [day, times] = text.split(" ");
  const [from, to] = times!.split("-");
  return { startsAt: at(`${day}T${from}Z`), endsAt: at(`${day}T${to}Z`) };
}

export function draft(db: Db, given: GivenTeam, contract: { id: string }, when: string, context = given.manager) {
  return db.transaction((tx) => addShift(tx, { contractId: contract.id, ...stretch(when) }, context));
}

/** A published shift of somebody's, made through the commands. */
export async function givenShift(db: Db, given: GivenTeam, contract: { id: string }, when: string) {
  const [row] = await draft(db, given, contract, when);
  await publish(db, given, weekOf(row!.startsAt));
  return row!;
}

export function publish(db: Db, { businessId, roleId, manager }: GivenTeam, week = planned, context = manager) {
  return db.transaction((tx) => publishWeek(tx, { businessId, roleId, week }, context));
}

export async function shiftById(db: Db, id: string) {
  const [row] = await db.select().from(shifts).where(eq(shifts.id, id));
  return row;
}

/** Shifts of a role as "Mon 09:00-13:00 state" of UTC, in order. */
export async function weekInWords(db: Db, roleId: string): Promise<string[]> {
  const rows = await db
    .select()
    .from(shifts)
    .where(eq(shifts.roleId, roleId))
    .orderBy(asc(shifts.startsAt), asc(shifts.createdAt));
  return rows.map((row) => `${inWords(row)} ${row.state}`);
}

export function inWords({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): string {
  const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" }).format(startsAt);
  return `${day} ${startsAt.toISOString().slice(11, 16)}-${endsAt.toISOString().slice(11, 16)}`;
}

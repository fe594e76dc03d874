import { and, eq } from "drizzle-orm";
import { system } from "#app/domain/accounts/permissions.ts";
import { connectHelpdesk } from "#app/domain/helpdesks/connect-helpdesk.server.ts";
import { EVENT_BATCH_LIMIT, type HelpdeskEventInput } from "#app/domain/helpdesks/helpdesk-event.ts";
import { ingestEvents } from "#app/domain/helpdesks/ingest-events.server.ts";
import { mapIdentity } from "#app/domain/helpdesks/map-identity.server.ts";
import { addMinutes } from "#app/kernel/time.ts";
import { helpdeskIdentities } from "#db/schema/helpdesks.ts";
import type { People } from "./demo-people.ts";
import type { Contract } from "./demo-steps.ts";
import type { DemoWork } from "./demo-work.ts";
import { randomFrom } from "./people.ts";
import type { World } from "./world.ts";

/** Weeks before the present Monday from which on the demo's helpdesks tell of tickets. */
export const HELPDESK_WEEKS = 3;

export type Helpdesks = Record<DemoWork["business"], string>;

/** Each business connects the helpdesk it has. */
export async function connectHelpdesks(world: World, people: People): Promise<Helpdesks> {
  const names: Record<DemoWork["business"], string> = {
    lumen: "Zendesk of Lumen",
    northwind: "Freshdesk of Northwind",
    pica: "Shared mailbox",
  };
  const connected: Partial<Helpdesks> = {};
  for (const [key, name] of Object.entries(names) as [DemoWork["business"], string][]) {
    const { id: businessId, manager } = people[key];
    const { id } = await world.db.transaction((tx) =>
      connectHelpdesk(tx, { businessId, kind: "generic", name, firstResponse: "replied" }, { actor: manager, now: world.now() }),
    );
    connected[key] = id;
  }
  return connected as Helpdesks;
}

/** What the helpdesk tells of a day's work: tickets one after the other, some waiting, some coming back, and what customers thought. */
export async function tellOfDay(
  world: World,
  people: People,
  helpdesks: Helpdesks,
  {
    contract,
    work,
    day,
    segments,
  }: { contract: Contract; work: DemoWork; day: string; segments: { startedAt: Date; minutes: number }[] },
): Promise<void> {
  if (segments.length === 0) return;
  const connectionId = helpdesks[work.business];
  const agent = contract.agent.name
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^a-z ]/g, "")
    .replaceAll(" ", ".");
  const events = ticketsOfDay({ work, day, segments, agent, agentName: contract.agent.name }).filter(
    (event) => event.occurredAt <= world.now(),
  );
  await world.db.transaction(async (tx) => {
    for (let at = 0; at < events.length; at += EVENT_BATCH_LIMIT)
      await ingestEvents(
        tx,
        { connectionId, events: events.slice(at, at + EVENT_BATCH_LIMIT) },
        { actor: system, now: world.now() },
      );
    const [login] = await tx
      .select({ id: helpdeskIdentities.id, contractId: helpdeskIdentities.contractId })
      .from(helpdeskIdentities)
      .where(and(eq(helpdeskIdentities.connectionId, connectionId), eq(helpdeskIdentities.externalId, agent)));
    if (login && login.contractId !== contract.id)
      await mapIdentity(
        tx,
        { identityId: login.id, contractId: contract.id },
        { actor: people[work.business].manager, now: world.now() },
      );
  });
}

interface Day {
  work: DemoWork;
  day: string;
  segments: { startedAt: Date; minutes: number }[];
  agent: string;
  agentName: string;
}

/** The same for the same work and day. */
function ticketsOfDay({ work, day, segments, agent, agentName }: Day): HelpdeskEventInput[] {
  const random = randomFrom(`tickets ${work.business} ${work.country} ${day}`);
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const events: HelpdeskEventInput[] = [];
  const end = segments.at(-1)!;
  const dayEnd = addMinutes(end.startedAt, end.minutes);
  let number = 0;
  let at = addMinutes(segments[0]!.startedAt, whole(1, 6));
  while (at < dayEnd) {
    const moment = at;
    // Between the stretches of a day nobody takes a ticket.
    const working = segments.some((one) => one.startedAt <= moment && addMinutes(one.startedAt, one.minutes) > moment);
    if (!working) {
      at = addMinutes(at, 5);
      continue;
    }
    number += 1;
    const ticket = `${day.slice(2).replaceAll("-", "")}-${work.country}-${String(number).padStart(2, "0")}`;
    let told = 0;
    const tell = (kind: HelpdeskEventInput["kind"], when: Date, more: Partial<HelpdeskEventInput> = { agent, agentName }) =>
      events.push({ id: `${ticket}-${++told}`, ticket, kind, occurredAt: when, extra: {}, ...more });
    const length = whole(6, 24);
    tell("created", addMinutes(at, -whole(2, 90)), {});
    tell("taken", at);
    tell("replied", addMinutes(at, Math.min(length - 2, whole(2, 9))));
    const done = addMinutes(at, length);
    if (random() < 0.18) tell("waiting", done);
    else {
      tell("solved", done);
      if (random() < 0.06) {
        tell("reopened", addMinutes(done, whole(10, 60)), {});
        tell("taken", addMinutes(done, 61));
        tell("solved", addMinutes(done, 61 + whole(4, 12)));
      }
      if (random() < 0.4) tell("csat", addMinutes(done, whole(62, 180)), { score: random() < 0.86 ? whole(4, 5) : whole(1, 3) });
    }
    at = addMinutes(done, whole(0, 7));
  }
  // The business's own lead looks in once a day: a login without a contract.
  if (work.business === "northwind" && number > 0)
    events.push({
      id: `${day}-${work.country}-lead`,
      ticket: events[0]!.ticket,
      kind: "other",
      occurredAt: addMinutes(events[0]!.occurredAt, 100),
      agent: "team.lead",
      agentName: "Team lead",
      extra: {},
    });
  return events;
}

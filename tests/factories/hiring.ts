import { acceptOffer } from "#app/domain/contracts/accept-offer.server.ts";
import { applyForRole } from "#app/domain/hiring/apply-for-role.server.ts";
import { inviteAgent } from "#app/domain/hiring/invite-agent.server.ts";
import { type SendOffer, sendOffer } from "#app/domain/hiring/send-offer.server.ts";
import { type Money, money } from "#app/kernel/money.ts";
import { startOfWeek } from "#app/kernel/time.ts";
import type { Db } from "#db/client.server.ts";
import { type GivenBusiness, givenBusiness } from "#tests/factories/accounts.ts";
import { type GivenAgent, givenAgent, hours, weekdays } from "#tests/factories/agents.ts";
import { givenOpenRole } from "#tests/factories/roles.ts";
import { at } from "#tests/setup/time.ts";

interface Parties {
  people?: GivenBusiness;
  agent?: GivenAgent;
  /** An open role of the business; a new one when left out. */
  roleId?: string;
  /** Currency of a new role. */
  currency?: string;
  headcount?: number;
  now?: Date;
}

const begin = at("2026-06-01T09:00Z");

/** An agent and a business in talk about an open role: the agent has applied, or with `invited` the business has asked. */
export async function givenApplication(
  db: Db,
  { people, agent, roleId, currency = "USD", headcount = 5, now = begin, invited = false }: Parties & { invited?: boolean } = {},
) {
  const business = people ?? (await givenBusiness(db, { now }));
  const freelancer = agent ?? (await givenAgent(db, { now }));
  const role = roleId ? { id: roleId } : await givenOpenRole(db, business, { currency, headcount, maxRate: "", now });
  const application = await db.transaction((tx) =>
    invited
      ? inviteAgent(tx, { roleId: role.id, agentId: freelancer.agentId, note: "" }, { actor: business.manager, now })
      : applyForRole(tx, { roleId: role.id, note: "" }, { actor: freelancer.agent, now }),
  );
  return { application, roleId: role.id, people: business, freelancer };
}

type Terms = Partial<Omit<SendOffer, "applicationId">>;

/** The same, with an offer that waits for the agent's answer. */
export async function givenOffer(db: Db, { now = begin, ...wish }: Parties & Terms = {}) {
  const { people, agent, roleId, currency, headcount, ...terms } = wish;
  const rate = terms.hourlyRate ?? money(1_200n, currency ?? "USD");
  const given = await givenApplication(db, { people, agent, roleId, currency: rate.currency, headcount, now });
  const offer = await db.transaction((tx) =>
    sendOffer(
      tx,
      {
        applicationId: given.application.id,
        weeklyLimitMinutes: 2400,
        windows: hours(weekdays, 9, 17),
        timeZone: "UTC",
        manualTimeAllowed: false,
        startsOn: now.toISOString().slice(0, 10),
        message: "",
        ...terms,
        hourlyRate: rate,
      },
      { actor: given.people.manager, now },
    ),
  );
  return { ...given, offer };
}

interface ContractWish extends Parties, Omit<Terms, "hourlyRate" | "startsOn"> {
  /** Monday (ISO date) from which the contract runs; it is accepted at that Monday's first minute. */
  from?: string;
  rate?: Money;
}

/**
 * A contract in force from a Monday on, made through the commands: 12.00 USD an hour, at most 40 hours a week, unless told otherwise.
 * Give `people` and `agent` to make several between the same.
 */
export async function givenContract(db: Db, { from = "2026-06-01", rate = money(1_200n, "USD"), ...wish }: ContractWish = {}) {
  const now = startOfWeek(from);
  const given = await givenOffer(db, { ...wish, hourlyRate: rate, startsOn: from, now });
  const contract = await db.transaction((tx) =>
    acceptOffer(tx, { offerId: given.offer.id }, { actor: given.freelancer.agent, now }),
  );
  return { ...given, contract };
}

import { money } from "#app/kernel/money.ts";
import { type GivenBusiness, givenBusiness, givenStaff } from "#tests/factories/accounts.ts";
import { type GivenAgent, givenAgent } from "#tests/factories/agents.ts";
import { givenContract } from "#tests/factories/hiring.ts";
import { givenTaxForm } from "#tests/factories/payouts.ts";
import type { Life } from "./life.ts";
import type { MoneyWorld } from "./world.ts";

export interface Working {
  contractId: string;
  business: GivenBusiness;
  freelancer: GivenAgent;
  currency: string;
  rate: bigint;
  /** Minutes that the diary took, by week: what the close has to come to. */
  minutes: Map<string, number>;
}

export interface Cast {
  businesses: GivenBusiness[];
  agents: GivenAgent[];
  workings: Working[];
  finance: Awaited<ReturnType<typeof givenStaff>>;
  finance2: Awaited<ReturnType<typeof givenStaff>>;
  mediator: Awaited<ReturnType<typeof givenStaff>>;
}

/** The people of a life and their contracts, in force from the first Monday on. */
export async function givenCast({ db, now }: MoneyWorld, life: Life): Promise<Cast> {
  const cast: Cast = {
    businesses: [],
    agents: [],
    workings: [],
    finance: await givenStaff(db, ["platform_finance"]),
    finance2: await givenStaff(db, ["platform_finance"]),
    mediator: await givenStaff(db, ["mediator"]),
  };
  for (const [i, { country }] of life.businesses.entries())
    cast.businesses.push(await givenBusiness(db, { now: now(), name: `Business ${i + 1}`, country, timeZone: "UTC" }));
  for (const [i, { country }] of life.agents.entries())
    cast.agents.push(await givenAgent(db, { now: now(), name: `Agent ${i + 1}`, country, timeZone: "UTC" }));
  for (const [i, { agentId }] of cast.agents.entries()) if (life.agents[i]!.taxForm) await givenTaxForm(db, agentId, now());
  for (const { business, agent, currency, rate } of life.contracts) {
    const people = cast.businesses[business % cast.businesses.length]!;
    const freelancer = cast.agents[agent % cast.agents.length]!;
    const hourly = money(BigInt(rate), currency);
    const { contract } = await givenContract(db, {
      people,
      agent: freelancer,
      from: "2026-11-09",
      rate: hourly,
      timeZone: "UTC",
    });
    const shared = { business: people, freelancer, currency, rate: hourly.minor };
    cast.workings.push({ contractId: contract.id, ...shared, minutes: new Map() });
  }
  return cast;
}

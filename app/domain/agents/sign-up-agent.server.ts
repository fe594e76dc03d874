import { createUser, type NewUser } from "#app/domain/accounts/create-user.server.ts";
import { Invalid } from "#app/kernel/errors.ts";
import { noHours } from "#app/kernel/week-hours.ts";
import type { Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { agentCountries, isPayable } from "./rails.ts";

/** Stands in the row until the profile is completed; nobody sees the agent before. */
const RATE_TO_BEGIN = 1000n;

/**
 * A freelancer signs up; the profile is completed afterwards and only then found.
 * @throws Invalid("email") when the address is taken, Invalid("country") for one that is not on the list
 */
export async function signUpAgent(
  tx: Tx,
  { country, ...person }: Omit<NewUser, "kind"> & { country: string },
  { now }: { now: Date },
) {
  if (!agentCountries.includes(country)) throw new Invalid("country", "agents:errors.countryNotServed");
  const user = await createUser(tx, { ...person, kind: "agent" }, { now });
  await tx.insert(agents).values({
    id: user.id,
    country,
    timeZone: person.timeZone,
    availability: noHours,
    committed: noHours,
    hourlyRate: RATE_TO_BEGIN,
    currency: "USD",
    open: false,
    payable: isPayable(country),
    updatedAt: now,
  });
  return { user, agentId: user.id };
}

import { subjectKey, taxProfilesOf } from "#app/domain/taxes/tax-profiles.server.ts";
import { givenBusiness } from "#tests/factories/accounts.ts";
import { givenAgent } from "#tests/factories/agents.ts";
import { expect, test } from "#tests/setup/test.ts";

test("until a profile is filled in, a party is the name and country of its account, without a number", async ({ db }) => {
  const { business } = await givenBusiness(db, { country: "PT" });
  const { agentId } = await givenAgent(db, { name: "Marta Oliveira" });
  const subjects = [{ kind: "agent", id: agentId } as const, { kind: "business", id: business.id } as const];

  const parties = await taxProfilesOf(db, [...subjects, ...subjects]);

  const blank = { lines: [], region: "", vatNumber: "", vatRegistered: false, country: "PT" };
  expect(parties.get(subjectKey(subjects[0]!))).toEqual({ ...subjects[0], ...blank, name: "Marta Oliveira" });
  expect(parties.get(subjectKey(subjects[1]!))).toEqual({ ...subjects[1], ...blank, name: "Lumen" });
  expect(await taxProfilesOf(db, [])).toEqual(new Map());
});

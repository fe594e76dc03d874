import { eq } from "drizzle-orm";
import { actorById } from "#app/domain/accounts/actor-by-id.server.ts";
import { answerRankQuestion } from "#app/domain/matching/answer-rank-question.server.ts";
import { askAboutRank } from "#app/domain/matching/ask-about-rank.server.ts";
import { saveSearch } from "#app/domain/matching/save-search.server.ts";
import { users } from "#db/schema/accounts.ts";
import type { People, PostedRoles } from "./demo-people.ts";
import type { Contract } from "./demo-steps.ts";
import type { World } from "./world.ts";

/** What businesses keep looking for; saved before most agents join, so that each finds somebody new. */
export async function keepSearches(world: World, people: People, roles: PostedRoles): Promise<void> {
  const searches = [
    { business: "northwind", name: "French speakers on Gorgias", query: "language=fr&level=B2&tool=gorgias" },
    { business: "northwind", roleId: roles.get("Technical support, GPS watches")! },
    { business: "lumen", name: "Italian for the spring", query: "language=it&level=B2" },
  ] as const;
  for (const { business, ...asked } of searches) {
    const { id: businessId, manager } = people[business];
    await world.db.transaction((tx) => saveSearch(tx, { businessId, ...asked }, { actor: manager, now: world.now() }));
  }
}

/** An agent asks how their rank came to be. @returns the question's id */
export async function askAboutOwnRank(
  world: World,
  roles: PostedRoles,
  contract: Contract,
  { role, question }: { role: string; question: string },
): Promise<string> {
  const asked = { roleId: roles.get(role)!, agentId: contract.agent.id, question };
  const { id } = await world.db.transaction((tx) => askAboutRank(tx, asked, { actor: contract.actor, now: world.now() }));
  await world.settle();
  return id;
}

/** An operator has looked at it. */
export async function answerAboutRank(world: World, questionId: string, answer: string): Promise<void> {
  const [staff] = await world.db.select().from(users).where(eq(users.email, "operator@deskhand.demo"));
  const actor = await actorById(world.db, staff!.id);
  await world.db.transaction((tx) =>
    answerRankQuestion(tx, { questionId, answer, outcome: "explained" }, { actor, now: world.now() }),
  );
  await world.settle();
}

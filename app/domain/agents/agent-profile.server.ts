import { eq, sql } from "drizzle-orm";
import { NotFound } from "#app/kernel/errors.ts";
import { keptQuery, type Queryable } from "#db/client.server.ts";
import { users } from "#db/schema/accounts.ts";
import { agentLanguages, agents, agentTools } from "#db/schema/agents.ts";
import { namedLanguages } from "./find-skills.server.ts";
import type { Cefr } from "./languages.ts";

const languagesOf = sql<
  { language: string; level: Cefr }[]
>`coalesce((select json_agg(json_build_object('language', ${agentLanguages.language}, 'level', ${agentLanguages.level}) order by ${agentLanguages.level} desc, ${agentLanguages.language}) from ${agentLanguages} where ${agentLanguages.agentId} = ${agents.id}), '[]'::json)`;
const toolsOf = sql<
  { tool: string; level: number }[]
>`coalesce((select json_agg(json_build_object('tool', ${agentTools.tool}, 'level', ${agentTools.level}) order by ${agentTools.level} desc, ${agentTools.tool}) from ${agentTools} where ${agentTools.agentId} = ${agents.id}), '[]'::json)`;

const columns = {
  id: agents.id,
  name: users.name,
  headline: agents.headline,
  about: agents.about,
  country: agents.country,
  timeZone: agents.timeZone,
  availability: agents.availability,
  committed: agents.committed,
  hourlyRate: agents.hourlyRate,
  currency: agents.currency,
  channels: agents.channels,
  tier: agents.tier,
  open: agents.open,
  payable: agents.payable,
  ratingMilli: agents.ratingMilli,
  ratingCount: agents.ratingCount,
  completedAt: agents.completedAt,
  suspended: sql<boolean>`${users.suspendedAt} is not null`,
  languages: languagesOf,
  tools: toolsOf,
};

/** A freelancer as businesses and themselves see them, in one query. @throws NotFound */
export async function agentProfile(db: Queryable, agentId: string) {
  const [profile] = await db.select(columns).from(agents).innerJoin(users, eq(users.id, agents.id)).where(eq(agents.id, agentId));
  if (!profile) throw new NotFound();
  return named(profile);
}
export type AgentProfile = Awaited<ReturnType<typeof agentProfile>>;

/** One parameter however many they are: a statement for each number of them would be planned each time. */
const byIds = keptQuery((db) =>
  db
    .select(columns)
    .from(agents)
    .innerJoin(users, eq(users.id, agents.id))
    .where(sql`${agents.id} = any(${sql.placeholder("ids")}::uuid[])`)
    .prepare("agent_profiles"),
);

/** Several at once, by id. */
export async function agentProfiles(db: Queryable, agentIds: string[]): Promise<Map<string, AgentProfile>> {
  if (agentIds.length === 0) return new Map();
  const rows = await byIds(db).execute({ ids: `{${agentIds.join()}}` });
  return new Map(rows.map((row) => [row.id, named(row)]));
}

/** With the names of rare languages, which pages do not have. */
const named = <T extends { languages: { language: string; level: Cefr }[] }>(
  row: T,
): Omit<T, "languages"> & { languages: { language: string; level: Cefr; name?: string }[] } => ({
  ...row,
  languages: namedLanguages(row.languages),
});

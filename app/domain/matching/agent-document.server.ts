import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { agentProfiles } from "#app/domain/agents/agent-profile.server.ts";
import { languageNames } from "#app/domain/agents/find-skills.server.ts";
import { toolName, toolSlugs, toolSynonyms } from "#app/domain/agents/tools.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { agents } from "#db/schema/agents.ts";
import { agentSearch } from "#db/schema/matching.ts";

/** Goes up when tools or languages get other names, so that profiles are read anew. */
const VERSION = 1;

function skillsInWords(agent: { languages: { language: string }[]; tools: { tool: string }[] }): string {
  const tools = agent.tools.flatMap(({ tool }) => {
    const slug = toolSlugs.find((one) => one === tool);
    return [toolName(tool), ...(slug ? toolSynonyms(slug) : [])];
  });
  return [...agent.languages.flatMap(({ language }) => languageNames(language)), ...tools].join(" ");
}

/** What free text finds of some agents, as their profiles are now. @throws Forbidden for people */
export async function updateAgentDocuments(tx: Tx, { agentIds }: { agentIds: string[] }, { actor }: Context): Promise<void> {
  if (actor.kind !== "system") throw new Forbidden();
  const rows = [...(await agentProfiles(tx, agentIds)).values()].map((agent) => ({
    agent_id: agent.id,
    name: agent.name,
    headline: agent.headline,
    skills: skillsInWords(agent),
    about: agent.about,
  }));
  if (rows.length === 0) return;
  await tx.execute(sql`
    with fresh as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as r (agent_id uuid, name text, headline text, skills text, about text)
    ), learnt as (
      insert into agent_words (word)
      select distinct word from fresh, unnest(tsvector_to_array(to_tsvector('agent_simple', headline || ' ' || skills || ' ' || about))) word
      where length(word) between 3 and 40 and word !~ '[0-9]'
      order by word
      on conflict do nothing
    )
    insert into agent_search (agent_id, document, version)
    select agent_id, setweight(agent_document(name || ' ' || headline), 'A') || setweight(agent_document(skills), 'B') || setweight(agent_document(about), 'C'),
      ${VERSION}
    from fresh
    on conflict (agent_id) do update set document = excluded.document, version = excluded.version`);
}

/** Agents that free text does not find as they should be: without a document, or with one of older names. */
export async function staleAgentDocuments(db: Queryable): Promise<string[]> {
  const rows = await db
    .select({ id: agents.id })
    .from(agents)
    .leftJoin(agentSearch, and(eq(agentSearch.agentId, agents.id)))
    .where(or(isNull(agentSearch.agentId), ne(agentSearch.version, VERSION)));
  return rows.map((row) => row.id);
}

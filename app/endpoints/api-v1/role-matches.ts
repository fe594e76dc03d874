import type { RequestHandler } from "express";
import { z } from "zod";
import { actorOf } from "#app/domain/accounts/viewer.ts";
import { postgresMatcher } from "#app/domain/matching/postgres-matcher.server.ts";
import { rankedAgents } from "#app/domain/matching/ranked-agents.server.ts";
import { requestErrors, viewerOfRequest } from "#app/http/request-viewer.server.ts";
import type { ServerDeps } from "#app/http/server-deps.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { isId } from "#app/kernel/ids.ts";
import { rangesOf } from "#app/kernel/week-hours.ts";

const query = z.object({ limit: z.coerce.number("must be a number").int().min(1).max(100).default(20) });

/** `GET /api/v1/roles/:roleId/matches`: the exact best agents of a role with the points of each, for members of the role's business. */
export function roleMatches(deps: ServerDeps): RequestHandler<{ roleId: string }> {
  const matcher = deps.matcher ?? postgresMatcher(deps.db);
  return async (request, response, next) => {
    try {
      const viewer = await viewerOfRequest(deps, request);
      if (!viewer)
        return void response.status(401).json({ error: { key: "errors:signedOut", message: "Sign in, or send an API token." } });
      const { roleId } = request.params;
      if (!isId(roleId)) throw new NotFound();
      const asked = query.safeParse(request.query);
      if (!asked.success) {
        const issue = asked.error.issues[0]!;
        return void response.status(400).json({
          error: { key: "errors:zod.custom", field: issue.path.join("."), message: `${issue.message}; give 1 to 100.` },
        });
      }
      const context = { actor: actorOf(viewer), now: deps.clock.now() };
      const { role, engine, list } = await rankedAgents(deps.db, { roleId, limit: asked.data.limit }, context, matcher);
      response.json({
        role: { id: role.id, title: role.title, timeZone: role.timeZone },
        engine,
        matches: list.map(({ agent, parts, covered, need, gaps, clockBreak }, place) => ({
          rank: place + 1,
          agent: {
            id: agent.id,
            name: agent.name,
            headline: agent.headline,
            country: agent.country,
            timeZone: agent.timeZone,
            tier: agent.tier,
            hourlyRate: { minor: Number(agent.hourlyRate), currency: agent.currency },
            rating: { milli: agent.ratingMilli, count: agent.ratingCount },
            languages: agent.languages,
            tools: agent.tools,
            channels: agent.channels,
          },
          points: parts,
          hours: { covered: covered / 2, wanted: need / 2, gaps: rangesOf(gaps) },
          clockBreak: clockBreak && { week: clockBreak.week, covered: clockBreak.covered / 2, wanted: clockBreak.need / 2 },
        })),
      });
    } catch (error) {
      requestErrors(error, response, next);
    }
  };
}

import { z } from "zod";
import { findSkills } from "#app/domain/agents/find-skills.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { loaderOf } from "#app/http/route.server.ts";

const query = z.object({ kind: z.enum(["language", "tool"]), q: z.string().trim().min(2).max(60) });

/** Languages and tools for who types a part of a name. Nothing is found for less than two letters. */
export const loader = loaderOf(({ context, url }) => {
  requireViewer(context);
  const asked = query.safeParse(Object.fromEntries(url.searchParams));
  return {
    q: url.searchParams.get("q") ?? "",
    found: asked.success ? findSkills(asked.data.kind, asked.data.q, context.locale) : [],
  };
});

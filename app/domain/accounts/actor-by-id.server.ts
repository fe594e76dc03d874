import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import type { Actor } from "./permissions.ts";
import { actorOf } from "./viewer.ts";
import { viewerById } from "./viewer-query.server.ts";

/** A person as an actor, with all that they belong to now. @throws NotFound for nobody or somebody suspended */
export async function actorById(db: Queryable, userId: string): Promise<Actor> {
  const viewer = await viewerById(db, userId);
  if (!viewer) throw new NotFound();
  return actorOf(viewer);
}

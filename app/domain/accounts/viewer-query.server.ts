import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.server.ts";
import { businesses, members, staff, users } from "#db/schema/accounts.ts";
import type { Viewer } from "./viewer.ts";

export type ViewerRow = Omit<Viewer, "businessId">;

/** Everything of a Viewer that does not depend on the session, as columns of a query that reads `users`: one query, whatever a person belongs to. */
export const viewerColumns = sql`json_build_object(
  'id', ${users.id}, 'name', ${users.name}, 'email', ${users.email}, 'kind', ${users.kind},
  'emailVerified', ${users.emailVerifiedAt} is not null, 'locale', ${users.locale}, 'timeZone', ${users.timeZone}, 'theme', ${users.theme},
  'businesses', coalesce((select json_agg(json_build_object('id', ${businesses.id}, 'name', ${businesses.name}, 'role', ${members.role}, 'timeZone', ${businesses.timeZone}) order by ${businesses.name})
    from ${members} join ${businesses} on ${businesses.id} = ${members.businessId} where ${members.userId} = ${users.id}), '[]'::json),
  'staffRoles', coalesce((select json_agg(${staff.role} order by ${staff.role}) from ${staff} where ${staff.userId} = ${users.id}), '[]'::json))`;

/** @returns null when there is no such user or the user is suspended */
export async function viewerById(db: Queryable, userId: string): Promise<Viewer | null> {
  const [row] = await db.execute<{ viewer: ViewerRow }>(
    sql`select ${viewerColumns} as viewer from ${users} where ${users.id} = ${userId} and ${users.suspendedAt} is null`,
  );
  return row ? withBusiness(row.viewer, null) : null;
}

/** The business chosen last, if the person still belongs to it, else the first. */
export function withBusiness(viewer: ViewerRow, chosen: string | null): Viewer {
  const known = viewer.businesses.some((business) => business.id === chosen);
  return { ...viewer, businessId: known ? chosen : (viewer.businesses[0]?.id ?? null) };
}

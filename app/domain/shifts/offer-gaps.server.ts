import { eq } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { roles } from "#db/schema/roles.ts";
import { shifts } from "#db/schema/shifts.ts";
import { gapsToOffer } from "./coverage.ts";
import { recordMoves } from "./record-move.server.ts";
import { missingIn } from "./role-week.server.ts";

/**
 * Offers what a role's week still lacks, from now on, as open shifts to the agents of the role, who are told. What is offered already is not
 * offered again. @returns how many; @throws NotFound, Forbidden without "shifts.manage"
 */
export async function offerGaps(
  tx: Tx,
  { businessId, roleId, week }: { businessId: string; roleId: string; week: string },
  context: Context,
): Promise<number> {
  const { actor, now } = context;
  permit(actor, "shifts.manage", { businessId });
  const [role] = await tx.select().from(roles).where(eq(roles.id, roleId)).for("no key update");
  if (role?.businessId !== businessId) throw new NotFound();
  const gaps = gapsToOffer(await missingIn(tx, role, week, now), week);
  if (gaps.length === 0) return 0;
  const offered = gaps.map((gap) => ({ ...gap, id: newId(), businessId, roleId, week, state: "open" as const }));
  await tx.insert(shifts).values(offered.map((one) => ({ ...one, createdBy: actor.userId, createdAt: now, publishedAt: now })));
  await recordMoves(
    tx,
    offered.map(({ id }) => ({ id, contractId: null })),
    { move: "offered" },
    context,
  );
  await recordEvent(tx, "shifts.offered", { roleId, week, count: gaps.length }, context);
  return gaps.length;
}

import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import { recordEvent } from "#app/kernel/record-event.server.ts";
import type { Tx } from "#db/client.server.ts";
import { applications } from "#db/schema/hiring.ts";
import { type ApplicationState, applicationLifecycle } from "./application.ts";

export async function lockApplication(tx: Tx, applicationId: string) {
  const [application] = await tx.select().from(applications).where(eq(applications.id, applicationId)).for("update");
  if (!application) throw new NotFound();
  return application;
}
type Application = Awaited<ReturnType<typeof lockApplication>>;

/** Moves an application on by its lifecycle. @throws Conflict when its state does not allow it */
export async function moveApplication(
  tx: Tx,
  application: Application,
  action: string,
  context: Context,
  note?: string,
): Promise<ApplicationState> {
  const state = applicationLifecycle.next(application.state, action as never);
  await tx
    .update(applications)
    .set({ state, changedAt: context.now, ...(note === undefined ? {} : { note }) })
    .where(eq(applications.id, application.id));
  await recordEvent(tx, "application.changed", { applicationId: application.id, state }, context);
  return state;
}

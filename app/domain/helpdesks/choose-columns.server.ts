import { eq } from "drizzle-orm";
import type { Context } from "#app/domain/accounts/permissions.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskImports } from "#db/schema/helpdesks.ts";
import { type Columns, logColumns, readTable } from "./event-log.ts";
import { lockImport } from "./lock-import.server.ts";

/**
 * Says which column of a draft holds what, and in which zone its times are.
 * @throws NotFound, Forbidden, Conflict once it was started, Invalid naming the column that is missing or is none of the file's
 */
export async function chooseColumns(
  tx: Tx,
  { importId, columns, timeZone }: { importId: string; columns: Columns; timeZone: string },
  { actor }: Context,
): Promise<void> {
  const { log } = await lockImport(tx, importId, actor);
  if (log.state !== "draft") throw new Conflict("helpdesks:errors.started");
  const { header } = readTable(log.content ?? "");
  for (const column of logColumns) {
    if (columns[column] && !header.includes(columns[column])) throw new Invalid(column, "helpdesks:errors.noColumn");
    if (!columns[column] && (column === "ticket" || column === "activity" || column === "at"))
      throw new Invalid(column, "helpdesks:errors.columnNeeded");
  }
  await tx.update(helpdeskImports).set({ columns, timeZone }).where(eq(helpdeskImports.id, importId));
}

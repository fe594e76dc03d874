import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { Conflict, Invalid } from "#app/kernel/errors.ts";
import { newId } from "#app/kernel/ids.ts";
import type { Tx } from "#db/client.server.ts";
import { helpdeskImports } from "#db/schema/helpdesks.ts";
import { connectionOf } from "./connections.server.ts";
import { guessColumns, LOG_LIMIT_BYTES, readTable } from "./event-log.ts";

interface Upload {
  connectionId: string;
  fileName: string;
  /** The file as text; at most ten million letters. */
  content: string;
  /** IANA zone of the log's times. */
  timeZone: string;
}

/**
 * Keeps an event log as a draft, its columns guessed by their headings; nothing of it counts before the import is started.
 * @throws NotFound, Forbidden, Conflict for a closed connection, Invalid ("file") for what is no table of at least two columns and one row
 */
export async function uploadLog(tx: Tx, { connectionId, fileName, content, timeZone }: Upload, { actor, now }: Context) {
  const connection = await connectionOf(tx, connectionId, actor);
  permit(actor, "helpdesks.manage", connection);
  if (connection.closedAt) throw new Conflict("helpdesks:errors.closed");
  if (content.length > LOG_LIMIT_BYTES) throw new Invalid("file", "helpdesks:errors.fileTooLarge");
  if (content.includes("\u0000")) throw new Invalid("file", "helpdesks:errors.notText");
  const { header, rows } = readTable(content);
  if (header.length < 2 || rows.length === 0) throw new Invalid("file", "helpdesks:errors.noTable");
  if (new Set(header).size !== header.length) throw new Invalid("file", "helpdesks:errors.sameHeadings");
  const id = newId();
  await tx.insert(helpdeskImports).values({
    id,
    connectionId,
    fileName: fileName.slice(0, 200) || "log.csv",
    content,
    timeZone,
    columns: guessColumns(header),
    kinds: {},
    rows: rows.length,
    uploadedAt: now,
    uploadedBy: actor.userId,
  });
  return { id };
}

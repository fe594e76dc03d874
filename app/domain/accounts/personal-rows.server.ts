import { asc, getTableColumns, type SQL } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { Queryable } from "#db/client.server.ts";

/** Rows at a time, so that a long working life is read in pieces and none of them fills the memory. */
const PAGE = 5_000;

type Row = Record<string, unknown>;

/** What one table holds about a person, for the file of everything about them (decision 034). */
export interface PersonalRows {
  table: string;
  /** Never an empty page. */
  pages(db: Queryable): AsyncIterable<Row[]>;
}

/**
 * The rows of a table that are about a person, read page by page in order of its key.
 * @param without columns that are left out: secrets, and what belongs to others
 * @param opened what is kept sealed, opened for its owner
 */
export function personalRows(
  table: PgTable,
  where: SQL | undefined,
  { without = [], opened = (row) => row }: { without?: string[]; opened?: (row: Row) => Row } = {},
): PersonalRows {
  // Without a condition these would be everybody's.
  if (!where) throw new Error("rows about a person need a condition");
  const { name, primaryKeys } = getTableConfig(table);
  const columns = getTableColumns(table);
  const key = primaryKeys[0]?.columns ?? Object.values(columns).filter((column) => column.primary);
  return {
    table: name,
    async *pages(db) {
      for (let offset = 0; ; offset += PAGE) {
        const rows: Row[] = await db
          .select()
          .from(table)
          .where(where)
          .orderBy(...key.map((column) => asc(column)))
          .limit(PAGE)
          .offset(offset);
        if (rows.length > 0) yield rows.map((row) => omit(opened(row), without));
        if (rows.length < PAGE) return;
      }
    },
  };
}

function omit(row: Row, names: string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}

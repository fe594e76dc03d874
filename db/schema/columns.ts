import { sql } from "drizzle-orm";
import { type AnyPgColumn, bigint, bit, char, check, customType, date, timestamp, uuid } from "drizzle-orm/pg-core";
import { HALF_HOURS } from "#app/kernel/week-hours.ts";

/** Columns that mean the same in every table. */
export const id = () => uuid("id").primaryKey();
/** A UTC instant, milliseconds kept. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
/** Money in minor units; its currency stands in a column beside it. */
export const minor = (name: string) => bigint(name, { mode: "bigint" });
export const currency = (name = "currency") => char(name, { length: 3 });
/** Half-hours of the week as bit(336), Monday 00:00 first. */
export const weekBits = (name: string) => bit(name, { dimensions: HALF_HOURS });
/** The Monday of a week, UTC, as "2026-11-16". */
export const monday = (name = "week") => date(name, { mode: "string" });
export const citext = customType<{ data: string }>({ dataType: () => "citext" });
/** The states a row may be in, held by the database too. */
export const oneOf = (name: string, column: AnyPgColumn, values: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(", "))})`);

import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";

/** One change: [table, row], or [table, id] when the row was removed. */
export type Change = [table: string, row: unknown];

const COMPACT_ABOVE_BYTES = 16 * 1024 * 1024;

/**
 * The sandbox's memory on disk: one JSON line for each answered request, appended before the answer leaves, so that kill -9 loses nothing
 * that was answered. A torn last line was never answered and is dropped.
 */
export interface Journal {
  read(): Change[][];
  append(changes: Change[]): void;
  /** Rewrites the file as one line of all rows when it has grown long. */
  compact(rows: () => Change[]): void;
  close(): void;
}

export const memoryJournal: Journal = { read: () => [], append: () => {}, compact: () => {}, close: () => {} };

export function fileJournal(directory: string): Journal {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "journal.jsonl");
  let descriptor: number | null = null;
  return {
    read() {
      if (!existsSync(file)) return [];
      const text = readFileSync(file, "utf8");
      const whole = text.lastIndexOf("\n") + 1;
      if (whole < text.length) writeFileSync(file, text.slice(0, whole));
      return text
        .slice(0, whole)
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Change[]);
    },
    append(changes) {
      descriptor ??= openSync(file, "a");
      writeSync(descriptor, `${JSON.stringify(changes)}\n`);
    },
    compact(rows) {
      if (!existsSync(file) || statSync(file).size < COMPACT_ABOVE_BYTES) return;
      const fresh = `${file}.new`;
      writeFileSync(
        fresh,
        rows()
          .map((change) => `${JSON.stringify([change])}\n`)
          .join(""),
      );
      renameSync(fresh, file);
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

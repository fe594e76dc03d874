import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";

/** One change: [table, row], or [table, id] when the row was removed. */
export type Change = [table: string, row: unknown];

const COMPACT_ABOVE_BYTES = 16 * 1024 * 1024;
/** A journal can be longer than a string can be: it is read and rewritten in pieces. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * The sandbox's memory on disk: one JSON line for each answered request, appended before the answer leaves, so that kill -9 loses nothing
 * that was answered. A torn last line was never answered and is dropped.
 */
export interface Journal {
  /** Every line, oldest first; cuts a torn last one off when it comes to the end. */
  read(): Iterable<Change[]>;
  append(changes: Change[]): void;
  /** Rewrites the file with one line for each row when it has grown long. */
  compact(rows: () => Iterable<Change>): void;
  close(): void;
}

/** @returns how many bytes the whole lines take */
function* linesOf(file: string): Generator<Change[], number> {
  const descriptor = openSync(file, "r");
  try {
    let whole = 0;
    let rest = Buffer.alloc(0);
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const size = readSync(descriptor, chunk);
      if (size === 0) return whole;
      const bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
      const end = bytes.lastIndexOf(10) + 1;
      for (const line of bytes.toString("utf8", 0, end).split("\n")) if (line) yield JSON.parse(line) as Change[];
      whole += end;
      rest = bytes.subarray(end);
    }
  } finally {
    closeSync(descriptor);
  }
}

export const memoryJournal: Journal = { read: () => [], append: () => {}, compact: () => {}, close: () => {} };

export function fileJournal(directory: string): Journal {
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "journal.jsonl");
  let descriptor: number | null = null;
  return {
    *read() {
      if (!existsSync(file)) return;
      const whole = yield* linesOf(file);
      if (whole < statSync(file).size) truncateSync(file, whole);
    },
    append(changes) {
      descriptor ??= openSync(file, "a");
      writeSync(descriptor, `${JSON.stringify(changes)}\n`);
    },
    compact(rows) {
      if (!existsSync(file) || statSync(file).size < COMPACT_ABOVE_BYTES) return;
      const fresh = `${file}.new`;
      const into = openSync(fresh, "w");
      let text = "";
      for (const change of rows()) {
        text += `${JSON.stringify([change])}\n`;
        if (text.length < CHUNK_BYTES) continue;
        writeFileSync(into, text);
        text = "";
      }
      writeFileSync(into, text);
      closeSync(into);
      renameSync(fresh, file);
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

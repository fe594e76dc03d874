import fs from "node:fs";
import path from "node:path";

const told = new Set<string>();

/** Folder of the shared test data (`DESKHAND_SHARED`, or `shared` beside the checkout); null when absent, with the reason printed once. */
export function sharedPath(folder: string): string | null {
  const base = process.env.DESKHAND_SHARED ?? path.resolve(import.meta.dirname, "../../../shared");
  const found = path.join(base, folder);
  if (fs.existsSync(found)) return found;
  if (!told.has(folder)) {
    told.add(folder);
    process.stderr.write(`skipped: what needs shared/${folder} (not on this machine; set DESKHAND_SHARED to its parent)\n`);
  }
  return null;
}

/** A program of this machine that some tests use where it is (`redis-server`); null when absent, with the reason printed once. */
export function programPath(name: string): string | null {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  if (found) return found;
  if (!told.has(name)) {
    told.add(name);
    process.stderr.write(`skipped: what needs the program ${name} (not on this machine)\n`);
  }
  return null;
}

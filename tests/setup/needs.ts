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

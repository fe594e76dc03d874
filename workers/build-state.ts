import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const sources = ["app", "db", "workers", "public", "package-lock.json", "remix.config.js", "vite.config.ts", "tsconfig.json"];
const stampOf = (root: string) => path.join(root, "build/sources.sha256");

/** True when there is no build of the sources as they stand. */
export function buildIsStale(root: string): boolean {
  const stamp = stampOf(root);
  return !fs.existsSync(stamp) || fs.readFileSync(stamp, "utf8") !== sourcesHash(root);
}

export function markBuilt(root: string): void {
  fs.writeFileSync(stampOf(root), sourcesHash(root));
}

function sourcesHash(root: string): string {
  const hash = createHash("sha256");
  for (const source of sources) add(hash, path.join(root, source));
  return hash.digest("hex");
}

function add(hash: ReturnType<typeof createHash>, place: string): void {
  if (!fs.existsSync(place)) return;
  if (fs.statSync(place).isDirectory()) {
    for (const entry of fs.readdirSync(place).sort()) add(hash, path.join(place, entry));
    return;
  }
  hash.update(place).update(fs.readFileSync(place));
}

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const sources = path.join(root, "app/domain/matching/kernel");

/** The matcher's kernel, built when it is missing or older than its sources. @returns its file */
export function kernelFile(): string {
  const file = path.join(root, "build/matcher.wasm");
  const newest = Math.max(...fs.readdirSync(sources).map((name) => fs.statSync(path.join(sources, name)).mtimeMs));
  if (fs.existsSync(file) && fs.statSync(file).mtimeMs >= newest) return file;
  const built = spawnSync("npm", ["run", "--silent", "build:matcher"], { cwd: root, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`building the matcher's kernel failed:\n${built.stdout}${built.stderr}`);
  return file;
}

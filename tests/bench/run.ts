import fs from "node:fs";
import path from "node:path";

/** What a bench or a fault suite found: figures by name, and which of them had an aim. */
export interface Findings {
  metrics: Record<string, number>;
  /** Aim in words ("at least 0.7") and whether it was met. */
  aims: Record<string, { aim: string; met: boolean }>;
}
type Suite = (args: string[]) => Promise<Findings>;

/** The file of a suite: `NAME.ts`, or `NAME/index.ts` where it needs more than one. */
function fileOf(folder: string, name: string): string | undefined {
  return [`${name}.ts`, `${name}/index.ts`].map((one) => path.join(folder, one)).find((file) => fs.existsSync(file));
}

const [kind = "", name = "", ...args] = process.argv.slice(2);
const folder = path.resolve(import.meta.dirname, "..", kind);
const file = /^[a-z-]+$/.test(name) ? fileOf(folder, name) : undefined;
if (!file || name === "run") {
  const known = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((one) => (one.isDirectory() ? fileOf(folder, one.name) : one.name.endsWith(".ts") && one.name !== "run.ts"))
    .map((one) => one.name.replace(/\.ts$/, ""));
  process.stderr.write(
    `Usage: npm run ${kind === "bench" ? "bench" : "faults"} -- NAME [options]; there are: ${known.join(", ")}\n`,
  );
  process.exit(2);
}
process.env.LOG_LEVEL ??= "silent";
const { default: suite } = (await import(file)) as { default: Suite };
const { metrics, aims } = await suite(args);
for (const [metric, value] of Object.entries(metrics)) {
  const aim = aims[metric];
  process.stdout.write(
    `${metric.padEnd(32)}${String(value).padStart(14)}${aim ? `   ${aim.met ? "met" : "MISSED"}: ${aim.aim}` : ""}\n`,
  );
}
process.stdout.write(`${JSON.stringify({ name, metrics, aims })}\n`);
process.exit(Object.values(aims).every((aim) => aim.met) || kind === "bench" ? 0 : 1);

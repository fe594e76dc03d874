import fs from "node:fs";
import { register } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import type { Asked } from "./live-seed.ts";
import { mutants } from "./mutants.ts";

/** Answers with a patched text where the named file is loaded; everything else is loaded as ever. */
const hook = `
let planted;
export async function initialize(data) { planted = data; }
export async function load(url, context, nextLoad) {
  if (planted.find((one) => url.split("?")[0] === one.url)) return { format: "module", source: planted.find((one) => url.split("?")[0] === one.url).source, shortCircuit: true };
  return nextLoad(url, context);
}`;

/** Plants a defect in this process only, before anything of the product is loaded. @throws Error when the text to replace is not there exactly once */
function plant(name: string): void {
  const mutant = mutants.find((one) => one.name === name);
  if (!mutant) throw new Error(`there is no mutant ${name}`);
  const file = path.resolve(import.meta.dirname, "../../..", mutant.file);
  const text = fs.readFileSync(file, "utf8");
  const found = text.split(mutant.find).length - 1;
  if (found !== 1) throw new Error(`mutant ${name}: its text is ${found} times in ${mutant.file}`);
  const { code } = transformSync(
    text.replace(mutant.find, () => mutant.replace),
    { loader: "ts", format: "esm", target: "node20" },
  );
  register(`data:text/javascript,${encodeURIComponent(hook)}`, { data: [{ url: pathToFileURL(file).href, source: code }] });
}

if (process.env.MUTANT) plant(process.env.MUTANT);
const { liveSeed } = await import("./live-seed.ts");
process.on("message", (asked: Asked) => {
  liveSeed(asked).then(
    (told) => process.send!(told),
    (error: unknown) => {
      process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
      process.exit(1);
    },
  );
});
process.send!("ready");
process.on("disconnect", () => process.exit(0));

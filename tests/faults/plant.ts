import fs from "node:fs";
import { register } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");

/** A place in the product's own text where a defect is put for a while. */
export interface Planted {
  name: string;
  file: string;
  /** Stands exactly once in the file. */
  find: string;
  replace: string;
}

/** Answers with a patched text where the named file is loaded; everything else is loaded as ever. */
const hook = `
let planted;
export async function initialize(data) { planted = data; }
export async function load(url, context, nextLoad) {
  const found = planted.find((one) => url.split("?")[0] === one.url);
  if (found) return { format: "module", source: found.source, shortCircuit: true };
  return nextLoad(url, context);
}`;

/** The file's text with the defect in it. @throws Error when the text to replace is not there exactly once */
export function defective({ name, file, find, replace }: Planted): string {
  const text = fs.readFileSync(path.join(root, file), "utf8");
  const found = text.split(find).length - 1;
  if (found !== 1) throw new Error(`mutant ${name}: its text is ${found} times in ${file}`);
  return text.replace(find, () => replace);
}

/** Plants a defect in this process only, before anything of the product is loaded. */
export function plant(mutant: Planted): void {
  const { code } = transformSync(defective(mutant), { loader: "ts", format: "esm", target: "node20" });
  const url = pathToFileURL(path.join(root, mutant.file)).href;
  register(`data:text/javascript,${encodeURIComponent(hook)}`, { data: [{ url, source: code }] });
}

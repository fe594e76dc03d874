import fs from "node:fs";
import path from "node:path";

const folders = ["app", "workers", "db/seed"];

/** Writes to a table from outside its module (house.md, law 3): "file writes table of module". */
export function foreignWrites(root: string): string[] {
  const found: string[] = [];
  for (const folder of folders) {
    const base = path.join(root, folder);
    if (!fs.existsSync(base)) continue;
    for (const entry of fs.readdirSync(base, { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(entry)) continue;
      const file = path.posix.join(folder, entry);
      found.push(...writesOf(file, fs.readFileSync(path.join(root, file), "utf8")));
    }
  }
  return found.sort();
}

function writesOf(file: string, text: string): string[] {
  const tables = new Map<string, string>();
  for (const [, names, module] of text.matchAll(/import (?:type )?\{([^}]*)\} from "[^"]*schema\/([\w-]+)\.ts"/g)) {
    for (const name of names!.split(",")) {
      const [original = "", alias] = name.trim().split(/\s+as\s+/);
      tables.set(alias ?? original, module!);
    }
  }
  const home = /^app\/domain\/([\w-]+)\//.exec(file)?.[1] ?? (/^(app\/kernel|workers)\//.test(file) ? "kernel" : null);
  const found: string[] = [];
  for (const [, table] of text.matchAll(/\.(?:insert|update|delete)\(\s*(\w+)\s*\)/g)) {
    const module = tables.get(table!);
    if (module && module !== home) found.push(`${file} writes ${table} of ${module}`);
  }
  return found;
}

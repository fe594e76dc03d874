import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** The schema and the migrations say the same: generating from a copy must find nothing to do. */
const root = path.resolve(import.meta.dirname, "../..");
const copy = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-migrations-"));
fs.cpSync(path.join(root, "db/migrations"), copy, { recursive: true });
const before = fs.readdirSync(copy).length;
const generated = spawnSync(
  process.execPath,
  [
    path.join(root, "node_modules/drizzle-kit/bin.cjs"),
    "generate",
    "--dialect",
    "postgresql",
    "--schema",
    "./db/schema/index.ts",
    "--out",
    path.relative(root, copy),
  ],
  { cwd: root, encoding: "utf8" },
);
const added = fs.readdirSync(copy).length - before;
fs.rmSync(copy, { recursive: true, force: true });
if (generated.status !== 0 || added > 0) {
  process.stderr.write(
    `${generated.stdout}${generated.stderr}\nThe schema has changes that no migration makes. Run: npm run db:generate -- --name what-changes\n`,
  );
  process.exit(1);
}
process.stdout.write("migrations are in step with the schema\n");

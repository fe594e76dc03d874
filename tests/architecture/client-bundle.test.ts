import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

test("a page that would take the database to the browser does not build", () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-bundle-"));
  try {
    for (const part of ["app", "db", "public", "package.json", "tsconfig.json", "remix.config.js", "vite.config.ts"])
      fs.cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
    fs.symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
    // One page is enough; the file imported has no ".server" in its name, which Remix refuses by itself.
    fs.rmSync(path.join(copy, "app/routes"), { recursive: true });
    fs.mkdirSync(path.join(copy, "app/routes"));
    fs.writeFileSync(
      path.join(copy, "app/routes/planted.tsx"),
      'import { users } from "#db/schema/accounts.ts";\nexport default function Planted() {\n  return <p>{String(users.id)}</p>;\n}\n',
    );
    const built = spawnSync(process.execPath, [path.join(root, "node_modules/@remix-run/dev/dist/cli.js"), "vite:build"], {
      cwd: copy,
      encoding: "utf8",
      env: { ...process.env, NODE_ENV: "production" },
    });
    expect(built.status).not.toBe(0);
    expect(built.stdout + built.stderr).toContain("Import denied");
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}, 120_000);

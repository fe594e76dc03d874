import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { foreignWrites } from "./own-tables.ts";

const root = path.resolve(import.meta.dirname, "../..");
const planted = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-laws-"));
afterAll(() => fs.rmSync(planted, { recursive: true, force: true }));

function plant(files: Record<string, string>): string {
  const dir = fs.mkdtempSync(path.join(planted, "tree-"));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), text);
  }
  return dir;
}

const x = "export const x = 1;\n";
const imports = (from: string, to: string): Record<string, string> => ({
  [from]: `import { x } from "${path.relative(path.dirname(from), to).replace(/^(?!\.)/, "./")}";\nexport const y = x;\n`,
  [to]: x,
});

const violations: [law: string, files: Record<string, string>][] = [
  ["order-ledger", imports("app/domain/ledger/a.server.ts", "app/domain/billing/b.server.ts")],
  ["order-contracts", imports("app/domain/contracts/a.server.ts", "app/domain/diary/b.server.ts")],
  ["edges-of-hiring", imports("app/domain/hiring/a.server.ts", "app/edges/stripe/stripe.server.ts")],
  ["payouts-not-billing", imports("app/domain/payouts/a.server.ts", "app/domain/billing/b.server.ts")],
  ["domain", imports("app/domain/ledger/a.server.ts", "app/http/forms.server.ts")],
  ["pure-domain", imports("app/domain/ledger/a.ts", "db/client.server.ts")],
  ["ui", imports("app/ui/kit/a.tsx", "app/domain/ledger/b.server.ts")],
  ["routes", imports("app/routes/a.tsx", "app/edges/stripe/stripe.server.ts")],
  ["endpoints", imports("app/endpoints/a.ts", "app/ui/kit/b.tsx")],
  ["edges", imports("app/edges/mail/a.server.ts", "app/domain/ledger/b.ts")],
  ["sandbox-alone", imports("app/edges/stripe/sandbox/a.ts", "app/kernel/money.ts")],
  ["kernel", imports("app/kernel/a.ts", "app/domain/ledger/b.ts")],
  ["seed", imports("db/seed/a.ts", "app/http/forms.server.ts")],
  ["db", imports("db/schema/a.ts", "app/domain/ledger/b.ts")],
  ["workers", imports("workers/a.ts", "app/routes/b.tsx")],
  ["not-tests", imports("app/kernel/a.ts", "tests/b.ts")],
  ["no-circular", { "app/kernel/a.ts": 'import "./b.ts";\n', "app/kernel/b.ts": 'import "./a.ts";\n' }],
];

test("each law of imports bites on a planted violation", () => {
  // One tree for all, so that the checker starts once: the files of each law carry its number.
  const tree: Record<string, string> = {
    "tsconfig.json":
      '{"compilerOptions":{"moduleResolution":"Bundler","module":"ESNext","allowImportingTsExtensions":true,"noEmit":true}}',
  };
  violations.forEach(([, files], law) => {
    const numbered = (text: string) => text.replace(/\/([ab])(?=\.)/g, `/$1${law}`);
    for (const [file, text] of Object.entries(files)) tree[numbered(file)] = numbered(text);
  });
  const dir = plant(tree);
  const run = spawnSync(
    process.execPath,
    [
      path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs"),
      "--config",
      path.join(root, "tests/architecture/dependency-cruiser.cjs"),
      "--output-type",
      "err",
      ...["app", "db", "workers", "tests"],
    ],
    { cwd: dir, encoding: "utf8" },
  );
  violations.forEach(([law, files], number) => {
    const from = Object.keys(files)[0]!.replace(/\/([ab])(?=\.)/g, `/$1${number}`);
    expect(run.stdout).toContain(`error ${law}: ${from}`);
  });
}, 60_000);

test("a table is written only by its own module", () => {
  expect(foreignWrites(root)).toEqual([]);
});

test("a planted write to another module's table is found", () => {
  const dir = plant({
    "app/domain/payouts/steal.server.ts":
      'import { bills } from "#db/schema/billing.ts";\nexport const steal = (tx: never) => (tx as any)\n  .update(bills).set({ state: "paid" });\n',
    "app/routes/business+/bills.tsx":
      'import { bills } from "#db/schema/billing.ts";\nexport const action = (db: any) => db.delete(bills);\n',
  });
  expect(foreignWrites(dir)).toEqual([
    "app/domain/payouts/steal.server.ts writes bills of billing",
    "app/routes/business+/bills.tsx writes bills of billing",
  ]);
});

const filesIn = (tree: string, folder: string): string[] =>
  fs.existsSync(path.join(tree, folder))
    ? fs
        .readdirSync(path.join(tree, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => path.join(folder, file))
    : [];
const textOf = (tree: string, file: string) => fs.readFileSync(path.join(tree, file), "utf8");

const forbiddenNames = /(^|[-/])(utils?|helpers?|common|services?|manager|misc)([-./]|$)/;
const oddNames = (tree: string) =>
  ["app", "db", "workers", "tests"]
    .flatMap((folder) => filesIn(tree, folder))
    .filter((file) => !file.startsWith("app/routes/"))
    .filter((file) => forbiddenNames.test(file) || !/^[a-z0-9.+_$-]+$/.test(path.basename(file)));

test("no file is called by a name that says nothing, and names are kebab-case", () => {
  expect(oddNames(root)).toEqual([]);
  const dir = plant({ "app/ui/kit/utils.ts": x, "app/domain/ledger/BalanceOf.ts": x, "app/ui/kit/utilisation.ts": x });
  expect(oddNames(dir).sort()).toEqual(["app/domain/ledger/BalanceOf.ts", "app/ui/kit/utils.ts"]);
});

/** Sessions, tokens and sign-in limits are on real time by rule (product.md, "Demo mode"); they live in accounts. */
const clockReaders = (tree: string) =>
  filesIn(tree, "app/domain")
    .filter((file) => !file.startsWith("app/domain/accounts/"))
    .filter((file) => /Date\.now\(\)|new Date\(\)|Temporal\.Now/.test(textOf(tree, file)));

test("no business time is read from the machine's clock in domain", () => {
  expect(clockReaders(root)).toEqual([]);
  const dir = plant({ "app/domain/diary/a.server.ts": "export const now = () => new Date();\n" });
  expect(clockReaders(dir)).toEqual(["app/domain/diary/a.server.ts"]);
});

const sleepers = (tree: string) =>
  filesIn(tree, "tests")
    .filter((file) => !file.startsWith("tests/architecture/laws"))
    .filter((file) => /waitForTimeout|vi\.mock\(|\.only\(|\.skip\(/.test(textOf(tree, file)));

test("nothing sleeps, nothing of ours is mocked, and tests skip only through needs.ts", () => {
  expect(sleepers(root)).toEqual([]);
  const dir = plant({ "tests/a.test.ts": 'vi.mock("x");\n', "tests/b.test.ts": 'test.skip("later");\n' });
  expect(sleepers(dir)).toEqual(["tests/a.test.ts", "tests/b.test.ts"]);
});

test("floats are kept away from money", () => {
  const floats = (tree: string) =>
    ["ledger", "billing", "payouts", "timesheets", "reconciliation"]
      .flatMap((module) => filesIn(tree, `app/domain/${module}`))
      .filter((file) => /parseFloat|\.toFixed\(|Math\.round\(/.test(textOf(tree, file)));
  expect(floats(root)).toEqual([]);
  const dir = plant({ "app/domain/ledger/a.ts": "export const cents = (x: number) => Math.round(x * 100);\n" });
  expect(floats(dir)).toEqual(["app/domain/ledger/a.ts"]);
});

test("the schema and its migrations are held together: a column that no migration makes is found", () => {
  const dir = plant({});
  for (const part of ["db/schema", "db/migrations", "db/drizzle.config.ts", "app/kernel", "package.json", "tsconfig.json"])
    fs.cpSync(path.join(root, part), path.join(dir, part), { recursive: true });
  fs.symlinkSync(path.join(root, "node_modules"), path.join(dir, "node_modules"));
  fs.mkdirSync(path.join(dir, "tests/architecture"), { recursive: true });
  fs.copyFileSync(path.join(root, "tests/architecture/migrations-in-step.ts"), path.join(dir, "tests/architecture/step.ts"));
  const check = () =>
    spawnSync(process.execPath, ["--import", "tsx", "tests/architecture/step.ts"], { cwd: dir, encoding: "utf8" });
  expect(check().status).toBe(0);
  const schema = path.join(dir, "db/schema/reviews.ts");
  fs.writeFileSync(schema, textOf(dir, "db/schema/reviews.ts").replace(/stars: /, 'planted: text("planted"),\n    stars: '));
  const { status, stdout, stderr } = check();
  expect(status, stdout + stderr).not.toBe(0);
}, 60_000);

test("what nothing uses is found: a file and an export that stand alone", () => {
  const dir = plant({
    "package.json": '{"name":"planted","type":"module"}',
    "tsconfig.json":
      '{"compilerOptions":{"module":"ESNext","moduleResolution":"Bundler","allowImportingTsExtensions":true,"noEmit":true}}',
    "workers/start.ts": 'import { used } from "../app/kernel/a.ts";\nused();\n',
    "app/kernel/a.ts": "export const used = () => 1;\nexport const unused = () => 2;\n",
    "app/kernel/alone.ts": x,
  });
  const rules = JSON.parse(textOf(root, "tests/architecture/knip.json")) as Record<string, unknown>;
  fs.writeFileSync(path.join(dir, "knip.json"), JSON.stringify({ ...rules, ignoreDependencies: [], ignoreBinaries: [] }));
  const found = spawnSync(process.execPath, [path.join(root, "node_modules/knip/bin/knip.js"), "--no-config-hints"], {
    cwd: dir,
    encoding: "utf8",
  });
  expect(found.status, found.stderr).toBe(1);
  expect(found.stdout).toContain("app/kernel/alone.ts");
  expect(found.stdout).toMatch(/unused +app\/kernel\/a\.ts/);
}, 60_000);

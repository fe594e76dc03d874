import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { findBrowser } from "./browser.ts";

/** `npm test`: rules, commands, routes and workers with vitest, then the journeys in a real browser. Ends with "N passed, N failed". */
const root = path.resolve(import.meta.dirname, "../..");
const reports = fs.mkdtempSync(path.join(os.tmpdir(), "deskhand-reports-"));
const program = (name: string) => path.join(root, "node_modules", name);
let passed = 0;
let failed = 0;

function run(file: string, args: string[], env: Record<string, string> = {}): boolean {
  return (
    spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }).status === 0
  );
}

const vitestReport = path.join(reports, "vitest.json");
const unitsPass = run(program("vitest/vitest.mjs"), [
  "run",
  "--config",
  "tests/setup/vitest.config.ts",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${vitestReport}`,
]);
if (fs.existsSync(vitestReport)) {
  const report = JSON.parse(fs.readFileSync(vitestReport, "utf8")) as { numPassedTests: number; numFailedTests: number };
  passed += report.numPassedTests;
  failed += report.numFailedTests;
}
if (!unitsPass && failed === 0) failed += 1;

const playwrightReport = path.join(reports, "playwright.json");
const browser = await findBrowser();
const journeysPass = run(
  program("@playwright/test/cli.js"),
  ["test", "--config", "tests/setup/playwright.config.ts", "--reporter=line,json"],
  {
    CHROME: browser.executablePath,
    CHROME_ARGS: JSON.stringify(browser.args),
    PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
  },
);
let journeysFailed = 0;
if (fs.existsSync(playwrightReport)) {
  const { stats } = JSON.parse(fs.readFileSync(playwrightReport, "utf8")) as {
    stats: { expected: number; flaky: number; unexpected: number };
  };
  passed += stats.expected + stats.flaky;
  journeysFailed = stats.unexpected;
}
failed += journeysPass ? journeysFailed : Math.max(1, journeysFailed);

fs.rmSync(reports, { recursive: true, force: true });
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { chromium } from "playwright";

export interface Browser {
  executablePath: string;
  args: string[];
}

/** Quiet, without a sandbox where root has none, and with web security on. */
const args = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
].concat(process.getuid?.() === 0 ? ["--no-sandbox"] : []);

/**
 * A Chromium for the journeys, in this order: CHROME, Playwright's own, one of the system, the one inside the npm package
 * @sparticuz/chromium (Linux x64, no download), Playwright's download, Debian's package when root.
 * @throws Error that says what to do when none can be had
 */
export async function findBrowser(): Promise<Browser> {
  const tried: string[] = [];
  for (const [name, find] of [
    ["CHROME", () => process.env.CHROME],
    ["Playwright's installed browser", () => chromium.executablePath()],
    ["a browser of the system", ofTheSystem],
    ["the npm package @sparticuz/chromium", fromNpm],
    ["npx playwright install", downloaded],
    ["apt-get install chromium", fromDebian],
  ] as const) {
    const found = await find();
    if (found && fs.existsSync(found) && starts(found)) return { executablePath: found, args };
    tried.push(name);
  }
  throw new Error(
    `No browser for the journeys could be had. Tried: ${tried.join(", ")}.\nInstall Chromium (for example: sudo apt-get install chromium) or set CHROME=/path/to/chrome, then run npm test again.`,
  );
}

function starts(executable: string): boolean {
  return spawnSync(executable, ["--version"], { timeout: 30_000 }).status === 0;
}

function ofTheSystem(): string | undefined {
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    const found = spawnSync("which", [name], { encoding: "utf8" });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

async function fromNpm(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  // It unpacks its shared libraries only where it thinks it runs on Lambda.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
  const { default: packed } = await import("@sparticuz/chromium");
  return packed.executablePath();
}

function downloaded(): string | undefined {
  const done = spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "ignore", timeout: 300_000 });
  return done.status === 0 ? chromium.executablePath() : undefined;
}

function fromDebian(): string | undefined {
  if (process.getuid?.() !== 0 || spawnSync("which", ["apt-get"]).status !== 0) return undefined;
  try {
    execFileSync("apt-get", ["update"], { stdio: "ignore", timeout: 300_000 });
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { stdio: "ignore", timeout: 600_000 });
  } catch {
    return undefined; // no network or no right to: the caller says what to do
  }
  return ofTheSystem();
}

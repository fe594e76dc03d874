import { defineConfig } from "@playwright/test";

const atThePresent = ["helpdesks.e2e.ts", "pages.e2e.ts", "shifts.e2e.ts"];

/** Run by tests/setup/run.ts, which finds the browser. The product itself is started by the global set-up, as a user would start it. */
export default defineConfig({
  testDir: "../e2e",
  globalSetup: "./start-product.ts",
  outputDir: "../../node_modules/.cache/playwright",
  workers: 1,
  fullyParallel: false,
  // The product's one clock never goes back: journeys at the demo's own time come before those that move it on.
  projects: [
    { name: "at the present", testMatch: atThePresent },
    { name: "through time", testMatch: "*.e2e.ts", testIgnore: atThePresent },
  ],
  // A machine that stands still for half a minute fails a journey once; what fails twice is broken. A second try is printed as flaky.
  retries: 1,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Paris",
    viewport: { width: 1280, height: 900 },
    // Without these an element that never comes would hold the whole run.
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: { executablePath: process.env.CHROME, args: JSON.parse(process.env.CHROME_ARGS ?? "[]") as string[] },
  },
});

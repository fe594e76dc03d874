import { defineConfig } from "@playwright/test";

/** Run by tests/setup/run.ts, which finds the browser. The product itself is started by the global set-up, as a user would start it. */
export default defineConfig({
  testDir: "../e2e",
  testMatch: "*.e2e.ts",
  globalSetup: "./start-product.ts",
  outputDir: "../../node_modules/.cache/playwright",
  workers: 1,
  fullyParallel: false,
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

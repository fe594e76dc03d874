import os from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const root = path.resolve(import.meta.dirname, "../..");

export default defineConfig({
  root,
  test: {
    env: { LOG_LEVEL: "silent", NODE_ENV: "test" },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Half of a worker's time is PostgreSQL's: one worker a core keeps both busy (vitest's own default leaves a core out).
    maxWorkers: os.availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: "product",
          include: ["tests/{kernel,domain,edges,http,routes,endpoints,workers,db,ui}/**/*.test.{ts,tsx}"],
          globalSetup: ["tests/setup/database.ts"],
        },
      },
      { extends: true, test: { name: "architecture", include: ["tests/architecture/**/*.test.ts"] } },
    ],
  },
});

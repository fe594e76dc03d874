import fs from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { ask, startWorker } from "#tests/faults/money/forked.ts";
import { mutants } from "#tests/faults/money/mutants.ts";
import { seedAbout } from "#tests/faults/money/stories.ts";
import { expect, test } from "#tests/setup/test.ts";

const root = path.resolve(import.meta.dirname, "../..");

async function live(seed: number, mutant?: string) {
  const child = await startWorker(mutant);
  const place = { socket: inject("postgresSocket"), template: inject("templateDatabase"), judged: !mutant };
  const told = await ask(child, { seed, place, shrinkMs: 0 });
  child.disconnect();
  return told!;
}

test("a life in the storm ends with every invariant whole (the whole of it: npm run faults -- money)", async () => {
  const told = await live(seedAbout("hold", 0));
  expect(told.broken).toEqual([]);
  expect(told.checks).toBeGreaterThan(30);
  expect(told.hits.steps).toMatchObject({ hold_payout: expect.any(Number), release_payout: expect.any(Number) });
  expect(Object.values(told.hits.faults).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(20);
}, 180_000);

test("a defect that is planted is caught", async () => {
  expect((await live(seedAbout("hold", 0), "fee-legs-swapped")).broken.join()).toContain("the proof holds");
}, 180_000);

test("every defect can still be planted: its text stands once in its file", () => {
  const found = mutants.map(({ name, file, find }) => [
    name,
    fs.readFileSync(path.join(root, file), "utf8").split(find).length - 1,
  ]);
  expect(found).toEqual(mutants.map(({ name }) => [name, 1]));
});

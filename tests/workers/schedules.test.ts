import { weekClocks } from "#app/kernel/time.ts";
import { expect, test } from "#tests/setup/test.ts";
import { at } from "#tests/setup/time.ts";
import { runDue } from "#workers/run-due.ts";
import { occurrencesBetween, schedules } from "#workers/schedules.ts";

const schedule = (name: string) => schedules.find((one) => one.job.name === name)!;
const between = (name: string, from: string, to: string) =>
  occurrencesBetween(schedule(name), at(from), at(to)).map((one) => one.toISOString().slice(0, 16));

test("the week of 9-15 November closes, is reviewed and becomes available as product.md says", () => {
  expect(between("freeze-week", "2026-11-15T00:00Z", "2026-11-20T00:00Z")).toEqual(["2026-11-16T12:00"]);
  expect(schedule("freeze-week").payload?.(at("2026-11-16T12:00Z"))).toEqual({ week: "2026-11-09" });
  expect(between("lapse-reviews", "2026-11-16T12:00Z", "2026-11-22T00:00Z")).toEqual(["2026-11-21T00:00"]);
  expect(between("release-due-pay", "2026-11-19T00:00Z", "2026-11-26T00:00Z")).toEqual(["2026-11-25T12:00"]);
  expect(weekClocks("2026-11-09")).toEqual({
    endsAt: at("2026-11-16T00:00Z"),
    closesAt: at("2026-11-16T12:00Z"),
    reviewUntil: at("2026-11-21T00:00Z"),
    availableAt: at("2026-11-25T12:00Z"),
  });
});

test("a year's end and a change to summer time move nothing: weeks are UTC", () => {
  expect(between("freeze-week", "2026-12-27T12:00Z", "2027-01-05T00:00Z")).toEqual(["2026-12-28T12:00", "2027-01-04T12:00"]);
  expect(schedule("freeze-week").payload?.(at("2027-01-04T12:00Z"))).toEqual({ week: "2026-12-28" });
  expect(between("freeze-week", "2027-03-22T13:00Z", "2027-03-30T00:00Z")).toEqual(["2027-03-29T12:00"]);
});

test("closes missed while the product was down all run; of frequent looks only the newest", () => {
  expect(between("freeze-week", "2026-11-02T13:00Z", "2026-11-23T13:00Z")).toHaveLength(3);
  expect(between("catch-up-stripe-events", "2026-11-02T13:00Z", "2026-11-23T13:05Z")).toEqual(["2026-11-23T13:00"]);
});

test("an occurrence is after the mark and up to now, both ends exact", () => {
  expect(between("freeze-week", "2026-11-16T12:00Z", "2026-11-23T11:59Z")).toEqual([]);
  expect(between("freeze-week", "2026-11-16T11:59Z", "2026-11-16T12:00Z")).toHaveLength(1);
});

test("each occurrence is handed over once, whoever looks and however often; a schedule seen for the first time starts from now", async ({
  db,
}) => {
  const handed: string[] = [];
  const look = (now: string) =>
    runDue(db, at(now), async (due) => {
      for (const one of due) if (one.schedule.job.name === "freeze-week") handed.push(JSON.stringify(one.payload));
    });
  await look("2026-11-15T10:00Z");
  expect(handed).toEqual([]);
  await Promise.all([look("2026-11-16T12:00Z"), look("2026-11-16T12:00Z"), look("2026-11-16T12:00Z")]);
  expect(handed).toEqual(['{"week":"2026-11-09"}']);
  // Two weeks without power: both closes run, the oldest first.
  await look("2026-11-30T12:00Z");
  expect(handed.slice(1)).toEqual(['{"week":"2026-11-16"}', '{"week":"2026-11-23"}']);
});

test("a hand-over that fails leaves the mark where it was", async ({ db }) => {
  await runDue(db, at("2026-12-06T10:00Z"), async () => undefined);
  const fails = runDue(db, at("2026-12-07T12:00Z"), async () => {
    throw new Error("the queue is away");
  });
  await expect(fails).rejects.toThrow("the queue is away");
  const handed: string[] = [];
  await runDue(db, at("2026-12-07T12:01Z"), async (due) => {
    for (const one of due) handed.push(one.schedule.job.name);
  });
  expect(handed).toContain("freeze-week");
});

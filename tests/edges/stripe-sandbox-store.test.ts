import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Change, fileJournal, memoryJournal } from "#app/edges/stripe/sandbox/journal.ts";
import { Store } from "#app/edges/stripe/sandbox/store.ts";

type Step = { kind: "add" | "drop" | "change"; pick: number; colour: "red" | "blue" };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("add", "add", "add", "drop", "change"),
  pick: fc.nat({ max: 150 }),
  colour: fc.constantFrom("red", "blue"),
});

test("a table lists what is in it, newest first, by any index and from any cursor", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const table = new Store(memoryJournal)
        .table<{ id: string; colour: string }>("things")
        .indexed("colour", ({ object }) => object.colour);
      // The plain way: a list in order of making; a thing that went and came again is new.
      let plain: { id: string; colour: string }[] = [];
      for (const { kind, pick, colour } of steps) {
        const id = `t_${pick}`;
        const known = plain.find((one) => one.id === id);
        if (kind === "add" && !known) {
          plain.push({ id, colour });
          table.add("acct", id, { id, colour }, null);
        } else if (kind === "drop" && known) {
          plain = plain.filter((one) => one !== known);
          table.remove(id);
        } else if (kind === "change" && known) {
          known.colour = colour;
          const row = table.find(id)!;
          row.object.colour = colour;
          table.save(row);
        }
      }
      const newest = plain.toReversed().map((one) => one.id);
      const ids = (rows: Iterable<{ id: string }>) => [...rows].map((row) => row.id);
      expect(ids(table.newestOf("acct"))).toEqual(newest);
      const [after, before] = [newest[Math.floor(newest.length / 3)], newest[Math.floor((newest.length * 2) / 3)]];
      if (after && before) {
        expect(ids(table.newestOf("acct", after))).toEqual(newest.slice(newest.indexOf(after) + 1));
        expect(ids(table.newestOf("acct", undefined, before))).toEqual(newest.slice(0, newest.indexOf(before)));
      }
      const red = plain.filter((one) => one.colour === "red").map((one) => one.id);
      expect(ids(table.where("colour", "red")).sort()).toEqual([...red].sort());
      expect(ids(table.newestWhere("colour", "red", "acct", after))).toEqual(
        red.toReversed().filter((id) => after === undefined || newest.indexOf(id) > newest.indexOf(after)),
      );
      expect(ids(table.newestWhere("colour", "red", "other"))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("a journal longer than a piece is read whole, without its torn end, and rewritten", () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "journal-"));
  const file = path.join(directory, "journal.jsonl");
  const row = (id: string) => ({ id, account: "acct", object: { id, text: "é".repeat(1_500_000) }, own: null });
  const first = fileJournal(directory);
  for (let i = 0; i < 9; i++) first.append([["things", row(`t_${i % 3}`)]]);
  first.close();
  const whole = fs.statSync(file).size;
  fs.appendFileSync(file, '[["things",{"id":"t_torn"');
  const journal = fileJournal(directory);
  const store = new Store(journal);
  const things = store.table<{ id: string; text: string }>("things");
  store.read();
  expect([...things.all()].map((one) => [one.id, one.object.text.length])).toEqual([
    ["t_0", 1_500_000],
    ["t_1", 1_500_000],
    ["t_2", 1_500_000],
  ]);
  // Nine lines of 3 MB became three.
  expect(fs.statSync(file).size).toBeLessThan(whole / 2.9);
  const lines = [...journal.read()] as Change[][];
  expect(lines).toHaveLength(3);
  store.close();
  fs.rmSync(directory, { recursive: true });
});

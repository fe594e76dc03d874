import type { Cast } from "./cast.ts";
import type { Invariant } from "./invariant.ts";
import { billInvariants } from "./invariants-bills.ts";
import { booksInvariants } from "./invariants-books.ts";
import { outsideInvariants } from "./invariants-outside.ts";
import { payInvariants } from "./invariants-pay.ts";
import type { MoneyWorld } from "./world.ts";

const invariants: Record<string, Invariant> = {
  ...booksInvariants,
  ...payInvariants,
  ...billInvariants,
  ...outsideInvariants,
};

export async function checkAll(world: MoneyWorld, cast: Cast): Promise<{ checks: number; broken: string[] }> {
  const broken: string[] = [];
  for (const [name, holds] of Object.entries(invariants))
    for (const problem of await holds(world, cast)) broken.push(`${name}: ${problem}`);
  return { checks: Object.keys(invariants).length, broken };
}

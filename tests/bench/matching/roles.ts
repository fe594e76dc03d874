import type { Question } from "#app/domain/matching/matcher.ts";
import { questionOf } from "#app/domain/matching/recommended-agents.server.ts";
import { saveRoleInput } from "#app/domain/roles/role.ts";
import type { Role } from "#app/domain/roles/roles.server.ts";
import { columnsOf } from "#app/domain/roles/save-role.server.ts";
import { everyDay, hours, weekdays } from "#tests/factories/agents.ts";
import { roleForm } from "#tests/factories/roles.ts";
import { Chance, languagesByUse, levelName, NOW, toolsByUse, zipf } from "./population.ts";
import { passing } from "./scan.ts";

export const classes = ["common", "medium", "rare"] as const;
export type Class = (typeof classes)[number];
/** How many roles of each class, and between which shares of all agents pass what they ask. */
const wanted: Record<Class, { roles: number; above: number; below: number }> = {
  common: { roles: 80, above: 0.05, below: 1 },
  medium: { roles: 80, above: 0.002, below: 0.02 },
  rare: { roles: 40, above: 0.00002, below: 0.0005 },
};

export interface BenchRole {
  kind: Class;
  /** What is typed into the form of a role (tests/factories/roles.ts). */
  form: ReturnType<typeof roleForm>;
  question: Question;
  /** The share of all agents that pass. */
  share: number;
}

type Rows = Parameters<typeof passing>[0];

/**
 * Roles as businesses post them, drawn until each class is full.
 * @param open everybody who is open; @param agents how many there are with those who are not; @param sample a part of them, to look at first
 */
export function rolesOf(seed: number, open: Rows, agents: number, sample: { open: Rows; agents: number }): BenchRole[] {
  const chance = new Chance(seed);
  const roles: BenchRole[] = [];
  for (const kind of classes) {
    const { roles: many, above, below } = wanted[kind];
    for (let have = 0, tries = 0; have < many; tries++) {
      if (tries > 20_000) throw new Error(`no more ${kind} roles are found among ${agents} agents`);
      const form = roleForm({ title: `Support ${roles.length + 1}`, ...wishes[kind](chance) });
      const question = questionOf(columnsOf(saveRoleInput.parse(form)) as unknown as Role, NOW);
      // Far off in the sample is off in the whole.
      const about = passing(sample.open, question) / sample.agents;
      if (about < above * 0.7 - 0.00002 || about > below * 1.3 + 0.00002) continue;
      const share = passing(open, question) / agents;
      if (share < above || share >= below) continue;
      roles.push({ kind, form, question, share });
      have++;
    }
  }
  return roles;
}

const languageTable = zipf(languagesByUse.length);
const toolTable = zipf(toolsByUse.length);
const markets = ["America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata"];

/** A window of the same hours on some days, on the clock of one of the markets. */
function window(chance: Chance, least: number, most: number) {
  const length = least + chance.upTo(most - least + 1);
  const from = chance.upTo(2 * (24 - length) + 1) / 2;
  return {
    timeZone: chance.pick(markets),
    coverage: hours(chance.next() < 0.7 ? weekdays : everyDay, from, from + length),
  };
}

function distinct<T>(many: number, draw: () => T): T[] {
  const found = new Set<T>();
  for (let tries = 0; found.size < many && tries < 100; tries++) found.add(draw());
  return [...found];
}

const rate = (chance: Chance, least: number, most: number) => (least + chance.upTo(most - least + 1)).toFixed(2);

const wishes: Record<Class, (chance: Chance) => Parameters<typeof roleForm>[0]> = {
  common: (chance) => ({
    ...window(chance, 8, 16),
    languages: [{ language: "en", level: levelName(3 + chance.upTo(2)) }],
    tools: distinct(chance.upTo(3), () => toolsByUse[chance.upTo(6)]!).map((tool) => ({ tool, required: false })),
    channels: [chance.pick(["email", "chat"])],
    maxRate: chance.next() < 0.3 ? "" : rate(chance, 10, 30),
    weeklyLimitMinutes: 60 * (20 + 5 * chance.upTo(5)),
    minCoveragePercent: 30 + 10 * chance.upTo(4),
  }),
  medium: (chance) => ({
    ...window(chance, 6, 12),
    languages: [{ language: languagesByUse[chance.weighted(languageTable)]!, level: levelName(3 + chance.upTo(3)) }],
    tools: distinct(1 + chance.upTo(3), () => toolsByUse[chance.weighted(toolTable)]!).map((tool) => ({
      tool,
      required: chance.next() < 0.6,
    })),
    channels: distinct(1 + chance.upTo(2), () => chance.pick(["email", "chat", "phone"])),
    tier: chance.next() < 0.6 ? "L1" : "L2",
    maxRate: chance.next() < 0.2 ? "" : rate(chance, 7, 25),
    weeklyLimitMinutes: 60 * (20 + 5 * chance.upTo(5)),
    minCoveragePercent: 40 + 10 * chance.upTo(4),
  }),
  rare: (chance) => ({
    ...window(chance, 6, 10),
    languages: distinct(1 + chance.upTo(2), () => languagesByUse[chance.weighted(languageTable)]!).map((language) => ({
      language,
      level: levelName(4 + chance.upTo(2)),
    })),
    tools: distinct(2 + chance.upTo(2), () => toolsByUse[chance.weighted(toolTable)]!).map((tool) => ({
      tool,
      required: chance.next() < 0.8,
    })),
    channels: distinct(1 + chance.upTo(2), () => chance.pick(["email", "chat", "phone", "social"])),
    tier: chance.pick(["L1", "L2", "L3"]),
    maxRate: chance.next() < 0.2 ? "" : rate(chance, 6, 25),
    weeklyLimitMinutes: 60 * (20 + 5 * chance.upTo(5)),
    minCoveragePercent: 50 + 10 * chance.upTo(4),
  }),
};

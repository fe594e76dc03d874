import { cefr, commonLanguages } from "#app/domain/agents/languages.ts";
import { toolSlugs } from "#app/domain/agents/tools.ts";
import { bytesOfBits } from "#app/domain/matching/match-index.ts";
import { NEWCOMER_RATINGS } from "#app/domain/matching/score.ts";
import { FIRST_TOOL } from "#app/domain/matching/terms.ts";
import type { IndexedProfile } from "#app/domain/matching/tokens.ts";
import { hoursFrom, toUtcHours } from "#app/kernel/week-hours.ts";

/** The week that hours are built for, and an instant in it. */
export const WEEK = "2026-06-01";
export const NOW = new Date("2026-06-03T09:00:00Z");

/** Where support agents live, by weight: half of them on clocks that stand a half or a quarter of an hour apart; what they speak at home; the middle of their rates in USD cents. */
const clusters: { weight: number; zone: string; country: string; home: string[]; rate: number }[] = [
  { weight: 34, zone: "Asia/Kolkata", country: "IN", home: ["hi", "bn", "ta", "ur"], rate: 700 },
  { weight: 4, zone: "Asia/Colombo", country: "LK", home: ["ta"], rate: 700 },
  { weight: 3, zone: "Asia/Kathmandu", country: "NP", home: ["hi"], rate: 600 },
  { weight: 2, zone: "Asia/Yangon", country: "MM", home: ["en"], rate: 600 },
  { weight: 2, zone: "Asia/Kabul", country: "AF", home: ["ur"], rate: 600 },
  { weight: 2, zone: "Australia/Adelaide", country: "AU", home: ["en"], rate: 2600 },
  { weight: 1, zone: "Australia/Darwin", country: "AU", home: ["en"], rate: 2600 },
  { weight: 2, zone: "America/St_Johns", country: "CA", home: ["en", "fr"], rate: 2200 },
  { weight: 16, zone: "Asia/Manila", country: "PH", home: ["tl"], rate: 700 },
  { weight: 4, zone: "Africa/Johannesburg", country: "ZA", home: ["en"], rate: 900 },
  { weight: 4, zone: "Africa/Lagos", country: "NG", home: ["en"], rate: 700 },
  { weight: 3, zone: "Africa/Cairo", country: "EG", home: ["ar"], rate: 800 },
  { weight: 4, zone: "America/Bogota", country: "CO", home: ["es"], rate: 900 },
  { weight: 3, zone: "America/Mexico_City", country: "MX", home: ["es"], rate: 1000 },
  { weight: 3, zone: "America/Sao_Paulo", country: "BR", home: ["pt"], rate: 1000 },
  { weight: 3, zone: "America/New_York", country: "US", home: ["en", "es"], rate: 2400 },
  { weight: 3, zone: "Europe/Lisbon", country: "PT", home: ["pt"], rate: 1400 },
  { weight: 3, zone: "Europe/Warsaw", country: "PL", home: ["pl", "uk"], rate: 1400 },
  { weight: 2, zone: "Europe/Bucharest", country: "RO", home: ["ro", "hu"], rate: 1200 },
  { weight: 2, zone: "Europe/Berlin", country: "DE", home: ["de", "tr"], rate: 2400 },
];

/** Most asked for first, then the rest as they are listed: rank k is met 1/k as often as the first. */
const ranked = (first: string[], all: readonly string[]) => [...first, ...all.filter((one) => !first.includes(one))];
export const languagesByUse = ranked(["en", "es", "fr", "de", "pt", "it", "nl", "pl", "ar", "hi", "ja", "tr"], commonLanguages);
export const toolsByUse = ranked(["zendesk", "intercom", "freshdesk", "slack", "shopify", "gorgias"], toolSlugs);

/** Numbers of a seed: mulberry32, the seed mixed first so that neighbours have nothing in common. */
export class Chance {
  private state = 0;
  constructor(seed: number) {
    this.from(seed);
  }
  from(seed: number): void {
    let x = Math.imul(seed ^ 0x2c1b3c6d, 0x297a2d39);
    x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
    this.state = (x ^ (x >>> 13)) | 0;
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  upTo(n: number): number {
    return Math.floor(this.next() * n);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.upTo(list.length)]!;
  }
  /** An index, by weights that add up to those of its table. */
  weighted(table: Uint8Array): number {
    return table[this.upTo(table.length)]!;
  }
  /** About normal, middle 0, deviation 1. */
  bell(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * 1.732;
  }
}

/** Weights spread over a table, so that a draw is one look. */
function tableOf(weights: number[]): Uint8Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  const table = new Uint8Array(4096);
  let at = 0;
  let before = 0;
  for (const [index, weight] of weights.entries()) {
    before += weight;
    while (at < (before / sum) * 4096) table[at++] = index;
  }
  return table;
}
export const zipf = (many: number) => tableOf(Array.from({ length: many }, (_, rank) => 1 / (rank + 1)));

const clusterTable = tableOf(clusters.map((one) => one.weight));
const languageTable = zipf(languagesByUse.length);
const toolTable = zipf(toolsByUse.length);
const tierTable = tableOf([60, 30, 10]);
const languageNumber = languagesByUse.map((one) => commonLanguages.indexOf(one));
const toolNumber = toolsByUse.map((one) => (toolSlugs as string[]).indexOf(one));
const homes = clusters.map(({ home }) => home.map((one) => commonLanguages.indexOf(one)));
const ENGLISH = commonLanguages.indexOf("en");

const workDays = [
  [0, 1, 2, 3, 4],
  [0, 1, 2, 3, 4],
  [0, 1, 2, 3, 4, 5],
  [0, 1, 2, 3, 4, 5, 6],
  [1, 2, 3, 4, 5],
  [5, 6],
];
/** Half-hours that a working day begins at, mostly in the morning, and how many it has. */
const startTable = tableOf(Array.from({ length: 48 }, (_, at) => (at >= 14 && at <= 22 ? 8 : at >= 26 && at <= 40 ? 3 : 1)));
const lengthTable = tableOf(Array.from({ length: 23 }, (_, at) => (at < 8 ? 0 : at === 16 ? 12 : 2)));

interface Hours {
  local: Uint8Array;
  utc: Uint8Array;
}
const known = new Map<number, Hours>();
/** The same hours on the same days, on the zone's clock and in the UTC week. */
function hoursOf(cluster: number, days: number, start: number, length: number): Hours {
  const key = ((cluster * 8 + days) * 64 + start) * 32 + length;
  let hours = known.get(key);
  if (!hours) {
    const local = hoursFrom(workDays[days]!.map((day) => ({ day, from: start * 30, to: (start + length) * 30 })));
    hours = { local: bytesOfBits(local), utc: bytesOfBits(toUtcHours(local, clusters[cluster]!.zone, WEEK)) };
    known.set(key, hours);
  }
  return hours;
}

/** Somebody, as the tables of agents hold them; `profile` is what ranking reads. */
export interface Person {
  number: number;
  profile: IndexedProfile;
  open: boolean;
  zone: string;
  country: string;
  /** Numbers of languages and levels from 1, as in terms.ts; of tools and levels. */
  languages: [language: number, level: number][];
  tools: [tool: number, level: number][];
  ratingCount: number;
  availability: Uint8Array;
  committed: Uint8Array;
}

/** UUIDs of version 7 that rise with the number. */
function writeId(number: number, id: Uint8Array): void {
  const ms = 1_767_225_600_000 + number;
  for (let i = 0; i < 6; i++) id[i] = Math.floor(ms / 2 ** (8 * (5 - i))) & 255;
  let mixed = Math.imul(number + 1, 0x9e3779b1);
  for (let i = 6; i < 16; i++) {
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0x85ebca6b) + i;
    id[i] = mixed >>> 24;
  }
  id[6] = 0x70 | (id[6]! & 15);
  id[8] = 0x80 | (id[8]! & 63);
}

const byNumber = (a: number, b: number) => a - b;
const byFirst = (a: [number, number], b: [number, number]) => a[0] - b[0];

/** Person `number` of the population, the same whenever and however often asked; the object is filled anew by the next call. */
export function populationOf(seed: number): (number: number) => Person {
  const chance = new Chance(seed);
  const noHours = new Uint8Array(42);
  const id = new Uint8Array(16);
  const profile: IndexedProfile = {
    id,
    avail: noHours,
    tier: 1,
    channelBits: 0,
    terms: [],
    toolLevels: [],
    rateUsd: 0,
    ratingMilli: 0,
    newcomer: false,
  };
  const person: Person = {
    number: 0,
    profile,
    open: true,
    zone: "",
    country: "",
    languages: [],
    tools: [],
    ratingCount: 0,
    availability: noHours,
    committed: noHours,
  };
  const add = (list: [number, number][], what: number, level: number) => {
    if (!list.some(([one]) => one === what)) list.push([what, level]);
  };
  return (number) => {
    chance.from(Math.imul(number + 1, 0x9e3779b1) ^ seed);
    const cluster = chance.weighted(clusterTable);
    const { zone, country, rate } = clusters[cluster]!;
    person.number = number;
    writeId(number, id);
    Object.assign(person, { zone, country });
    person.open = chance.next() < 0.7;
    person.languages.length = 0;
    if (chance.next() < 0.9) add(person.languages, ENGLISH, 3 + chance.upTo(4));
    add(person.languages, chance.pick(homes[cluster]!), 6);
    while (chance.next() < 0.35) add(person.languages, languageNumber[chance.weighted(languageTable)]!, 1 + chance.upTo(6));
    person.tools.length = 0;
    for (let i = 1 + chance.upTo(6); i > 0; i--) add(person.tools, toolNumber[chance.weighted(toolTable)]!, 1 + chance.upTo(5));
    person.languages.sort(byFirst);
    person.tools.sort(byFirst);
    profile.channelBits =
      (chance.next() < 0.85 ? 1 : 0) |
      (chance.next() < 0.75 ? 2 : 0) |
      (chance.next() < 0.4 ? 4 : 0) |
      (chance.next() < 0.2 ? 8 : 0);
    profile.tier = 1 + chance.weighted(tierTable);
    profile.rateUsd = Math.max(300, Math.round((rate * Math.exp(0.35 * chance.bell()) * (0.8 + 0.2 * profile.tier)) / 25) * 25);
    person.ratingCount = chance.next() < 0.25 ? chance.upTo(NEWCOMER_RATINGS) : NEWCOMER_RATINGS + chance.upTo(200);
    profile.newcomer = person.ratingCount < NEWCOMER_RATINGS;
    const spread = profile.newcomer ? 40 : 280;
    profile.ratingMilli = Math.min(5000, Math.max(2000, Math.round(4450 + spread * chance.bell())));
    const days = chance.upTo(workDays.length);
    const start = chance.weighted(startTable);
    const length = chance.weighted(lengthTable);
    // A fifth is under contract for the first hours of each day.
    const taken = chance.next() < 0.2 ? 2 + 2 * chance.upTo(3) : 0;
    person.availability = hoursOf(cluster, days, start, length).local;
    person.committed = taken > 0 ? hoursOf(cluster, days, start, taken).local : noHours;
    profile.avail = hoursOf(cluster, days, start + taken, length - taken).utc;
    profile.terms.length = 0;
    profile.toolLevels.length = 0;
    for (const [language, level] of person.languages)
      for (let one = 1; one <= level; one++) profile.terms.push(language * 8 + one);
    for (const [tool, level] of person.tools) {
      profile.terms.push(FIRST_TOOL + tool);
      profile.toolLevels.push((FIRST_TOOL + tool) * 8 + level);
    }
    profile.terms.sort(byNumber);
    return person;
  };
}

export const levelName = (level: number) => cefr[level - 1]!;

export function uuidOf(number: number): string {
  const id = new Uint8Array(16);
  writeId(number, id);
  return Buffer.from(id)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

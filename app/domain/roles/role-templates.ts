import { allHours, hoursFrom } from "#app/kernel/week-hours.ts";
import type { SaveRole } from "./role.ts";

const weekdays = [0, 1, 2, 3, 4];
const everyDay = [...weekdays, 5, 6];
const from = (days: number[], start: number, end: number) =>
  hoursFrom(days.map((day) => ({ day, from: start * 60, to: end * 60 })));

type Template = Pick<
  SaveRole,
  | "languages"
  | "tools"
  | "channels"
  | "tier"
  | "headcount"
  | "headcounts"
  | "weeklyLimitMinutes"
  | "coverage"
  | "minCoveragePercent"
>;

/** Roles that support teams post again and again, as a start; titles and descriptions stand in the catalogues under the same names. */
export const roleTemplates: Record<"chat-always" | "email-backlog" | "seasonal-peak" | "phone-two-languages", Template> = {
  "chat-always": {
    languages: [{ language: "en", level: "B2" }],
    tools: [{ tool: "zendesk", required: false }],
    channels: ["chat"],
    tier: "L1",
    headcount: 1,
    headcounts: [],
    weeklyLimitMinutes: 40 * 60,
    coverage: allHours,
    minCoveragePercent: 60,
  },
  "email-backlog": {
    languages: [{ language: "en", level: "C1" }],
    tools: [{ tool: "zendesk", required: false }],
    channels: ["email"],
    tier: "L1",
    headcount: 1,
    headcounts: [],
    weeklyLimitMinutes: 20 * 60,
    // A backlog can be worked at any hour of the day; somebody with half of these hours is a good find.
    coverage: from(weekdays, 7, 21),
    minCoveragePercent: 50,
  },
  "seasonal-peak": {
    languages: [{ language: "en", level: "B2" }],
    tools: [
      { tool: "shopify", required: false },
      { tool: "gorgias", required: false },
    ],
    channels: ["email", "chat"],
    tier: "L1",
    headcount: 2,
    // Orders are asked about at noon and after work.
    headcounts: [
      { people: 3, days: "everyDay", from: 22, to: 28 },
      { people: 4, days: "everyDay", from: 34, to: 40 },
    ],
    weeklyLimitMinutes: 30 * 60,
    coverage: from(everyDay, 8, 22),
    minCoveragePercent: 60,
  },
  "phone-two-languages": {
    languages: [
      { language: "en", level: "C1" },
      { language: "fr", level: "C1" },
    ],
    tools: [{ tool: "aircall", required: false }],
    channels: ["phone"],
    tier: "L1",
    headcount: 1,
    headcounts: [],
    weeklyLimitMinutes: 40 * 60,
    coverage: from(weekdays, 9, 18),
    minCoveragePercent: 80,
  },
};

export const templateNames = Object.keys(roleTemplates) as (keyof typeof roleTemplates)[];

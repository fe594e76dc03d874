import type { HeadcountBand } from "#app/domain/roles/headcount.ts";
import { hoursFrom } from "#app/kernel/week-hours.ts";

type Level = "B1" | "B2" | "C1" | "C2";
export interface DemoRole {
  business: "lumen" | "northwind" | "pica";
  title: string;
  description: string;
  languages: { language: string; level: Level }[];
  tools: { tool: string; required: boolean }[];
  channels: ("email" | "chat" | "phone" | "social")[];
  tier: "L1" | "L2";
  headcount: number;
  /** Other numbers of people at some half-hours; none unless told otherwise. */
  headcounts?: HeadcountBand[];
  maxRate: string | null;
  weeklyLimitHours: number;
  coverage: string;
  state: "draft" | "open" | "paused" | "closed";
}

const weekdays = [0, 1, 2, 3, 4];
const daily = [0, 1, 2, 3, 4, 5, 6];
const hours = (days: number[], from: number, to: number) => hoursFrom(days.map((day) => ({ day, from: from * 60, to: to * 60 })));

const role = (
  business: DemoRole["business"],
  title: string,
  description: string,
  languages: [string, Level][],
  tools: string[],
  rest: Partial<DemoRole> & Pick<DemoRole, "coverage">,
): DemoRole => ({
  business,
  title,
  description,
  languages: languages.map(([language, level]) => ({ language, level })),
  tools: tools.map((tool, index) => ({ tool, required: index === 0 })),
  channels: ["email", "chat"],
  tier: "L1",
  headcount: 1,
  maxRate: "24.00",
  weeklyLimitHours: 30,
  state: "open",
  ...rest,
});

/** Twenty roles of three businesses; the first of each business are those that were filled (or worked on) in the demo. */
export const demoRoles: DemoRole[] = [
  role(
    "lumen",
    "French chat support for lamp orders",
    "Answer order and delivery questions by chat and e-mail in French and English.",
    [
      ["fr", "C1"],
      ["en", "B2"],
    ],
    ["zendesk", "shopify"],
    { coverage: hours(weekdays, 8, 18), headcount: 3, weeklyLimitHours: 25 },
  ),
  role(
    "lumen",
    "Evening e-mail support, Iberia",
    "Clear the evening inbox in Spanish and Portuguese, tag what needs the warehouse.",
    [
      ["es", "B2"],
      ["pt", "B2"],
    ],
    ["zendesk"],
    { coverage: hours(weekdays, 17, 22), channels: ["email"] },
  ),
  role(
    "lumen",
    "Weekend phone line, German",
    "Take calls about faulty lamps and arrange exchanges.",
    [["de", "C1"]],
    ["aircall", "zendesk"],
    { coverage: hours([5, 6], 9, 17), channels: ["phone"], weeklyLimitHours: 16 },
  ),
  role(
    "lumen",
    "Returns specialist",
    "Own the returns queue from first message to refund.",
    [["en", "C1"]],
    ["shopify", "zendesk"],
    { coverage: hours(weekdays, 9, 13), tier: "L2", maxRate: "28.00" },
  ),
  role(
    "lumen",
    "Social media replies, summer",
    "Answer comments and direct messages within the hour.",
    [["fr", "C1"]],
    ["zendesk"],
    { coverage: hours(daily, 10, 14), channels: ["social", "chat"], state: "closed" },
  ),
  role(
    "lumen",
    "Italian chat support",
    "Open the Italian market with chat in the morning.",
    [
      ["it", "C1"],
      ["en", "B2"],
    ],
    ["zendesk"],
    { coverage: hours(weekdays, 9, 13), state: "draft" },
  ),
  role(
    "northwind",
    "Outdoor gear chat support",
    "Help hikers choose, order and return. Chat first, e-mail second.",
    [["en", "C1"]],
    ["gorgias", "shopify"],
    { coverage: hours(weekdays, 8, 18), headcount: 4, maxRate: "26.00", weeklyLimitHours: 30 },
  ),
  role(
    "northwind",
    "Night cover, e-mail and chat",
    "Keep the first answer under an hour while the US sleeps.",
    [["en", "B2"]],
    ["gorgias"],
    { coverage: hours(daily, 22, 24), maxRate: "22.00", weeklyLimitHours: 20 },
  ),
  role(
    "northwind",
    "French Canadian support",
    "Chat and phone with customers in Quebec.",
    [
      ["fr", "C1"],
      ["en", "B2"],
    ],
    ["gorgias", "aircall"],
    { coverage: hours(weekdays, 9, 17), channels: ["chat", "phone"], maxRate: "25.00" },
  ),
  role(
    "northwind",
    "Technical support, GPS watches",
    "Pairing, firmware, lost tracks: reproduce, solve or escalate.",
    [["en", "C1"]],
    ["jira", "gorgias"],
    { coverage: hours(weekdays, 9, 17), tier: "L2", maxRate: "32.00" },
  ),
  role("northwind", "Holiday season chat", "Eight weeks of busy chat from Thanksgiving on.", [["en", "B2"]], ["gorgias"], {
    coverage: hours(daily, 9, 21),
    headcount: 5,
    // More at lunch time, fewer on weekend mornings.
    headcounts: [
      { people: 8, days: "weekdays", from: 22, to: 29 },
      { people: 3, days: "weekend", from: 18, to: 24 },
    ],
    maxRate: "21.00",
  }),
  role(
    "northwind",
    "Spanish e-mail support",
    "E-mail in Spanish for customers in the southern states and Mexico.",
    [
      ["es", "C1"],
      ["en", "B2"],
    ],
    ["gorgias"],
    { coverage: hours(weekdays, 9, 15), channels: ["email"], state: "paused" },
  ),
  role(
    "northwind",
    "Always-on team for wholesale",
    "Wholesale partners write at any hour; somebody always answers.",
    [["en", "C1"]],
    ["front"],
    { coverage: "1".repeat(336), headcount: 2, channels: ["email", "chat", "phone"], maxRate: "27.00", weeklyLimitHours: 40 },
  ),
  role("northwind", "Warehouse liaison", "Follow lost parcels with the carriers.", [["en", "B2"]], ["slack", "gorgias"], {
    coverage: hours(weekdays, 7, 11),
    state: "draft",
  }),
  role(
    "pica",
    "Reader support by e-mail",
    "Subscriptions, damaged books, gift cards. Warm and exact.",
    [["en", "C2"]],
    ["help-scout"],
    { coverage: hours(weekdays, 9, 17), headcount: 2, maxRate: "20.00", weeklyLimitHours: 25 },
  ),
  role("pica", "Weekend reader support", "The same warmth on Saturdays and Sundays.", [["en", "C1"]], ["help-scout"], {
    coverage: hours([5, 6], 10, 16),
    channels: ["email"],
    maxRate: "19.00",
    weeklyLimitHours: 12,
  }),
  role("pica", "Schools desk", "Purchase orders and class sets for schools.", [["en", "C1"]], ["front", "help-scout"], {
    coverage: hours(weekdays, 8, 12),
    maxRate: "21.00",
  }),
  role(
    "pica",
    "Events line, book fairs",
    "Phone line for exhibitors during the fairs.",
    [
      ["en", "C1"],
      ["fr", "B1"],
    ],
    ["aircall"],
    { coverage: hours([1, 2, 3], 10, 16), channels: ["phone"], state: "paused" },
  ),
  role("pica", "Audio app support", "Help readers whose audio books will not play.", [["en", "B2"]], ["intercom"], {
    coverage: hours(weekdays, 12, 20),
    channels: ["chat"],
    maxRate: "18.00",
  }),
  role("pica", "Christmas gift cards", "Gift cards that did not arrive, fixed before the 24th.", [["en", "C1"]], ["help-scout"], {
    coverage: hours(daily, 9, 13),
    state: "closed",
  }),
];

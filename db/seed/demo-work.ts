import type { EvidenceLevel } from "#app/domain/hiring/evidence-level.ts";
import type { Kind } from "./demo-diary.ts";

/** A working relation of the demo: who, for whom, how long and how much. `weeks` before the present Monday; `ends` weeks before it. */
export interface DemoWork {
  business: "lumen" | "northwind" | "pica";
  role: string;
  country: string;
  weeks: number;
  ends?: number;
  /** Local hour at which the day starts, and minutes a day. */
  hour: number;
  minutes: number;
  rate: string;
  kinds: Kind[];
  /** What both agreed that the diary may show beside the minutes; tickets unless told otherwise. */
  evidence?: EvidenceLevel;
  /** What the business says at the end or after the first paid week, and what the agent says. */
  stars: [business: number, agent: number];
  opening: string;
  /** The bank account given at Stripe; one that takes payouts unless told otherwise. */
  bank?: "works" | "fails_late";
}

export const demoWork: DemoWork[] = [
  {
    business: "lumen",
    role: "French chat support for lamp orders",
    country: "PT",
    weeks: 20,
    hour: 9,
    minutes: 270,
    rate: "14.00",
    kinds: ["tracked", "in-queue"],
    stars: [5, 5],
    opening: "I have worked with Zendesk and Shopify for four years and speak French every day at home.",
  },
  {
    business: "lumen",
    role: "French chat support for lamp orders",
    country: "FR",
    weeks: 6,
    hour: 10,
    minutes: 240,
    rate: "16.50",
    kinds: ["tracked", "in-queue"],
    stars: [5, 5],
    evidence: "blurred",
    opening: "Your lamps stand in my living room, so I know the dimmer question by heart.",
  },
  {
    business: "lumen",
    role: "Weekend phone line, German",
    country: "DE",
    weeks: 6,
    hour: 9,
    minutes: 300,
    rate: "18.00",
    kinds: ["on-call", "tracked"],
    stars: [4, 5],
    opening: "Weekends suit me: I study during the week.",
  },
  {
    business: "northwind",
    role: "Outdoor gear chat support",
    country: "AT",
    weeks: 16,
    hour: 13,
    minutes: 250,
    rate: "15.50",
    kinds: ["tracked", "in-queue"],
    stars: [5, 5],
    opening: "I repair my own tents, so the hard questions are the ones I like.",
  },
  {
    business: "northwind",
    role: "Outdoor gear chat support",
    country: "US",
    weeks: 6,
    hour: 8,
    minutes: 300,
    rate: "21.00",
    kinds: ["tracked", "in-queue"],
    stars: [5, 5],
    evidence: "pictures",
    opening: "I guided hikes for six summers before I moved to support.",
  },
  {
    business: "northwind",
    role: "Outdoor gear chat support",
    country: "CA",
    weeks: 6,
    hour: 9,
    minutes: 260,
    rate: "19.50",
    kinds: ["tracked"],
    stars: [5, 4],
    opening: "Bilingual, quick on chat, and patient with sizing questions.",
  },
  {
    business: "northwind",
    role: "Outdoor gear chat support",
    country: "PL",
    weeks: 6,
    hour: 14,
    minutes: 240,
    rate: "13.50",
    kinds: ["tracked", "manual"],
    stars: [4, 5],
    opening: "My afternoon is your morning, which covers your first hours well.",
  },
  {
    business: "northwind",
    role: "Night cover, e-mail and chat",
    country: "IE",
    weeks: 9,
    ends: 2,
    hour: 9,
    minutes: 180,
    rate: "17.00",
    kinds: ["tracked"],
    stars: [5, 5],
    opening: "Your night is my morning.",
  },
  {
    business: "pica",
    role: "Reader support by e-mail",
    country: "GB",
    weeks: 6,
    hour: 9,
    minutes: 280,
    rate: "16.00",
    kinds: ["tracked", "in-queue"],
    stars: [5, 5],
    opening: "I sold books for ten years and miss talking about them.",
  },
  {
    business: "pica",
    role: "Reader support by e-mail",
    country: "SE",
    weeks: 6,
    hour: 10,
    minutes: 220,
    rate: "15.00",
    kinds: ["tracked"],
    stars: [4, 4],
    opening: "Careful English, quick typing, and I read everything twice.",
  },
  {
    business: "pica",
    role: "Weekend reader support",
    country: "CH",
    weeks: 8,
    ends: 3,
    hour: 11,
    minutes: 240,
    rate: "18.50",
    kinds: ["tracked"],
    stars: [3, 4],
    opening: "I am free on weekends this season.",
  },
  {
    business: "northwind",
    role: "Holiday season chat",
    country: "BR",
    weeks: 7,
    hour: 10,
    minutes: 260,
    rate: "9.50",
    kinds: ["tracked", "in-queue"],
    stars: [5, 5],
    opening: "I have done three holiday seasons on chat, two of them for a shop for climbers.",
  },
  {
    business: "northwind",
    role: "Always-on team for wholesale",
    country: "PH",
    weeks: 5,
    hour: 17,
    minutes: 280,
    rate: "8.75",
    kinds: ["tracked", "on-call"],
    stars: [5, 5],
    opening: "My evening is your early morning, and wholesale customers write long e-mails that I like to answer well.",
    bank: "fails_late",
  },
];

/** Offers that wait for the agent's answer, and applications in talk. */
export const demoOffers = [
  { business: "lumen", role: "Returns specialist", country: "IT", rate: "22.00" },
  { business: "northwind", role: "French Canadian support", country: "BE", rate: "20.00" },
  { business: "pica", role: "Schools desk", country: "NL", rate: "17.50" },
] as const;

export const demoApplications = [
  {
    business: "lumen",
    role: "Evening e-mail support, Iberia",
    country: "ES",
    note: "Evenings are when I work best. Two questions: which helpdesk, and is there a macro library?",
  },
  {
    business: "lumen",
    role: "Evening e-mail support, Iberia",
    country: "RO",
    note: "I learnt Spanish in Valencia and keep it fresh with customers every day.",
  },
  {
    business: "northwind",
    role: "Technical support, GPS watches",
    country: "FI",
    note: "I own two of your watches and have already lost one track, so I know where to look.",
  },
  {
    business: "northwind",
    role: "Holiday season chat",
    country: "CZ",
    note: "Available for all eight weeks, also on the holidays.",
  },
  {
    business: "pica",
    role: "Audio app support",
    country: "DK",
    note: "I have supported an audio app before: mostly logins, downloads and speakers.",
  },
  { business: "pica", role: "Schools desk", country: "GR", note: "Purchase orders do not frighten me." },
] as const;

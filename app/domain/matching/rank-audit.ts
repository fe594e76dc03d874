import type { AgentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { type Cefr, cefr } from "#app/domain/agents/languages.ts";
import { tiers } from "#app/domain/agents/profile.ts";
import type { Role } from "#app/domain/roles/roles.server.ts";
import { FX_DATE, referenceRate } from "#app/kernel/fx-rates.ts";
import { countHalfHours } from "#app/kernel/week-hours.ts";
import type { Answer, Question, Ranked } from "./matcher.ts";
import { type ScoreParts, score } from "./score.ts";
import { channelBits, languageTerm, tierNumber, toolTerm } from "./terms.ts";

/** Minor units as text: an audit is kept and downloaded as JSON. */
export interface Amount {
  minor: string;
  currency: string;
}

/** What ranking holds of an agent; everything that a rank is made of, and nothing else (a test keeps both lists equal). */
export interface Held {
  open: boolean;
  tier: number;
  terms: number[];
  /** Tool term * 8 + level. */
  toolLevels: number[];
  channelBits: number;
  avail: string;
  week: string;
  rateUsd: bigint;
  ratingMilli: number;
  ratingCount: number;
  updatedAt: Date;
}

/** One thing that somebody on the list has to have. */
export type AuditFilter = { pass: boolean } & (
  | { kind: "open" | "payable" }
  | { kind: "language"; language: string; name?: string; wanted: Cefr; has: Cefr | null }
  | { kind: "tool"; tool: string; has: number }
  | { kind: "channel"; channel: string }
  | { kind: "tier"; wanted: string; has: string }
  /** US cents at the day's reference rate; null = no maximum. */
  | { kind: "rate"; wanted: string | null; has: string }
  /** Half-hours. */
  | { kind: "hours"; wanted: number; has: number; percent: number; need: number }
);

export interface AuditTerms {
  /** Half-hours of the UTC week `week`. */
  hours: { required: number; weeklyLimit: number; need: number; overlap: number; covered: number; week: string; points: number };
  rating: { milli: number; count: number; points: number };
  tools: { asked: { tool: string; required: boolean; level: number }[]; levels: number; points: number };
  /** Cents of US dollars, at the rates of a day: US dollars for one unit, times 1,000,000,000. */
  price: {
    rate: Amount;
    rateFx: string;
    rateUsd: string;
    max: (Amount & { fx: string; usd: string }) | null;
    day: string;
    points: number;
  };
}

export interface Neighbour {
  agentId: string;
  name: string;
  total: number;
}

/** How one rank came to be, all of it; plain JSON, so that it can be kept as it stood. */
export interface RankAudit {
  /** UTC instants: asked, and when what is held of the agent was last brought up to date. */
  at: string;
  heldSince: string;
  roleId: string;
  roleTitle: string;
  agentId: string;
  /** Whose eyes it is for: agents get nobody's name and score. */
  view: "agent" | "business" | "operator";
  engine: Answer["engine"];
  terms: AuditTerms;
  total: number;
  filters: AuditFilter[];
  place: {
    /** From 1; null where a requirement is not met, or the rank is beyond `searched`. */
    rank: number | null;
    searched: number;
    above: Neighbour | null;
    below: Neighbour | null;
    /** Points that would pass whoever stands directly above, or reach the searched part of the list; null where nobody does. */
    toPass: number | null;
  };
  exploration: {
    newcomer: boolean;
    day: string;
    hash: number;
    /** Newcomers who wait for the row, and this agent's number among them, from 0. */
    waiting: number;
    number: number | null;
    /** Whose turn it is, as such a number; null = the list is too short for the row. */
    chosen: number | null;
    turn: boolean;
  };
}

const levelOf = (held: Held, tool: string) => (held.toolLevels.find((one) => one >> 3 === toolTerm(tool)) ?? 0) & 7;

/** The formula of matching.md with the numbers put in. @param row what the engine that answered said of them */
export function termsOf(
  role: Role,
  agent: Pick<AgentProfile, "hourlyRate" | "currency">,
  q: Question,
  held: Held,
  row: Pick<Ranked, "overlap" | "toolLevels" | "ratingMilli" | "rateUsd">,
): { terms: AuditTerms; parts: ScoreParts } {
  // Above the maximum the price part would be negative; such an agent is not listed (match.ts).
  const rate = q.maxUsd !== null && row.rateUsd > q.maxUsd ? q.maxUsd : row.rateUsd;
  const facts = { overlap: row.overlap, need: q.need, ratingMilli: row.ratingMilli, toolLevels: row.toolLevels };
  const parts = score({ ...facts, tools: q.tools.length, rate, maxRate: q.maxUsd });
  const fx = (currency: string) => String(referenceRate(currency, "USD"));
  const terms: AuditTerms = {
    hours: {
      required: countHalfHours(q.mask),
      weeklyLimit: Math.floor(role.weeklyLimitMinutes / 30),
      need: q.need,
      overlap: row.overlap,
      covered: Math.min(row.overlap, q.need),
      week: held.week,
      points: parts.hours,
    },
    rating: { milli: row.ratingMilli, count: held.ratingCount, points: parts.rating },
    tools: {
      asked: role.tools.map(({ tool, required }) => ({ tool, required, level: levelOf(held, tool) })),
      levels: row.toolLevels,
      points: parts.tools,
    },
    price: {
      rate: { minor: String(agent.hourlyRate), currency: agent.currency },
      rateFx: fx(agent.currency),
      rateUsd: String(row.rateUsd),
      max:
        role.maxRate === null
          ? null
          : { minor: String(role.maxRate), currency: role.currency, fx: fx(role.currency), usd: String(q.maxUsd) },
      day: FX_DATE,
      points: parts.price,
    },
  };
  return { terms, parts };
}

/** Everything that keeps people out of the list, with what is asked and what is there; the list is whoever passes all. */
export function filtersOf(
  role: Role,
  agent: Pick<AgentProfile, "open" | "payable" | "completedAt" | "suspended">,
  q: Question,
  held: Held,
  overlap: number,
): AuditFilter[] {
  const payable = agent.payable && agent.completedAt !== null && !agent.suspended;
  const level = (language: string) => [...cefr].reverse().find((one) => held.terms.includes(languageTerm(language, one))) ?? null;
  const covered = Math.min(overlap, q.need);
  return [
    // `open` is kept as one word; where it says no though both of its reasons are fine, it has not been brought up to date yet.
    { kind: "open", pass: agent.open && (held.open || !payable) },
    { kind: "payable", pass: payable },
    ...role.languages.map(({ language, name, level: wanted }): AuditFilter => {
      const has = level(language);
      return { kind: "language", language, name, wanted, has, pass: has !== null && cefr.indexOf(has) >= cefr.indexOf(wanted) };
    }),
    ...role.tools
      .filter((one) => one.required)
      .map(({ tool }): AuditFilter => {
        const has = levelOf(held, tool);
        return { kind: "tool", tool, has, pass: held.terms.includes(toolTerm(tool)) };
      }),
    ...role.channels.map(
      (channel): AuditFilter => ({ kind: "channel", channel, pass: (held.channelBits & channelBits([channel])) !== 0 }),
    ),
    { kind: "tier", wanted: role.tier, has: tiers[held.tier - 1]!, pass: held.tier >= tierNumber(role.tier) },
    {
      kind: "rate",
      wanted: q.maxUsd === null ? null : String(q.maxUsd),
      has: String(held.rateUsd),
      pass: q.maxUsd === null || held.rateUsd <= q.maxUsd,
    },
    {
      kind: "hours",
      wanted: Math.ceil((q.minCoveragePercent * q.need) / 100),
      has: covered,
      percent: q.minCoveragePercent,
      need: q.need,
      pass: covered * 100 >= q.minCoveragePercent * q.need,
    },
  ];
}

import type { AgentProfile } from "#app/domain/agents/agent-profile.server.ts";
import { type Cefr, cefr } from "#app/domain/agents/languages.ts";
import type { Role } from "#app/domain/roles/roles.server.ts";
import { referenceRate } from "#app/kernel/fx-rates.ts";
import { convertMoney, type Money, money } from "#app/kernel/money.ts";
import { weekOf } from "#app/kernel/time.ts";
import { allHours, noHours, toUtcHours, touchedLocalHours } from "#app/kernel/week-hours.ts";
import { inDollars, matchOf } from "./match.ts";
import { TOP_TOOL_LEVEL } from "./score.ts";

/** What has to be so before an agent is on a role's list. */
export type Lacking =
  | { kind: "payable" | "open" }
  | { kind: "language"; language: string; name?: string; level: Cefr; has: Cefr | null }
  | { kind: "tool"; tool: string }
  | { kind: "channel"; channel: string }
  | { kind: "tier"; tier: string }
  | { kind: "rate"; most: Money }
  /** At least so many half-hours more, of these on the agent's own clock. */
  | { kind: "hours"; halfHours: number; of: string };

/** One thing changed and the rest as it is, and the points that it would bring. */
export type Gain =
  | { kind: "hours"; points: number }
  | { kind: "tool"; tool: string; level: number; points: number }
  | { kind: "rate"; rate: Money; points: number };

/** The agent's mirror of a role's list: why they are not on it, and what would move them up; each answer is the score asked again. */
export function whatWouldChange(role: Role, agent: AgentProfile, now: Date): { lacking: Lacking[]; gains: Gain[] } {
  const { fit, unmet, parts } = matchOf(role, agent, now);
  const lacking = unmet.flatMap((one): Lacking[] => {
    switch (one) {
      case "payable":
      case "open":
        return [{ kind: one }];
      case "languages":
        return role.languages.flatMap(({ language, level, name }): Lacking[] => {
          const has = agent.languages.find((other) => other.language === language)?.level ?? null;
          return has && cefr.indexOf(has) >= cefr.indexOf(level) ? [] : [{ kind: "language", language, name, level, has }];
        });
      case "tools":
        return role.tools
          .filter(({ tool, required }) => required && !agent.tools.some((other) => other.tool === tool))
          .map(({ tool }) => ({ kind: "tool", tool }));
      case "channels":
        return role.channels
          .filter((channel) => !agent.channels.includes(channel))
          .map((channel) => ({ kind: "channel", channel }));
      case "tier":
        return [{ kind: "tier", tier: role.tier }];
      case "rate":
        return [{ kind: "rate", most: highestRate(money(role.maxRate!, role.currency), agent.currency) }];
      default: {
        const week = weekOf(now);
        const of = touchedLocalHours(toUtcHours(fit.gaps, role.timeZone, week), agent.timeZone, week);
        return [{ kind: "hours", halfHours: Math.ceil((role.minCoveragePercent * fit.need) / 100) - fit.covered, of }];
      }
    }
  });
  const pointsWith = (change: Partial<AgentProfile>) => matchOf(role, { ...agent, ...change }, now).parts.total - parts.total;
  const gains: Gain[] = [{ kind: "hours", points: pointsWith({ availability: allHours, committed: noHours }) }];
  for (const { tool } of role.tools) {
    const level = (agent.tools.find((one) => one.tool === tool)?.level ?? 0) + 1;
    if (level > TOP_TOOL_LEVEL) continue;
    const others = agent.tools.filter((one) => one.tool !== tool);
    gains.push({ kind: "tool", tool, level, points: pointsWith({ tools: [...others, { tool, level }] }) });
  }
  if (role.maxRate !== null) {
    // A tenth less is a step that somebody may really think of.
    const rate = (agent.hourlyRate * 9n) / 10n;
    gains.push({ kind: "rate", rate: money(rate, agent.currency), points: pointsWith({ hourlyRate: rate }) });
  }
  return { lacking, gains: gains.filter((one) => one.points > 0).sort((a, b) => b.points - a.points) };
}

/** The most that an agent may ask in a currency and still compare as no dearer than a role's maximum. */
function highestRate(maximum: Money, currency: string): Money {
  const dollars = inDollars(maximum);
  let most = convertMoney(money(dollars, "USD"), currency, referenceRate("USD", currency)).minor;
  while (inDollars(money(most, currency)) > dollars) most -= 1n;
  while (inDollars(money(most + 1n, currency)) <= dollars) most += 1n;
  return money(most, currency);
}

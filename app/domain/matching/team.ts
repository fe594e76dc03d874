import { countHalfHours, HALF_HOURS, overlapOf } from "#app/kernel/week-hours.ts";

interface Candidate {
  id: string;
  /** Free half-hours of the UTC week. */
  avail: string;
}

export interface SuggestedTeam {
  members: { id: string; halfHours: number }[];
  /** Person-half-hours wanted, and those that nobody of the team covers. */
  wanted: number;
  open: number;
  /** Half-hours of the UTC week in which somebody is still missing. */
  gaps: string;
}

const MOST_MEMBERS = 12;

/**
 * A first team, greedily: always the candidate who covers most of what is still open, within the weekly limit a person; of two who cover
 * as much, the better ranked. It is a suggestion, not the optimum, and says so.
 * @param candidates best ranked first
 * @returns null when there are not two people to make a team of
 */
export function firstTeam(
  mask: string,
  weeklyLimitMinutes: number,
  headcount: number,
  candidates: Candidate[],
): SuggestedTeam | null {
  const limit = Math.floor(weeklyLimitMinutes / 30);
  const open = Array.from({ length: HALF_HOURS }, (_, i) => (mask[i] === "1" ? headcount : 0));
  const left = candidates.map((candidate) => ({ id: candidate.id, hours: overlapOf(candidate.avail, mask) }));
  const gainOf = (hours: string) => {
    let gain = 0;
    for (let i = 0; i < HALF_HOURS && gain < limit; i++) if (open[i]! > 0 && hours[i] === "1") gain++;
    return gain;
  };
  const members: SuggestedTeam["members"] = [];
  while (members.length < MOST_MEMBERS) {
    const gains = left.map((candidate) => gainOf(candidate.hours));
    const most = Math.max(0, ...gains);
    if (most === 0) break;
    const [chosen] = left.splice(gains.indexOf(most), 1);
    let taken = 0;
    for (let i = 0; i < HALF_HOURS && taken < limit; i++) {
      if (open[i]! > 0 && chosen!.hours[i] === "1") {
        open[i]!--;
        taken++;
      }
    }
    members.push({ id: chosen!.id, halfHours: taken });
  }
  if (members.length < 2) return null;
  return {
    members,
    wanted: countHalfHours(mask) * headcount,
    open: open.reduce((sum, one) => sum + one, 0),
    gaps: open.map((one) => (one > 0 ? "1" : "0")).join(""),
  };
}

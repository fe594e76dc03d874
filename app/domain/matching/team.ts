import { countHalfHours, HALF_HOURS, overlapOf } from "#app/kernel/week-hours.ts";

interface Candidate {
  id: string;
  /** Free half-hours of the UTC week. */
  avail: string;
}

export interface SuggestedTeam {
  members: { id: string; halfHours: number }[];
  /** Person-half-hours wanted and those nobody of the team covers. */
  wanted: number;
  open: number;
}

const MOST_MEMBERS = 12;

/**
 * A first team, greedily: always the candidate who covers most of what is still open, within the weekly limit a person. It is a
 * suggestion, not the optimum, and says so.
 * @param candidates best ranked first
 */
export function firstTeam(
  mask: string,
  weeklyLimitMinutes: number,
  headcount: number,
  candidates: Candidate[],
): SuggestedTeam | null {
  const limit = Math.floor(weeklyLimitMinutes / 30);
  const open = Array.from({ length: HALF_HOURS }, (_, i) => (mask[i] === "1" ? headcount : 0));
  const wanted = countHalfHours(mask) * headcount;
  const left = candidates.map((candidate) => ({ id: candidate.id, hours: overlapOf(candidate.avail, mask) }));
  const members: SuggestedTeam["members"] = [];
  while (members.length < MOST_MEMBERS && left.length > 0) {
    let best = -1;
    let most = 0;
    left.forEach((candidate, index) => {
      let gain = 0;
      for (let i = 0; i < HALF_HOURS && gain < limit; i++) if (open[i]! > 0 && candidate.hours[i] === "1") gain++;
      if (gain > most) [best, most] = [index, gain];
    });
    if (best < 0) break;
    const [chosen] = left.splice(best, 1);
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
  return { members, wanted, open: open.reduce((sum, one) => sum + one, 0) };
}

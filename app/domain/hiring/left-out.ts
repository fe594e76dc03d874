import { Conflict } from "#app/kernel/errors.ts";

/** Why somebody who was picked for a role is not invited to it. */
export type LeftOutReason = "inTalk" | "suspended" | "unfinished" | "notPayable";
export interface LeftOut {
  agentId: string;
  name: string;
  reason: LeftOutReason;
}

interface Invitable {
  payable: boolean;
  completedAt: Date | null;
  suspended: boolean;
}

/** @param talk the state of their application for the role; who declined or withdrew may be asked again */
export function whyLeftOut({ payable, completedAt, suspended }: Invitable, talk: string | undefined): LeftOutReason | null {
  if (talk !== undefined && talk !== "declined" && talk !== "withdrawn") return "inTalk";
  if (suspended) return "suspended";
  if (!completedAt) return "unfinished";
  return payable ? null : "notPayable";
}

/** A team that is invited whole or not at all has people who cannot be invited; `left` says who and why. */
export class TeamIncomplete extends Conflict {
  constructor(readonly left: LeftOut[]) {
    super("hiring:errors.teamIncomplete", { names: left.map((one) => one.name).join(", ") });
  }
}

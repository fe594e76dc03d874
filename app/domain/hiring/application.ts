import { z } from "zod";
import { lifecycle } from "#app/kernel/state-machine.ts";

/** Life of one agent's application to one role, begun by either side. */
export const applicationLifecycle = lifecycle({
  invited: { apply: "applied", decline: "declined", withdraw: "withdrawn", offer: "offered" },
  applied: { shortlist: "shortlisted", offer: "offered", decline: "declined", withdraw: "withdrawn" },
  shortlisted: { offer: "offered", decline: "declined", withdraw: "withdrawn" },
  offered: { hire: "hired", lapse: "shortlisted", decline: "declined", withdraw: "withdrawn" },
  hired: {},
  declined: { apply: "applied", invite: "invited" },
  withdrawn: { apply: "applied", invite: "invited" },
});
export type ApplicationState = (typeof applicationLifecycle.states)[number];

export const noteInput = z.object({ note: z.string().trim().max(2000).default("") });

/** The lists' views: what waits for somebody, those who were hired, and what is over. */
export const views = {
  open: ["invited", "applied", "shortlisted", "offered"],
  hired: ["hired"],
  over: ["declined", "withdrawn"],
} satisfies Record<string, ApplicationState[]>;

export type View = keyof typeof views;

/** What the address asks to see; anything unknown is the open ones. */
export function viewOf(asked: string | null): View {
  return asked === "hired" || asked === "over" ? asked : "open";
}

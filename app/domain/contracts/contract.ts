import { z } from "zod";
import { evidenceLevels } from "#app/domain/hiring/evidence-level.ts";
import { parseMoney } from "#app/kernel/money.ts";
import { lifecycle } from "#app/kernel/state-machine.ts";
import { noHours, toUtcHours, touchedLocalHours, unionOf } from "#app/kernel/week-hours.ts";

export const contractLifecycle = lifecycle({ active: { end: "ended" }, ended: {} });

export const amendmentLifecycle = lifecycle({
  proposed: { accept: "accepted", decline: "declined", withdraw: "withdrawn" },
  accepted: {},
  declined: {},
  withdrawn: {},
});

/** Deskhand's service fee in basis points of the pay, on top, frozen in each contract (product.md, "Pay"). */
export const FEE_BPS = 1000;

/** What either side may do to a running contract; amounts in its own currency. */
export const contractChange = (currency: string) =>
  z.discriminatedUnion("intent", [
    z.object({ intent: z.literal("end"), reason: z.string().trim().min(3).max(500) }),
    z.object({ intent: z.literal("accept"), amendmentId: z.uuid() }),
    z.object({ intent: z.literal("decline"), amendmentId: z.uuid() }),
    z.object({ intent: z.literal("withdraw"), amendmentId: z.uuid() }),
    z.object({ intent: z.literal("stopPictures") }),
    z.object({
      intent: z.literal("propose"),
      hourlyRate: amountIn(currency).optional(),
      weeklyLimitMinutes: z.coerce.number().int().min(60).max(10_080).optional(),
      evidenceLevel: z.enum(evidenceLevels).optional(),
      note: z.string().trim().max(1000).default(""),
    }),
  ]);

/** An hourly rate as typed, to minor units; 1.00 to 500.00. */
export function amountIn(currency: string) {
  return z.string().transform((text, problems) => {
    const rate = parseMoney(text, currency);
    if (!rate) problems.addIssue({ code: "custom", message: "errors:amountMalformed", params: { digits: 2 } });
    else if (rate.minor < 100n || rate.minor > 50_000n)
      problems.addIssue({ code: "custom", message: "errors:amountOutOfBounds", params: { minimum: "1.00", maximum: "500.00" } });
    return rate?.minor ?? 0n;
  });
}

/**
 * Half-hours of an agent's own week that agreed windows take: each contract's windows, on its own zone's clock, seen in the agent's zone
 * in one UTC week. Half-hours that only touch count as taken, so that nothing is promised twice.
 * @param week the Monday whose clocks count
 */
export function committedHours(windows: { bits: string; timeZone: string }[], agentZone: string, week: string): string {
  let taken = noHours;
  for (const { bits, timeZone } of windows) {
    if (timeZone === agentZone) {
      taken = unionOf(taken, bits);
      continue;
    }
    // The agent's half-hour is taken when the contract's windows cover any of it: free is what the opposite covers wholly.
    const freeUtc = toUtcHours(invert(bits), timeZone, week);
    taken = unionOf(taken, touchedLocalHours(invert(freeUtc), agentZone, week));
  }
  return taken;
}

function invert(bits: string): string {
  return bits.replace(/[01]/g, (bit) => (bit === "1" ? "0" : "1"));
}

import { z } from "zod";
import { addMinutes } from "#app/kernel/time.ts";

const words = z.string().trim().min(3, "timesheets:errors.fewWords").max(1000, "errors:tooLong");

interface Range {
  from: Date;
  to: Date;
}

/** A stretch of work as a form names it: its begin in UTC to the minute, and its minutes. */
export const rangeValue = ({ from, minutes }: { from: Date; minutes: number }) => `${from.toISOString().slice(0, 16)}~${minutes}`;

const range = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}~\d{1,5}$/)
  .transform((text): Range => {
    const [at, minutes] = text.split("~") as [string, string];
    const from = new Date(`${at}Z`);
    return { from, to: addMinutes(from, Number(minutes)) };
  })
  .refine(({ from }) => !Number.isNaN(from.getTime()));
/** A field that a form may post never, once or often. */
export const rangesField = z.preprocess(
  (given) => (given === undefined || given === "" ? [] : Array.isArray(given) ? given : [given]),
  z.array(range).max(2000),
);

/** Those of a week's segments that it pays. */
export function paidOf<S extends { pay: bigint | null }>(segments: S[]): S[] {
  return segments.filter((one) => one.pay !== null);
}

/** Ids of the segments that begin inside one of the stretches. */
export function segmentsIn(segments: { id: string; startedAt: Date }[], ranges: Range[]): string[] {
  return segments
    .filter(({ startedAt }) => ranges.some(({ from, to }) => startedAt >= from && startedAt < to))
    .map((one) => one.id);
}

/** Question of the business about named segments, and what is said about one. The ids are made with the forms: sent twice is once. */
export const askInput = z.object({ intent: z.literal("ask"), formId: z.uuid(), segments: rangesField, words });
export const sayInput = z.object({ intent: z.literal("say"), formId: z.uuid(), questionId: z.uuid(), words });

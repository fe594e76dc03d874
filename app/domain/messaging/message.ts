import { z } from "zod";

export const sendMessageInput = z.object({ body: z.string().trim().min(1).max(4000), clientKey: z.uuid().optional() });

/** A line that the product itself writes: a catalogue key of messaging and its variables, so that each side reads it in their language. */
export interface SystemLine {
  key: string;
  params: Record<string, string>;
}

export function readSystemLine(body: string): SystemLine {
  return JSON.parse(body) as SystemLine;
}

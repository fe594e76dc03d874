/**
 * What the diary of a contract may hold beside a segment's own facts (memo, kind, active minutes), from least to most; agreed by both sides
 * (product.md, "Time worked"; decision 034):
 * - none: nothing else; events of the helpdesk stay with the business and are not shown on segments
 * - tickets: events of the business's helpdesk and answers to its surveys
 * - blurred: and at most one picture of the shared screen a slot, blurred on the agent's machine so that no text can be read
 * - pictures: and at most one such picture a slot, not blurred
 */
export const evidenceLevels = ["none", "tickets", "blurred", "pictures"] as const;
export type EvidenceLevel = (typeof evidenceLevels)[number];

/** What contracts have unless something else is agreed: pictures are off by default. */
export const DEFAULT_EVIDENCE: EvidenceLevel = "tickets";

export const takesPictures = (level: EvidenceLevel): level is "blurred" | "pictures" =>
  level === "blurred" || level === "pictures";
export const showsTickets = (level: EvidenceLevel): boolean => level !== "none";

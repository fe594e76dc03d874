import type { PartyOnDocument } from "#db/schema/billing.ts";

/** Deskhand as it stands on its own documents; it sells from the US (money.md, "Two rails"). */
export const platformParty = {
  name: "Deskhand, Inc.",
  lines: ["548 Market Street, Suite 210", "San Francisco, CA 94104"],
  country: "US",
  taxNumber: "EIN 00-0000000",
} satisfies PartyOnDocument;

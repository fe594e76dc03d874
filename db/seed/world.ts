import type { Actor } from "#app/domain/accounts/permissions.ts";
import type { PictureInput } from "#app/domain/diary/picture.ts";
import type { FieldCipher } from "#app/domain/taxes/field-cipher.server.ts";
import type { Db } from "#db/client.server.ts";

/** What the seed is given: the database, the clock it moves, and the hands of people on Stripe's hosted pages. */
export interface World {
  db: Db;
  /** The Monday (UTC, "2026-11-23") that demo data is relative to. */
  monday: string;
  /** The real present, where the walk ends. */
  present: Date;
  now(): Date;
  /** Moves the business clock and the Stripe sandbox's forward; all that falls due on the way is done first. */
  advanceTo(instant: Date): Promise<void>;
  /** Runs what was recorded so far. */
  settle(): Promise<void>;
  /** A member of the business puts a card on file on Stripe's page. */
  addCard(businessId: string, member: { userId: string }, card: string): Promise<void>;
  /** A member pays ahead with the card on file, minor units. */
  prepay(businessId: string, member: Actor & { userId: string }, amount: bigint, currency: string): Promise<void>;
  /** A member of a business pays an invoice on Stripe's hosted page. */
  payInvoice(stripeInvoiceId: string): Promise<void>;
  /** The agent goes through Stripe's onboarding and gives a bank account; `fails_late` sends back what it was paid. */
  onboard(agentId: string, bank: "works" | "fails_late"): Promise<void>;
  /** The agent's device sends a picture of their recorded time. */
  sendPicture(picture: PictureInput & { content: Uint8Array }, actor: Actor): Promise<void>;
  /** Proposes promotions now, as the nightly job does. */
  proposePromotions(): Promise<void>;
  /** Seals what identifies a person in tax profiles. */
  cipher: FieldCipher;
  /** A card's holder has their bank take a charge back, for a reason of Stripe's list. */
  takeChargeBack(stripeChargeId: string, reason: string): Promise<void>;
  /** The bank decides it. */
  decideChargeback(stripeDisputeId: string, won: boolean): Promise<void>;
  /** Platform finance sends evidence against it. */
  submitEvidence(chargebackId: string, evidence: string, actor: Actor): Promise<void>;
  hashPassword(password: string): Promise<string>;
  say(line: string): void;
}

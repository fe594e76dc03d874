import type { Kind } from "./kinds.ts";
import type { Doing } from "./scene.ts";
import { billingSteps } from "./steps-billing.ts";
import { creditSteps } from "./steps-credit.ts";
import { disputeSteps } from "./steps-disputes.ts";
import { payoutSteps } from "./steps-payouts.ts";
import { termsSteps } from "./steps-terms.ts";

export const doings: Record<Kind, Doing> = { ...billingSteps, ...payoutSteps, ...disputeSteps, ...termsSteps, ...creditSteps };

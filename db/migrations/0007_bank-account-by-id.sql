ALTER TABLE "payout_accounts" ADD COLUMN "stripe_bank_account_id" text;--> statement-breakpoint
ALTER TABLE "sign_in_attempts" DROP COLUMN "blocked";
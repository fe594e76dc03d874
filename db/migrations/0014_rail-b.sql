ALTER TABLE "payouts" ADD COLUMN "stripe_payout_method_id" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "funding_amount" bigint;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "stripe_funding_payout_id" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "funded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_stripe_funding_payout_id_unique" UNIQUE("stripe_funding_payout_id");--> statement-breakpoint
UPDATE "agents" SET "payable" = true WHERE "country" IN ('BD', 'BR', 'CO', 'EG', 'GH', 'ID', 'IN', 'KE', 'MA', 'MX', 'NG', 'PE', 'PH', 'PK', 'TN', 'TR', 'VN', 'ZA');

ALTER TABLE "refunds" DROP CONSTRAINT "refunds_parts";--> statement-breakpoint
ALTER TABLE "refunds" ALTER COLUMN "bill_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ALTER COLUMN "agent_part" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "refunds" ALTER COLUMN "platform_part" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "refunds" ALTER COLUMN "fee_part" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "refunds" ALTER COLUMN "tax_part" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "business_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "prepayment_id" uuid;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "stripe_charge_id" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "credit_part" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_prepayment_id_prepayments_id_fk" FOREIGN KEY ("prepayment_id") REFERENCES "public"."prepayments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refunds_business" ON "refunds" USING btree ("business_id","requested_at");--> statement-breakpoint
CREATE INDEX "refunds_state" ON "refunds" USING btree ("state");--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_about" CHECK (("refunds"."bill_id" is null) <> ("refunds"."prepayment_id" is null));--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_charge" CHECK (("refunds"."to" = 'card') = ("refunds"."stripe_charge_id" is not null));--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_parts" CHECK ("refunds"."amount" = "refunds"."agent_part" + "refunds"."platform_part" + "refunds"."fee_part" + "refunds"."tax_part" + "refunds"."credit_part");
INSERT INTO "terms_payments" ("id", "terms_invoice_id", "stripe_charge_id", "stripe_balance_transaction_id", "amount", "currency", "stripe_fee", "funds_available_on", "paid_at")
SELECT "id", "id", "stripe_charge_id", "stripe_balance_transaction_id", "amount", "currency", "stripe_fee", coalesce("funds_available_on", "paid_at"), "paid_at"
FROM "terms_invoices" WHERE "stripe_charge_id" IS NOT NULL AND "paid_at" IS NOT NULL;--> statement-breakpoint
UPDATE "bills" SET "invoiced" = greatest("total" - "credit_applied" - "refunded", 0) WHERE "terms_invoice_id" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "terms_invoices" DROP CONSTRAINT "terms_invoices_stripe_charge_id_unique";--> statement-breakpoint
ALTER TABLE "terms_invoices" DROP COLUMN "stripe_charge_id";--> statement-breakpoint
ALTER TABLE "terms_invoices" DROP COLUMN "stripe_balance_transaction_id";--> statement-breakpoint
ALTER TABLE "terms_invoices" DROP COLUMN "stripe_fee";
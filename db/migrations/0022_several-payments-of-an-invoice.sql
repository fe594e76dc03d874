CREATE TABLE "terms_credits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"terms_invoice_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"state" text DEFAULT 'reserved' NOT NULL,
	"stripe_credit_note_id" text,
	"refusal" text,
	"reserved_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "terms_credits_stripe_credit_note_id_unique" UNIQUE("stripe_credit_note_id"),
	CONSTRAINT "terms_credits_amount" CHECK ("terms_credits"."amount" > 0),
	CONSTRAINT "terms_credits_state" CHECK ("terms_credits"."state" in ('reserved', 'issued', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "terms_payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"terms_invoice_id" uuid NOT NULL,
	"stripe_charge_id" text NOT NULL,
	"stripe_balance_transaction_id" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"stripe_fee" bigint NOT NULL,
	"funds_available_on" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "terms_payments_stripe_charge_id_unique" UNIQUE("stripe_charge_id"),
	CONSTRAINT "terms_payments_amount" CHECK ("terms_payments"."amount" > 0)
);
--> statement-breakpoint
ALTER TABLE "terms_invoices" DROP CONSTRAINT "terms_invoices_state";--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "invoiced" bigint;--> statement-breakpoint
ALTER TABLE "terms_invoices" ADD COLUMN "bank_reference" text;--> statement-breakpoint
ALTER TABLE "terms_credits" ADD CONSTRAINT "terms_credits_terms_invoice_id_terms_invoices_id_fk" FOREIGN KEY ("terms_invoice_id") REFERENCES "public"."terms_invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terms_payments" ADD CONSTRAINT "terms_payments_terms_invoice_id_terms_invoices_id_fk" FOREIGN KEY ("terms_invoice_id") REFERENCES "public"."terms_invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "terms_credits_invoice" ON "terms_credits" USING btree ("terms_invoice_id");--> statement-breakpoint
CREATE UNIQUE INDEX "terms_credits_one_reserved" ON "terms_credits" USING btree ("terms_invoice_id") WHERE "terms_credits"."state" = 'reserved';--> statement-breakpoint
CREATE INDEX "terms_payments_invoice" ON "terms_payments" USING btree ("terms_invoice_id");--> statement-breakpoint
ALTER TABLE "terms_invoices" ADD CONSTRAINT "terms_invoices_state" CHECK ("terms_invoices"."state" in ('reserved', 'open', 'outside', 'paid', 'void', 'uncollectible'));
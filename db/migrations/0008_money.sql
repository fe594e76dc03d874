CREATE TABLE "approvals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"payload" jsonb NOT NULL,
	"reason" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"state" text DEFAULT 'requested' NOT NULL,
	"requested_by" uuid,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	"note" text DEFAULT '' NOT NULL,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "approvals_two_people" CHECK ("approvals"."state" <> 'approved' or "approvals"."decided_by" <> "approvals"."requested_by" or "approvals"."requested_by" is null),
	CONSTRAINT "approvals_state" CHECK ("approvals"."state" in ('requested', 'approved', 'declined', 'withdrawn'))
);--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"reason" text NOT NULL,
	"amount" bigint,
	"currency" char(3),
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"actor_id" uuid,
	"occurred_at" timestamp (3) with time zone NOT NULL
);--> statement-breakpoint
CREATE TABLE "advances" (
	"id" uuid PRIMARY KEY NOT NULL,
	"timesheet_id" uuid NOT NULL,
	"bill_id" uuid NOT NULL,
	"business_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"advanced_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "advances_timesheet_id_unique" UNIQUE("timesheet_id"),
	CONSTRAINT "advances_state" CHECK ("advances"."state" in ('open', 'recovered', 'writtenOff'))
);--> statement-breakpoint
CREATE TABLE "billing_arrangements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"mode" text NOT NULL,
	"cadence" text DEFAULT 'weekly' NOT NULL,
	"net_days" integer,
	"credit_line" bigint,
	"credit_currency" char(3),
	"from_at" timestamp (3) with time zone NOT NULL,
	"decided_by" uuid,
	"reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "billing_arrangements_mode" CHECK ("billing_arrangements"."mode" in ('card', 'terms', 'prepaid')),
	CONSTRAINT "billing_arrangements_cadence" CHECK ("billing_arrangements"."cadence" in ('weekly', 'monthly')),
	CONSTRAINT "billing_arrangements_terms" CHECK (("billing_arrangements"."mode" = 'terms') = ("billing_arrangements"."net_days" is not null and "billing_arrangements"."credit_line" is not null)),
	CONSTRAINT "billing_arrangements_net_days" CHECK ("billing_arrangements"."net_days" in (7, 14, 30))
);--> statement-breakpoint
CREATE TABLE "bonuses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contract_id" uuid NOT NULL,
	"business_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"state" text DEFAULT 'given' NOT NULL,
	"given_by" uuid NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL,
	"bill_id" uuid,
	CONSTRAINT "bonuses_amount" CHECK ("bonuses"."amount" > 0),
	CONSTRAINT "bonuses_state" CHECK ("bonuses"."state" in ('given', 'billed', 'withdrawn'))
);--> statement-breakpoint
CREATE TABLE "chargebacks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"bill_id" uuid,
	"stripe_charge_id" text NOT NULL,
	"stripe_dispute_id" text NOT NULL,
	"state" text DEFAULT 'needsResponse' NOT NULL,
	"reason" text NOT NULL,
	"amount" bigint NOT NULL,
	"fee" bigint DEFAULT 0 NOT NULL,
	"currency" char(3) NOT NULL,
	"evidence_due_at" timestamp (3) with time zone,
	"evidence" text DEFAULT '' NOT NULL,
	"submitted_at" timestamp (3) with time zone,
	"submitted_by" uuid,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "chargebacks_stripe_dispute_id_unique" UNIQUE("stripe_dispute_id"),
	CONSTRAINT "chargebacks_state" CHECK ("chargebacks"."state" in ('needsResponse', 'underReview', 'won', 'lost'))
);--> statement-breakpoint
CREATE TABLE "prepayments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"state" text DEFAULT 'reserved' NOT NULL,
	"payment_method_id" uuid,
	"stripe_payment_intent_id" text,
	"stripe_charge_id" text,
	"stripe_balance_transaction_id" text,
	"stripe_fee" bigint,
	"funds_available_on" timestamp (3) with time zone,
	"decline_code" text,
	"decline_message" text,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "prepayments_stripe_payment_intent_id_unique" UNIQUE("stripe_payment_intent_id"),
	CONSTRAINT "prepayments_stripe_charge_id_unique" UNIQUE("stripe_charge_id"),
	CONSTRAINT "prepayments_amount" CHECK ("prepayments"."amount" > 0),
	CONSTRAINT "prepayments_state" CHECK ("prepayments"."state" in ('reserved', 'requires_action', 'succeeded', 'failed'))
);--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"bill_id" uuid NOT NULL,
	"to" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"agent_part" bigint NOT NULL,
	"platform_part" bigint NOT NULL,
	"fee_part" bigint NOT NULL,
	"tax_part" bigint NOT NULL,
	"reason" text NOT NULL,
	"dispute_id" uuid,
	"timesheet_id" uuid,
	"state" text DEFAULT 'reserved' NOT NULL,
	"stripe_refund_id" text,
	"stripe_balance_transaction_id" text,
	"failure_reason" text,
	"requested_by" uuid,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "refunds_stripe_refund_id_unique" UNIQUE("stripe_refund_id"),
	CONSTRAINT "refunds_dispute" UNIQUE("dispute_id"),
	CONSTRAINT "refunds_parts" CHECK ("refunds"."amount" = "refunds"."agent_part" + "refunds"."platform_part" + "refunds"."fee_part" + "refunds"."tax_part"),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount" > 0),
	CONSTRAINT "refunds_state" CHECK ("refunds"."state" in ('reserved', 'pending', 'succeeded', 'failed'))
);--> statement-breakpoint
CREATE TABLE "terms_invoices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"currency" char(3) NOT NULL,
	"period" text NOT NULL,
	"state" text DEFAULT 'reserved' NOT NULL,
	"amount" bigint NOT NULL,
	"net_days" integer NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"stripe_invoice_id" text,
	"hosted_url" text,
	"stripe_charge_id" text,
	"stripe_balance_transaction_id" text,
	"stripe_fee" bigint,
	"funds_available_on" timestamp (3) with time zone,
	"reminders" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "terms_invoices_stripe_invoice_id_unique" UNIQUE("stripe_invoice_id"),
	CONSTRAINT "terms_invoices_stripe_charge_id_unique" UNIQUE("stripe_charge_id"),
	CONSTRAINT "terms_invoices_period" UNIQUE("business_id","currency","period"),
	CONSTRAINT "terms_invoices_state" CHECK ("terms_invoices"."state" in ('reserved', 'open', 'paid', 'void', 'uncollectible'))
);--> statement-breakpoint
CREATE TABLE "week_protections" (
	"timesheet_id" uuid PRIMARY KEY NOT NULL,
	"currency" char(3) NOT NULL,
	"protected_pay" bigint NOT NULL,
	"unprotected_pay" bigint NOT NULL,
	"unprotected" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"exposure_limit" bigint NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL
);--> statement-breakpoint
CREATE TABLE "contract_pauses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contract_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"paused_at" timestamp (3) with time zone NOT NULL,
	"resumed_at" timestamp (3) with time zone
);--> statement-breakpoint
CREATE TABLE "dispute_segments" (
	"dispute_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"minutes" integer NOT NULL,
	"pay" bigint NOT NULL,
	"upheld" boolean,
	"living" boolean DEFAULT true NOT NULL,
	CONSTRAINT "dispute_segments_dispute_id_segment_id_pk" PRIMARY KEY("dispute_id","segment_id")
);--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"timesheet_id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"business_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"reason" text NOT NULL,
	"statement" text NOT NULL,
	"claimed" bigint NOT NULL,
	"upheld" bigint,
	"currency" char(3) NOT NULL,
	"opened_by" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"answer_due_at" timestamp (3) with time zone NOT NULL,
	"answer" text,
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone,
	"decision_due_at" timestamp (3) with time zone NOT NULL,
	"decision" text,
	"refund_to" text,
	"repays" boolean DEFAULT false NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "disputes_state" CHECK ("disputes"."state" in ('open', 'answered', 'decided', 'agreed', 'withdrawn'))
);--> statement-breakpoint
CREATE TABLE "run_steps" (
	"run_id" text NOT NULL,
	"subject_id" text NOT NULL,
	"done_at" timestamp (3) with time zone,
	"error" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "run_steps_run_id_subject_id_pk" PRIMARY KEY("run_id","subject_id")
);--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"week" date NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "runs_state" CHECK ("runs"."state" in ('running', 'finished'))
);--> statement-breakpoint
CREATE TABLE "accounting_periods" (
	"month" text PRIMARY KEY NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" uuid,
	"note" text DEFAULT '' NOT NULL,
	"balances" jsonb,
	"checks" jsonb,
	CONSTRAINT "accounting_periods_month" CHECK ("accounting_periods"."month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
	CONSTRAINT "accounting_periods_state" CHECK ("accounting_periods"."state" in ('open', 'closed'))
);--> statement-breakpoint
CREATE TABLE "pay_holds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"dispute_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"timesheet_id" uuid NOT NULL,
	"currency" char(3) NOT NULL,
	"from_pending" bigint NOT NULL,
	"from_available" bigint NOT NULL,
	"already_paid" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "pay_holds_dispute_id_unique" UNIQUE("dispute_id"),
	CONSTRAINT "pay_holds_state" CHECK ("pay_holds"."state" in ('open', 'released', 'taken'))
);--> statement-breakpoint
CREATE TABLE "payout_items" (
	"payout_id" uuid NOT NULL,
	"release_id" uuid NOT NULL,
	CONSTRAINT "payout_items_payout_id_release_id_pk" PRIMARY KEY("payout_id","release_id")
);--> statement-breakpoint
CREATE TABLE "payout_preferences" (
	"agent_id" uuid PRIMARY KEY NOT NULL,
	"schedule" text DEFAULT 'weekly' NOT NULL,
	"minimum" bigint,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payout_preferences_schedule" CHECK ("payout_preferences"."schedule" in ('weekly', 'biweekly', 'monthly', 'on_request'))
);--> statement-breakpoint
CREATE TABLE "recoveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agent_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"recovered" bigint DEFAULT 0 NOT NULL,
	"currency" char(3) NOT NULL,
	"basis" text NOT NULL,
	"reason" text NOT NULL,
	"source" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"written_off_at" timestamp (3) with time zone,
	CONSTRAINT "recoveries_source_unique" UNIQUE("source"),
	CONSTRAINT "recoveries_amounts" CHECK ("recoveries"."amount" > 0 and "recoveries"."recovered" between 0 and "recoveries"."amount")
);--> statement-breakpoint
CREATE TABLE "statements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"agent_id" uuid NOT NULL,
	"month" text NOT NULL,
	"series" text NOT NULL,
	"year" integer NOT NULL,
	"number" integer NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"mailed_at" timestamp (3) with time zone,
	CONSTRAINT "statements_month" UNIQUE("agent_id","month"),
	CONSTRAINT "statements_number" UNIQUE("series","year","number")
);--> statement-breakpoint
CREATE TABLE "reconciliation_case_notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"author_id" uuid,
	"text" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL
);--> statement-breakpoint
CREATE TABLE "reconciliation_cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"class" text NOT NULL,
	"rail" text NOT NULL,
	"source_id" text NOT NULL,
	"balance_transaction_id" text,
	"currency" char(3) NOT NULL,
	"theirs" bigint,
	"ours" bigint,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"first_run_id" uuid NOT NULL,
	"last_run_id" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"owner_id" uuid,
	"state" text DEFAULT 'open' NOT NULL,
	"transaction_id" uuid,
	"explanation" text DEFAULT '' NOT NULL,
	"closed_by" uuid,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "reconciliation_cases_key_unique" UNIQUE("key"),
	CONSTRAINT "reconciliation_cases_state" CHECK ("reconciliation_cases"."state" in ('open', 'resolved', 'explained'))
);--> statement-breakpoint
CREATE TABLE "tax_profiles" (
	"subject_kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"legal_name" text NOT NULL,
	"entity" text NOT NULL,
	"country" text NOT NULL,
	"region" text DEFAULT '' NOT NULL,
	"address" text DEFAULT '' NOT NULL,
	"city" text DEFAULT '' NOT NULL,
	"postcode" text DEFAULT '' NOT NULL,
	"vat_number" text DEFAULT '' NOT NULL,
	"vat_registered" boolean DEFAULT false NOT NULL,
	"tax_id_cipher" text,
	"tax_id_last4" text,
	"tax_id_country" text,
	"birth_date_cipher" text,
	"form" text,
	"answers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"signed_name" text,
	"signed_at" timestamp (3) with time zone,
	"valid_until" date,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tax_profiles_subject_kind_subject_id_pk" PRIMARY KEY("subject_kind","subject_id"),
	CONSTRAINT "tax_profiles_subject" CHECK ("tax_profiles"."subject_kind" in ('agent', 'business'))
);--> statement-breakpoint
CREATE TABLE "tax_summaries" (
	"agent_id" uuid NOT NULL,
	"year" integer NOT NULL,
	"currency" char(3) NOT NULL,
	"gross" bigint NOT NULL,
	"fees" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"transactions" integer NOT NULL,
	"quarters" jsonb NOT NULL,
	"form" text,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tax_summaries_agent_id_year_currency_pk" PRIMARY KEY("agent_id","year","currency")
);--> statement-breakpoint
ALTER TABLE "invoice_lines" DROP CONSTRAINT "invoice_lines_once";--> statement-breakpoint
ALTER TABLE "bills" DROP CONSTRAINT "bills_state";--> statement-breakpoint
ALTER TABLE "payouts" DROP CONSTRAINT "payouts_state";--> statement-breakpoint
DROP INDEX "payouts_one_in_reserve";--> statement-breakpoint
ALTER TABLE "invoice_lines" ALTER COLUMN "timesheet_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_releases" DROP CONSTRAINT "payout_releases_pkey";--> statement-breakpoint
ALTER TABLE "payout_releases" ALTER COLUMN "timesheet_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "credit_applied" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "mode" text DEFAULT 'card' NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "terms_invoice_id" uuid;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "refunded" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "retries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "next_retry_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "overdue_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD COLUMN "bonus_id" uuid;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD COLUMN "tax" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "tax_jurisdiction" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "tax_rate_bps" integer;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "kind" text DEFAULT 'invoice' NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "corrects" uuid;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "issuer" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "recipient" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "mailed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payment_methods" ADD COLUMN "position" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payment_methods" ADD COLUMN "fingerprint" text;--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD COLUMN "shard" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_balances" DROP CONSTRAINT "ledger_balances_pkey";--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_account_id_shard_pk" PRIMARY KEY("account_id","shard");--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "requirements_due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "chased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "stripe_setup_intent_id" text;--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD COLUMN "stripe_payout_method_id" text;--> statement-breakpoint
-- Older rows take their week's id.
ALTER TABLE "payout_releases" ADD COLUMN "id" uuid;--> statement-breakpoint
UPDATE "payout_releases" SET "id" = "timesheet_id";--> statement-breakpoint
ALTER TABLE "payout_releases" ADD PRIMARY KEY ("id");--> statement-breakpoint
ALTER TABLE "payout_releases" ADD COLUMN "key" text;--> statement-breakpoint
UPDATE "payout_releases" SET "key" = 'week:' || "timesheet_id";--> statement-breakpoint
ALTER TABLE "payout_releases" ALTER COLUMN "key" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "payout_releases" ADD COLUMN "kind" text DEFAULT 'week' NOT NULL;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "rail" text DEFAULT 'a' NOT NULL;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "reference_rate" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "reference_date" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "shown_rate" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "shown_local_amount" bigint;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "recovered" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "hold_reason" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "held_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "held_by" uuid;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "stripe_payout_intent_id" text;--> statement-breakpoint
ALTER TABLE "payouts" ADD COLUMN "stripe_outbound_payment_id" text;--> statement-breakpoint
ALTER TABLE "reconciliation_items" ADD COLUMN "rail" text DEFAULT 'a' NOT NULL;--> statement-breakpoint
ALTER TABLE "reconciliation_runs" ADD COLUMN "daily" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "advances" ADD CONSTRAINT "advances_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "advances" ADD CONSTRAINT "advances_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "advances" ADD CONSTRAINT "advances_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "advances" ADD CONSTRAINT "advances_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_arrangements" ADD CONSTRAINT "billing_arrangements_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_arrangements" ADD CONSTRAINT "billing_arrangements_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bonuses" ADD CONSTRAINT "bonuses_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bonuses" ADD CONSTRAINT "bonuses_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bonuses" ADD CONSTRAINT "bonuses_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bonuses" ADD CONSTRAINT "bonuses_given_by_users_id_fk" FOREIGN KEY ("given_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bonuses" ADD CONSTRAINT "bonuses_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chargebacks" ADD CONSTRAINT "chargebacks_submitted_by_users_id_fk" FOREIGN KEY ("submitted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepayments" ADD CONSTRAINT "prepayments_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepayments" ADD CONSTRAINT "prepayments_payment_method_id_payment_methods_id_fk" FOREIGN KEY ("payment_method_id") REFERENCES "public"."payment_methods"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepayments" ADD CONSTRAINT "prepayments_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_bill_id_bills_id_fk" FOREIGN KEY ("bill_id") REFERENCES "public"."bills"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terms_invoices" ADD CONSTRAINT "terms_invoices_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_protections" ADD CONSTRAINT "week_protections_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contract_pauses" ADD CONSTRAINT "contract_pauses_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_segments" ADD CONSTRAINT "dispute_segments_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_segments" ADD CONSTRAINT "dispute_segments_segment_id_segments_id_fk" FOREIGN KEY ("segment_id") REFERENCES "public"."segments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_opened_by_users_id_fk" FOREIGN KEY ("opened_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_steps" ADD CONSTRAINT "run_steps_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pay_holds" ADD CONSTRAINT "pay_holds_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pay_holds" ADD CONSTRAINT "pay_holds_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_items" ADD CONSTRAINT "payout_items_release_id_payout_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."payout_releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_preferences" ADD CONSTRAINT "payout_preferences_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recoveries" ADD CONSTRAINT "recoveries_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_case_notes" ADD CONSTRAINT "reconciliation_case_notes_case_id_reconciliation_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."reconciliation_cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_case_notes" ADD CONSTRAINT "reconciliation_case_notes_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_first_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("first_run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_last_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("last_run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_closed_by_users_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "approvals_state" ON "approvals" USING btree ("state","requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_one_waiting" ON "approvals" USING btree ("action","subject_id") WHERE "approvals"."state" = 'requested';--> statement-breakpoint
CREATE INDEX "audit_entries_subject" ON "audit_entries" USING btree ("subject_kind","subject_id");--> statement-breakpoint
CREATE INDEX "audit_entries_at" ON "audit_entries" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "advances_bill" ON "advances" USING btree ("bill_id","state");--> statement-breakpoint
CREATE INDEX "billing_arrangements_business" ON "billing_arrangements" USING btree ("business_id","from_at");--> statement-breakpoint
CREATE INDEX "bonuses_business" ON "bonuses" USING btree ("business_id","state");--> statement-breakpoint
CREATE INDEX "bonuses_agent" ON "bonuses" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "chargebacks_business" ON "chargebacks" USING btree ("business_id");--> statement-breakpoint
CREATE INDEX "chargebacks_state" ON "chargebacks" USING btree ("state");--> statement-breakpoint
CREATE INDEX "prepayments_business" ON "prepayments" USING btree ("business_id","requested_at");--> statement-breakpoint
CREATE INDEX "refunds_bill" ON "refunds" USING btree ("bill_id");--> statement-breakpoint
CREATE INDEX "terms_invoices_state" ON "terms_invoices" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "contract_pauses_contract" ON "contract_pauses" USING btree ("contract_id","paused_at");--> statement-breakpoint
CREATE UNIQUE INDEX "contract_pauses_one_open" ON "contract_pauses" USING btree ("contract_id","reason") WHERE "contract_pauses"."resumed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_segments_one_living" ON "dispute_segments" USING btree ("segment_id") WHERE "dispute_segments"."living";--> statement-breakpoint
CREATE INDEX "disputes_timesheet" ON "disputes" USING btree ("timesheet_id");--> statement-breakpoint
CREATE INDEX "disputes_business" ON "disputes" USING btree ("business_id","state");--> statement-breakpoint
CREATE INDEX "disputes_agent" ON "disputes" USING btree ("agent_id","state");--> statement-breakpoint
CREATE INDEX "disputes_state" ON "disputes" USING btree ("state","decision_due_at");--> statement-breakpoint
CREATE INDEX "runs_week" ON "runs" USING btree ("week");--> statement-breakpoint
CREATE INDEX "pay_holds_agent" ON "pay_holds" USING btree ("agent_id","state");--> statement-breakpoint
CREATE INDEX "payout_items_release" ON "payout_items" USING btree ("release_id");--> statement-breakpoint
CREATE INDEX "recoveries_agent" ON "recoveries" USING btree ("agent_id","closed_at");--> statement-breakpoint
CREATE INDEX "reconciliation_case_notes_case" ON "reconciliation_case_notes" USING btree ("case_id","written_at");--> statement-breakpoint
CREATE INDEX "reconciliation_cases_state" ON "reconciliation_cases" USING btree ("state","opened_at");--> statement-breakpoint
CREATE INDEX "tax_profiles_country" ON "tax_profiles" USING btree ("country");--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_bonus_id_bonuses_id_fk" FOREIGN KEY ("bonus_id") REFERENCES "public"."bonuses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_corrects_invoices_id_fk" FOREIGN KEY ("corrects") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invoice_lines_timesheet" ON "invoice_lines" USING btree ("timesheet_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_lines_once" ON "invoice_lines" USING btree ("timesheet_id","kind") WHERE "invoice_lines"."kind" in ('work', 'fee');--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_lines_bonus_once" ON "invoice_lines" USING btree ("bonus_id","kind") WHERE "invoice_lines"."kind" in ('bonus', 'bonus_fee');--> statement-breakpoint
CREATE INDEX "payout_releases_timesheet" ON "payout_releases" USING btree ("timesheet_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payouts_one_in_reserve" ON "payouts" USING btree ("agent_id","currency") WHERE "payouts"."state" in ('reserved', 'held');--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD CONSTRAINT "payout_accounts_stripe_setup_intent_id_unique" UNIQUE("stripe_setup_intent_id");--> statement-breakpoint
ALTER TABLE "payout_accounts" ADD CONSTRAINT "payout_accounts_stripe_payout_method_id_unique" UNIQUE("stripe_payout_method_id");--> statement-breakpoint
ALTER TABLE "payout_releases" ADD CONSTRAINT "payout_releases_key_unique" UNIQUE("key");--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_stripe_payout_intent_id_unique" UNIQUE("stripe_payout_intent_id");--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_stripe_outbound_payment_id_unique" UNIQUE("stripe_outbound_payment_id");--> statement-breakpoint
ALTER TABLE "bills" ADD CONSTRAINT "bills_state" CHECK ("bills"."state" in ('due', 'charging', 'failed', 'invoiced', 'paid', 'writtenOff'));--> statement-breakpoint
ALTER TABLE "payout_releases" ADD CONSTRAINT "payout_releases_kind" CHECK ("payout_releases"."kind" in ('week', 'rest', 'bonus', 'hold', 'dispute', 'adjustment'));--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_state" CHECK ("payouts"."state" in ('reserved', 'held', 'transferred', 'sent', 'paid', 'failed'));--> statement-breakpoint
INSERT INTO "payout_items" ("payout_id", "release_id") SELECT "payout_id", "id" FROM "payout_releases" WHERE "payout_id" IS NOT NULL;--> statement-breakpoint
UPDATE "bills" SET "due_at" = "closed_at";--> statement-breakpoint
-- What was done to money and why stays (house.md, law 6, for the audit log too).
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();--> statement-breakpoint
CREATE TRIGGER audit_entries_keep BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();--> statement-breakpoint
-- Nothing is posted into a closed month: corrections post in the open period.
CREATE FUNCTION ledger_period_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM accounting_periods WHERE state = 'closed' AND month = to_char(NEW.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM')) THEN
    RAISE EXCEPTION 'the books of % are closed', to_char(NEW.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM') USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER ledger_transactions_in_open_period BEFORE INSERT ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION ledger_period_is_open();

CREATE TABLE "top_up_rules" (
	"currency" char(3) PRIMARY KEY NOT NULL,
	"weekly_limit" bigint NOT NULL,
	"set_by" uuid,
	"set_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "top_ups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"currency" char(3) NOT NULL,
	"amount" bigint NOT NULL,
	"reason" text NOT NULL,
	"state" text DEFAULT 'reserved' NOT NULL,
	"automatic_on" date,
	"requested_by" uuid,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"stripe_top_up_id" text,
	CONSTRAINT "top_ups_stripe_top_up_id_unique" UNIQUE("stripe_top_up_id"),
	CONSTRAINT "top_ups_once_a_day" UNIQUE("currency","automatic_on"),
	CONSTRAINT "top_ups_amount" CHECK ("top_ups"."amount" > 0),
	CONSTRAINT "top_ups_state" CHECK ("top_ups"."state" in ('reserved', 'sent', 'succeeded', 'failed'))
);

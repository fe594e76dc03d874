CREATE TABLE "minimum_balances" (
	"currency" char(3) PRIMARY KEY NOT NULL,
	"minimum" bigint NOT NULL,
	"room" bigint NOT NULL,
	"version" integer NOT NULL,
	"told_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "minimum_balances_room" CHECK ("minimum_balances"."room" >= 0)
);
--> statement-breakpoint
ALTER TABLE "bills" DROP CONSTRAINT "bills_business_week";--> statement-breakpoint
ALTER TABLE "bills" ADD COLUMN "part" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "approval_first" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "approval_first" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "bills" ADD CONSTRAINT "bills_business_week" UNIQUE("business_id","week","currency","part");
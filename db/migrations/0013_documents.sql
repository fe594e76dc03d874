CREATE TABLE "terms_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"cadence" text NOT NULL,
	"net_days" integer NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"state" text DEFAULT 'asked' NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"answer" text DEFAULT '' NOT NULL,
	CONSTRAINT "terms_requests_state" CHECK ("terms_requests"."state" in ('asked', 'granted', 'declined'))
);
--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "note" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "terms_requests" ADD CONSTRAINT "terms_requests_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terms_requests" ADD CONSTRAINT "terms_requests_asked_by_users_id_fk" FOREIGN KEY ("asked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "terms_requests_business" ON "terms_requests" USING btree ("business_id","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "terms_requests_one_asked" ON "terms_requests" USING btree ("business_id") WHERE "terms_requests"."state" = 'asked';
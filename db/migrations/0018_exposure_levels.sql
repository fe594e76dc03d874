CREATE TABLE "exposure_levels" (
	"business_id" uuid NOT NULL,
	"currency" char(3) NOT NULL,
	"level" integer DEFAULT 0 NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "exposure_levels_business_id_currency_pk" PRIMARY KEY("business_id","currency")
);
--> statement-breakpoint
ALTER TABLE "exposure_levels" ADD CONSTRAINT "exposure_levels_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;
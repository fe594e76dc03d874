ALTER TABLE "amendments" ADD COLUMN "evidence_level" text;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "evidence_level" text DEFAULT 'tickets' NOT NULL;--> statement-breakpoint
ALTER TABLE "offers" ADD COLUMN "evidence_level" text DEFAULT 'tickets' NOT NULL;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_evidence_level" CHECK ("contracts"."evidence_level" in ('none', 'tickets', 'blurred', 'pictures'));--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_evidence_level" CHECK ("offers"."evidence_level" in ('none', 'tickets', 'blurred', 'pictures'));
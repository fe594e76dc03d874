CREATE TABLE "pictures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contract_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"week" date NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"slot_at" timestamp (3) with time zone NOT NULL,
	"level" text NOT NULL,
	"state" text DEFAULT 'reserved' NOT NULL,
	"storage_key" text NOT NULL,
	"content_type" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"sent_sha256" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"thumbnail_at" timestamp (3) with time zone,
	"chain_seq" integer DEFAULT 0 NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"deleted_by" uuid,
	"deleted_why" text,
	"deleted_reason" text DEFAULT '' NOT NULL,
	CONSTRAINT "pictures_in_slot" CHECK ("pictures"."taken_at" >= "pictures"."slot_at" and "pictures"."taken_at" < "pictures"."slot_at" + interval '10 minutes'),
	CONSTRAINT "pictures_slot" CHECK (extract(epoch from "pictures"."slot_at")::bigint % 600 = 0),
	CONSTRAINT "pictures_tombstone" CHECK (("pictures"."state" = 'deleted') = ("pictures"."deleted_at" is not null and "pictures"."deleted_why" is not null)),
	CONSTRAINT "pictures_chained" CHECK (("pictures"."state" = 'reserved') = ("pictures"."chain_seq" = 0)),
	CONSTRAINT "pictures_state" CHECK ("pictures"."state" in ('reserved', 'stored', 'deleted')),
	CONSTRAINT "pictures_level" CHECK ("pictures"."level" in ('blurred', 'pictures')),
	CONSTRAINT "pictures_deleted_why" CHECK ("pictures"."deleted_why" in ('asked', 'takenBack', 'expired'))
);
--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_deleted_by_users_id_fk" FOREIGN KEY ("deleted_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_segment" FOREIGN KEY ("segment_id","week") REFERENCES "public"."segments"("id","week") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "pictures_one_a_slot" ON "pictures" USING btree ("contract_id","slot_at") WHERE state <> 'deleted';--> statement-breakpoint
CREATE INDEX "pictures_contract_week" ON "pictures" USING btree ("contract_id","week");--> statement-breakpoint
CREATE INDEX "pictures_segment_of" ON "pictures" USING btree ("segment_id");--> statement-breakpoint
CREATE INDEX "pictures_received" ON "pictures" USING btree ("received_at") WHERE state = 'stored';
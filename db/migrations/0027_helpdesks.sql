CREATE TABLE "helpdesk_connections" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"first_response" text NOT NULL,
	"secret_version" integer DEFAULT 1 NOT NULL,
	"secret_rolled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" uuid,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "helpdesk_connections_kind" CHECK ("helpdesk_connections"."kind" in ('generic', 'log')),
	CONSTRAINT "helpdesk_connections_first_response" CHECK ("helpdesk_connections"."first_response" in ('replied', 'taken'))
);
--> statement-breakpoint
CREATE TABLE "helpdesk_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"ticket_id" text NOT NULL,
	"kind" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"identity_id" uuid,
	"contract_id" uuid,
	"score" smallint,
	"extra" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"import_id" uuid,
	CONSTRAINT "helpdesk_events_kind" CHECK ("helpdesk_events"."kind" in ('created', 'assigned', 'taken', 'replied', 'waiting', 'solved', 'closed', 'reopened', 'csat', 'other')),
	CONSTRAINT "helpdesk_events_score" CHECK (("helpdesk_events"."kind" = 'csat') = ("helpdesk_events"."score" is not null) and "helpdesk_events"."score" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "helpdesk_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"contract_id" uuid,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"mapped_at" timestamp (3) with time zone,
	"mapped_by" uuid
);
--> statement-breakpoint
CREATE TABLE "helpdesk_imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"file_name" text NOT NULL,
	"content" text,
	"time_zone" text NOT NULL,
	"columns" jsonb NOT NULL,
	"kinds" jsonb NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"done_rows" integer DEFAULT 0 NOT NULL,
	"added_rows" integer DEFAULT 0 NOT NULL,
	"uploaded_at" timestamp (3) with time zone NOT NULL,
	"uploaded_by" uuid,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "helpdesk_imports_state" CHECK ("helpdesk_imports"."state" in ('draft', 'running', 'finished'))
);
--> statement-breakpoint
ALTER TABLE "helpdesk_connections" ADD CONSTRAINT "helpdesk_connections_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_connections" ADD CONSTRAINT "helpdesk_connections_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_events" ADD CONSTRAINT "helpdesk_events_connection_id_helpdesk_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."helpdesk_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_events" ADD CONSTRAINT "helpdesk_events_identity_id_helpdesk_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."helpdesk_identities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_events" ADD CONSTRAINT "helpdesk_events_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_events" ADD CONSTRAINT "helpdesk_events_import_id_helpdesk_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."helpdesk_imports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_identities" ADD CONSTRAINT "helpdesk_identities_connection_id_helpdesk_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."helpdesk_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_identities" ADD CONSTRAINT "helpdesk_identities_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_identities" ADD CONSTRAINT "helpdesk_identities_mapped_by_users_id_fk" FOREIGN KEY ("mapped_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_imports" ADD CONSTRAINT "helpdesk_imports_connection_id_helpdesk_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."helpdesk_connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "helpdesk_imports" ADD CONSTRAINT "helpdesk_imports_uploaded_by_users_id_fk" FOREIGN KEY ("uploaded_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "helpdesk_connections_business" ON "helpdesk_connections" USING btree ("business_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "helpdesk_events_once" ON "helpdesk_events" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "helpdesk_events_ticket" ON "helpdesk_events" USING btree ("connection_id","ticket_id","occurred_at");--> statement-breakpoint
CREATE INDEX "helpdesk_events_occurred" ON "helpdesk_events" USING btree ("connection_id","occurred_at");--> statement-breakpoint
CREATE INDEX "helpdesk_events_contract" ON "helpdesk_events" USING btree ("contract_id","occurred_at");--> statement-breakpoint
CREATE INDEX "helpdesk_events_unmapped" ON "helpdesk_events" USING btree ("identity_id") WHERE "helpdesk_events"."contract_id" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "helpdesk_identities_once" ON "helpdesk_identities" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "helpdesk_identities_contract" ON "helpdesk_identities" USING btree ("contract_id");--> statement-breakpoint
CREATE INDEX "helpdesk_imports_connection" ON "helpdesk_imports" USING btree ("connection_id","uploaded_at");--> statement-breakpoint
-- What happened at a ticket stays as it was told. One thing may be added, once: the contract, when the agent of the helpdesk is mapped.
CREATE FUNCTION helpdesk_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.contract_id IS NULL AND NEW.contract_id IS NOT NULL
    AND to_jsonb(NEW) - 'contract_id' = to_jsonb(OLD) - 'contract_id' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'helpdesk events are append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER helpdesk_events_append_only BEFORE UPDATE OR DELETE ON helpdesk_events FOR EACH ROW EXECUTE FUNCTION helpdesk_events_are_append_only();--> statement-breakpoint
CREATE TRIGGER helpdesk_events_keep BEFORE TRUNCATE ON helpdesk_events FOR EACH STATEMENT EXECUTE FUNCTION helpdesk_events_are_append_only();

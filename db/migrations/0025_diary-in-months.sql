-- Written by hand: `segments` becomes a table in monthly partitions of `week` (docs/decisions/024-the-diary-in-months-and-its-chain.md).
ALTER TABLE "dispute_segments" DROP CONSTRAINT "dispute_segments_segment_id_segments_id_fk";
--> statement-breakpoint
ALTER TABLE "timesheet_segments" DROP CONSTRAINT "timesheet_segments_segment_id_segments_id_fk";
--> statement-breakpoint
ALTER TABLE "segments" RENAME TO "segments_before";
--> statement-breakpoint
ALTER TABLE "segments_before" DROP CONSTRAINT "segments_never_overlap";
--> statement-breakpoint
ALTER INDEX "segments_contract_week" RENAME TO "segments_before_contract_week";
--> statement-breakpoint
ALTER INDEX "segments_agent_started" RENAME TO "segments_before_agent_started";
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" uuid NOT NULL,
	"contract_id" uuid NOT NULL CONSTRAINT "segments_contract_id_contracts_id_fk" REFERENCES "public"."contracts"("id"),
	"agent_id" uuid NOT NULL CONSTRAINT "segments_agent_id_agents_id_fk" REFERENCES "public"."agents"("id"),
	"week" date NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"minutes" smallint NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"memo" text DEFAULT '' NOT NULL,
	"active_minutes" smallint DEFAULT 0 NOT NULL,
	"over_limit" boolean DEFAULT false NOT NULL,
	"source" text DEFAULT 'web' NOT NULL,
	"device" text DEFAULT '' NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"deleted_by" uuid CONSTRAINT "segments_deleted_by_users_id_fk" REFERENCES "public"."users"("id"),
	"late" boolean DEFAULT false NOT NULL,
	"chain_seq" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "segments_id_week_pk" PRIMARY KEY("id","week"),
	CONSTRAINT "segments_minutes" CHECK ("minutes" between 1 and 10),
	CONSTRAINT "segments_length" CHECK ("ended_at" = "started_at" + make_interval(mins => "minutes")),
	CONSTRAINT "segments_one_slot" CHECK (floor(extract(epoch from "started_at") / 600) = floor((extract(epoch from "ended_at") - 1) / 600)),
	CONSTRAINT "segments_active_minutes" CHECK ("active_minutes" between 0 and "minutes"),
	CONSTRAINT "segments_kind" CHECK ("kind" in ('tracked', 'on-call', 'in-queue', 'manual')),
	-- Overlaps are kept out inside a partition: an instant must not belong to two.
	CONSTRAINT "segments_week" CHECK ("week" = date_trunc('week', "started_at" at time zone 'UTC')::date)
) PARTITION BY RANGE ("week");
--> statement-breakpoint
CREATE INDEX "segments_contract_week" ON "segments" USING btree ("contract_id","week");
--> statement-breakpoint
CREATE INDEX "segments_agent_started" ON "segments" USING btree ("agent_id","started_at");
--> statement-breakpoint
-- What no month was made for: nobody's time is refused for want of a partition.
CREATE TABLE "segments_default" PARTITION OF "segments" DEFAULT;
--> statement-breakpoint
ALTER TABLE "segments_default" ADD CONSTRAINT "segments_default_never_overlap"
  EXCLUDE USING gist (agent_id WITH =, tstzrange(started_at, ended_at) WITH &&) WHERE (deleted_at IS NULL);
--> statement-breakpoint
-- Makes the partition of a month unless it is there. A month that has rows in the default partition already stays there: they are linked to.
CREATE FUNCTION make_segments_month(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  following date := (date_trunc('month', month) + interval '1 month')::date;
  name text := 'segments_' || to_char(date_trunc('month', month), 'YYYY_MM');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('segments months'));
  IF to_regclass(name) IS NOT NULL THEN RETURN false; END IF;
  IF EXISTS (SELECT FROM segments_default WHERE week >= first AND week < following) THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE segments INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
  EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I EXCLUDE USING gist (agent_id WITH =, tstzrange(started_at, ended_at) WITH &&) WHERE (deleted_at IS NULL)', name, name || '_never_overlap');
  EXECUTE format('ALTER TABLE segments ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, following);
  RETURN true;
END $$;
--> statement-breakpoint
SELECT make_segments_month(month::date) FROM generate_series(
  least((SELECT date_trunc('month', min(week)) FROM segments_before), date_trunc('month', now()) - interval '6 months'),
  date_trunc('month', now()) + interval '3 months', interval '1 month') AS month;
--> statement-breakpoint
INSERT INTO "segments" ("id","contract_id","agent_id","week","started_at","minutes","ended_at","kind","memo","active_minutes","over_limit","source","device","received_at","deleted_at","deleted_by")
  SELECT "id","contract_id","agent_id","week","started_at","minutes","ended_at","kind","memo","active_minutes","over_limit","source","device","received_at","deleted_at","deleted_by" FROM "segments_before";
--> statement-breakpoint
DROP TABLE "segments_before";
--> statement-breakpoint
ALTER TABLE "dispute_segments" ADD COLUMN "week" date;
--> statement-breakpoint
ALTER TABLE "timesheet_segments" ADD COLUMN "week" date;
--> statement-breakpoint
UPDATE "dispute_segments" d SET "week" = t."week" FROM "disputes" s JOIN "timesheets" t ON t."id" = s."timesheet_id" WHERE s."id" = d."dispute_id";
--> statement-breakpoint
UPDATE "timesheet_segments" s SET "week" = t."week" FROM "timesheets" t WHERE t."id" = s."timesheet_id";
--> statement-breakpoint
ALTER TABLE "dispute_segments" ALTER COLUMN "week" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "timesheet_segments" ALTER COLUMN "week" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "timesheet_segments" DROP CONSTRAINT "timesheet_segments_pkey";
--> statement-breakpoint
ALTER TABLE "timesheet_segments" ADD CONSTRAINT "timesheet_segments_segment_id_week_pk" PRIMARY KEY("segment_id","week");
--> statement-breakpoint
ALTER TABLE "dispute_segments" ADD CONSTRAINT "dispute_segments_segment" FOREIGN KEY ("segment_id","week") REFERENCES "public"."segments"("id","week");
--> statement-breakpoint
ALTER TABLE "timesheet_segments" ADD CONSTRAINT "timesheet_segments_segment" FOREIGN KEY ("segment_id","week") REFERENCES "public"."segments"("id","week");
--> statement-breakpoint
CREATE TABLE "diary_chain" (
	"contract_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"content" text DEFAULT '' NOT NULL,
	"hash" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "diary_chain_contract_id_seq_pk" PRIMARY KEY("contract_id","seq"),
	CONSTRAINT "diary_chain_kind" CHECK ("diary_chain"."kind" in ('segments', 'late', 'deletion', 'picture', 'pictureDeletion'))
);
--> statement-breakpoint
ALTER TABLE "diary_chain" ADD CONSTRAINT "diary_chain_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE FUNCTION diary_chain_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the diary''s chain is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER "diary_chain_append_only" BEFORE UPDATE OR DELETE ON "diary_chain" FOR EACH ROW EXECUTE FUNCTION diary_chain_is_append_only();
--> statement-breakpoint
CREATE TRIGGER "diary_chain_no_truncate" BEFORE TRUNCATE ON "diary_chain" FOR EACH STATEMENT EXECUTE FUNCTION diary_chain_is_append_only();

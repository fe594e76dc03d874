CREATE TABLE "match_changes" (
	"xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"agent_id" uuid NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "match_changes_xid" ON "match_changes" USING btree ("xid");
CREATE TABLE "late_time_segments" (
	"segment_id" uuid NOT NULL,
	"week" date NOT NULL,
	"late_time_id" uuid NOT NULL,
	"minutes" integer NOT NULL,
	CONSTRAINT "late_time_segments_segment_id_week_pk" PRIMARY KEY("segment_id","week")
);
--> statement-breakpoint
CREATE TABLE "late_times" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contract_id" uuid NOT NULL,
	"business_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"week" date NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"minutes" integer NOT NULL,
	"arrived_at" timestamp (3) with time zone NOT NULL,
	"decide_until" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" uuid,
	"reason" text,
	"statement" text,
	"contested_at" timestamp (3) with time zone,
	"ruling" text,
	"ruled_by" uuid,
	"ruled_at" timestamp (3) with time zone,
	"timesheet_id" uuid,
	CONSTRAINT "late_times_state" CHECK ("late_times"."state" in ('waiting', 'approved', 'declined', 'contested', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "week_change_segments" (
	"week_change_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"week" date NOT NULL,
	CONSTRAINT "week_change_segments_week_change_id_segment_id_pk" PRIMARY KEY("week_change_id","segment_id")
);
--> statement-breakpoint
CREATE TABLE "week_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"timesheet_id" uuid NOT NULL,
	"contract_id" uuid NOT NULL,
	"business_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"week" date NOT NULL,
	"kind" text NOT NULL,
	"state" text DEFAULT 'proposed' NOT NULL,
	"minutes" integer NOT NULL,
	"reason" text NOT NULL,
	"from_at" timestamp (3) with time zone,
	"to_at" timestamp (3) with time zone,
	"proposed_side" text NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone,
	"answer" text,
	"late_time_id" uuid,
	"carried_out_at" timestamp (3) with time zone,
	"given_back" bigint,
	CONSTRAINT "week_changes_kind" CHECK ("week_changes"."kind" in ('takeOut', 'addTime')),
	CONSTRAINT "week_changes_state" CHECK ("week_changes"."state" in ('proposed', 'accepted', 'declined', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "week_question_segments" (
	"question_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"week" date NOT NULL,
	CONSTRAINT "week_question_segments_question_id_segment_id_pk" PRIMARY KEY("question_id","segment_id")
);
--> statement-breakpoint
CREATE TABLE "week_question_words" (
	"id" uuid PRIMARY KEY NOT NULL,
	"question_id" uuid NOT NULL,
	"side" text NOT NULL,
	"author_id" uuid NOT NULL,
	"words" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "week_questions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"timesheet_id" uuid NOT NULL,
	"answered" boolean DEFAULT false NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "timesheets" DROP CONSTRAINT "timesheets_contract_week";--> statement-breakpoint
ALTER TABLE "timesheets" ADD COLUMN "part" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "timesheets" ADD COLUMN "bill_week" date;--> statement-breakpoint
UPDATE "timesheets" SET "bill_week" = "week";--> statement-breakpoint
ALTER TABLE "timesheets" ALTER COLUMN "bill_week" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "late_time_segments" ADD CONSTRAINT "late_time_segments_late_time_id_late_times_id_fk" FOREIGN KEY ("late_time_id") REFERENCES "public"."late_times"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_time_segments" ADD CONSTRAINT "late_time_segments_segment" FOREIGN KEY ("segment_id","week") REFERENCES "public"."segments"("id","week") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_times" ADD CONSTRAINT "late_times_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_times" ADD CONSTRAINT "late_times_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_times" ADD CONSTRAINT "late_times_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_times" ADD CONSTRAINT "late_times_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_times" ADD CONSTRAINT "late_times_ruled_by_users_id_fk" FOREIGN KEY ("ruled_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_times" ADD CONSTRAINT "late_times_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_change_segments" ADD CONSTRAINT "week_change_segments_week_change_id_week_changes_id_fk" FOREIGN KEY ("week_change_id") REFERENCES "public"."week_changes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_change_segments" ADD CONSTRAINT "week_change_segments_segment" FOREIGN KEY ("segment_id","week") REFERENCES "public"."segments"("id","week") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_changes" ADD CONSTRAINT "week_changes_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_changes" ADD CONSTRAINT "week_changes_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_changes" ADD CONSTRAINT "week_changes_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_changes" ADD CONSTRAINT "week_changes_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_changes" ADD CONSTRAINT "week_changes_proposed_by_users_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_changes" ADD CONSTRAINT "week_changes_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_changes" ADD CONSTRAINT "week_changes_late_time_id_late_times_id_fk" FOREIGN KEY ("late_time_id") REFERENCES "public"."late_times"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_question_segments" ADD CONSTRAINT "week_question_segments_question_id_week_questions_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."week_questions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_question_segments" ADD CONSTRAINT "week_question_segments_segment" FOREIGN KEY ("segment_id","week") REFERENCES "public"."segments"("id","week") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_question_words" ADD CONSTRAINT "week_question_words_question_id_week_questions_id_fk" FOREIGN KEY ("question_id") REFERENCES "public"."week_questions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_question_words" ADD CONSTRAINT "week_question_words_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "week_questions" ADD CONSTRAINT "week_questions_timesheet_id_timesheets_id_fk" FOREIGN KEY ("timesheet_id") REFERENCES "public"."timesheets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "late_time_segments_late_time" ON "late_time_segments" USING btree ("late_time_id");--> statement-breakpoint
CREATE INDEX "late_times_contract" ON "late_times" USING btree ("contract_id","week");--> statement-breakpoint
CREATE INDEX "late_times_business" ON "late_times" USING btree ("business_id","state");--> statement-breakpoint
CREATE INDEX "late_times_state" ON "late_times" USING btree ("state","decide_until");--> statement-breakpoint
CREATE INDEX "late_times_timesheet" ON "late_times" USING btree ("timesheet_id");--> statement-breakpoint
CREATE INDEX "week_change_segments_segment_id" ON "week_change_segments" USING btree ("segment_id");--> statement-breakpoint
CREATE INDEX "week_changes_timesheet" ON "week_changes" USING btree ("timesheet_id");--> statement-breakpoint
CREATE INDEX "week_changes_business" ON "week_changes" USING btree ("business_id","state");--> statement-breakpoint
CREATE INDEX "week_changes_agent" ON "week_changes" USING btree ("agent_id","state");--> statement-breakpoint
CREATE INDEX "week_question_words_question" ON "week_question_words" USING btree ("question_id");--> statement-breakpoint
CREATE INDEX "week_questions_timesheet" ON "week_questions" USING btree ("timesheet_id");--> statement-breakpoint
ALTER TABLE "timesheets" ADD CONSTRAINT "timesheets_contract_week" UNIQUE("contract_id","week","part");
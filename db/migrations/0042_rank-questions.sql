CREATE TABLE "rank_questions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"role_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"question" text NOT NULL,
	"audit" jsonb NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"answer" text,
	"outcome" text,
	"answered_by" uuid,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "rank_questions_state" CHECK ("rank_questions"."state" in ('open', 'answered')),
	CONSTRAINT "rank_questions_outcome" CHECK ("rank_questions"."outcome" in ('explained', 'data-corrected', 'mistake-found')),
	CONSTRAINT "rank_questions_answered" CHECK (("rank_questions"."state" = 'answered') = ("rank_questions"."answer" is not null and "rank_questions"."outcome" is not null and "rank_questions"."answered_by" is not null and "rank_questions"."answered_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "rank_questions" ADD CONSTRAINT "rank_questions_role_id_roles_id_fk" FOREIGN KEY ("role_id") REFERENCES "public"."roles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rank_questions" ADD CONSTRAINT "rank_questions_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rank_questions" ADD CONSTRAINT "rank_questions_answered_by_users_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "rank_questions_one_open" ON "rank_questions" USING btree ("role_id","agent_id") WHERE "rank_questions"."state" = 'open';--> statement-breakpoint
CREATE INDEX "rank_questions_agent" ON "rank_questions" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "rank_questions_due" ON "rank_questions" USING btree ("due_at") WHERE "rank_questions"."state" = 'open';
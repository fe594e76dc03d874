CREATE TABLE "team_suggestions" (
	"role_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"question" text NOT NULL,
	"week" date NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"candidates" integer,
	"teams" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "team_suggestions_state" CHECK ("team_suggestions"."state" in ('working', 'ready', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "team_suggestions" ADD CONSTRAINT "team_suggestions_role_id_roles_id_fk" FOREIGN KEY ("role_id") REFERENCES "public"."roles"("id") ON DELETE no action ON UPDATE no action;
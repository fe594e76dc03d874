CREATE TABLE "match_marks" (
	"role_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"mark" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"marked_by" uuid NOT NULL,
	"marked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "match_marks_role_id_agent_id_pk" PRIMARY KEY("role_id","agent_id"),
	CONSTRAINT "match_marks_mark" CHECK ("match_marks"."mark" in ('shortlisted', 'hidden'))
);
--> statement-breakpoint
ALTER TABLE "match_marks" ADD CONSTRAINT "match_marks_role_id_roles_id_fk" FOREIGN KEY ("role_id") REFERENCES "public"."roles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_marks" ADD CONSTRAINT "match_marks_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "match_marks" ADD CONSTRAINT "match_marks_marked_by_users_id_fk" FOREIGN KEY ("marked_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;
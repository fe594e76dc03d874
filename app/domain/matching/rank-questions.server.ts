import { and, asc, count, desc, eq } from "drizzle-orm";
import { type Actor, permit } from "#app/domain/accounts/permissions.ts";
import { NotFound } from "#app/kernel/errors.ts";
import type { Queryable } from "#db/client.server.ts";
import { businesses, users } from "#db/schema/accounts.ts";
import { rankQuestions } from "#db/schema/matching.ts";
import { roles } from "#db/schema/roles.ts";
import type { RankAudit } from "./rank-audit.ts";
import type { RankQuestionState } from "./rank-question.ts";

const PAGE = 25;

const listed = {
  id: rankQuestions.id,
  state: rankQuestions.state,
  question: rankQuestions.question,
  askedAt: rankQuestions.askedAt,
  dueAt: rankQuestions.dueAt,
  outcome: rankQuestions.outcome,
  answeredAt: rankQuestions.answeredAt,
};

/** What an agent has asked about their rank for a role, the newest first. The caller has checked that it is the agent. */
export function ownRankQuestions(db: Queryable, { roleId, agentId }: { roleId: string; agentId: string }) {
  return db
    .select(listed)
    .from(rankQuestions)
    .where(and(eq(rankQuestions.roleId, roleId), eq(rankQuestions.agentId, agentId)))
    .orderBy(desc(rankQuestions.askedAt))
    .limit(PAGE);
}

/** The operators' queue: open ones by the day they are due, so overdue ones first; answered ones the newest first. @throws Forbidden, NotFound */
export async function rankQuestionQueue(
  db: Queryable,
  { state, page }: { state: RankQuestionState; page: number },
  actor: Actor,
) {
  permit(actor, "ranks.review");
  const order = state === "open" ? [asc(rankQuestions.dueAt), asc(rankQuestions.id)] : [desc(rankQuestions.answeredAt)];
  const [rows, totals] = await Promise.all([
    db
      .select({ ...listed, agentName: users.name, roleTitle: roles.title, businessName: businesses.name })
      .from(rankQuestions)
      .innerJoin(users, eq(users.id, rankQuestions.agentId))
      .innerJoin(roles, eq(roles.id, rankQuestions.roleId))
      .innerJoin(businesses, eq(businesses.id, roles.businessId))
      .where(eq(rankQuestions.state, state))
      .orderBy(...order)
      .limit(PAGE)
      .offset((page - 1) * PAGE),
    db.select({ state: rankQuestions.state, n: count() }).from(rankQuestions).groupBy(rankQuestions.state),
  ]);
  const of = (one: RankQuestionState) => totals.find((row) => row.state === one)?.n ?? 0;
  return { rows, counts: { open: of("open"), answered: of("answered") }, pages: Math.max(1, Math.ceil(of(state) / PAGE)) };
}

/** One question with the audit as it stood, for the agent who asked and for operators. @throws NotFound for strangers, Forbidden for other staff */
export async function rankQuestion(db: Queryable, questionId: string, actor: Actor) {
  const [row] = await db
    .select({
      ...listed,
      roleId: rankQuestions.roleId,
      agentId: rankQuestions.agentId,
      audit: rankQuestions.audit,
      answer: rankQuestions.answer,
      answeredBy: rankQuestions.answeredBy,
      roleTitle: roles.title,
      roleState: roles.state,
      businessName: businesses.name,
      agentName: users.name,
    })
    .from(rankQuestions)
    .innerJoin(users, eq(users.id, rankQuestions.agentId))
    .innerJoin(roles, eq(roles.id, rankQuestions.roleId))
    .innerJoin(businesses, eq(businesses.id, roles.businessId))
    .where(eq(rankQuestions.id, questionId));
  if (!row) throw new NotFound();
  permit(actor, actor.kind === "staff" ? "ranks.review" : "ranks.ask", { agentId: row.agentId });
  const { answeredBy, ...shown } = row;
  const [operator] =
    answeredBy && actor.kind === "staff" ? await db.select({ name: users.name }).from(users).where(eq(users.id, answeredBy)) : [];
  return { ...shown, audit: row.audit as RankAudit, answeredBy: operator?.name ?? null };
}

import { Forbidden, NotFound } from "#app/kernel/errors.ts";

export type MemberRole = "owner" | "manager" | "finance" | "viewer";
export type StaffRole = "desk_agent" | "mediator" | "platform_finance" | "operator";

/** Who acts: a signed-in person with all that decides what they may, or the system itself (jobs). */
export type Actor =
  | { kind: "agent"; userId: string }
  | { kind: "member"; userId: string; memberships: { businessId: string; role: MemberRole }[] }
  | { kind: "staff"; userId: string; roles: StaffRole[] }
  | { kind: "system"; userId: null };

/** Every command's third argument: who acts and the business time (a UTC instant). */
export interface Context {
  actor: Actor;
  now: Date;
}

export const system: Actor = { kind: "system", userId: null };

/** What the things of a business let its members do, by role (product.md, "Words": owner, manager, finance, viewer). */
const everyone: MemberRole[] = ["owner", "manager", "finance", "viewer"];
const managers: MemberRole[] = ["owner", "manager"];
const payers: MemberRole[] = ["owner", "finance"];
const memberMay = {
  "business.view": everyone,
  "business.manage": ["owner"],
  "members.manage": ["owner"],
  "roles.view": everyone,
  "roles.manage": managers,
  "hiring.view": everyone,
  "hiring.manage": managers,
  "messages.view": everyone,
  "messages.send": managers,
  "contracts.view": everyone,
  "contracts.manage": managers,
  "shifts.view": everyone,
  "shifts.manage": managers,
  "diary.view": everyone,
  "pictures.delete": managers,
  "helpdesks.view": everyone,
  "helpdesks.manage": managers,
  "timesheets.view": everyone,
  "timesheets.review": managers,
  "bills.view": ["owner", "manager", "finance"],
  "bills.pay": payers,
  "cards.manage": payers,
  "trace.view": payers,
  "bonuses.give": managers,
  "disputes.view": everyone,
  "disputes.open": managers,
  "tax.view": payers,
  "tax.manage": payers,
  "tiers.view": everyone,
  "tiers.decide": managers,
  "reviews.write": managers,
  "reviews.view": everyone,
} satisfies Record<string, MemberRole[]>;

/** What an agent may do with things of their own. */
const agentMay = [
  "profile.view",
  "profile.edit",
  "ranks.ask",
  "hiring.view",
  "hiring.answer",
  "messages.view",
  "messages.send",
  "contracts.view",
  "contracts.answer",
  "shifts.view",
  "shifts.answer",
  "diary.view",
  "diary.record",
  "pictures.delete",
  "timesheets.view",
  "timesheets.answer",
  "earnings.view",
  "payouts.manage",
  "disputes.view",
  "disputes.answer",
  "tax.view",
  "tax.manage",
  "tiers.view",
  "tiers.reply",
  "reviews.write",
  "reviews.view",
] as const;

const staffMay = {
  "profile.view": ["desk_agent", "mediator", "operator"],
  "ledger.view": ["platform_finance"],
  "ledger.post": ["platform_finance"],
  "reconciliation.view": ["platform_finance"],
  "reconciliation.run": ["platform_finance"],
  "payouts.view": ["platform_finance"],
  "finance.act": ["platform_finance"],
  "finance.approve": ["platform_finance"],
  "terms.decide": ["platform_finance"],
  "periods.close": ["platform_finance"],
  "cases.manage": ["platform_finance"],
  "disputes.view": ["mediator", "platform_finance"],
  "disputes.decide": ["mediator"],
  "tax.view": ["platform_finance"],
  "trace.view": ["platform_finance"],
  "bills.view": ["platform_finance"],
  "earnings.view": ["platform_finance"],
  "operations.view": ["operator"],
  "ranks.review": ["operator"],
} satisfies Record<string, StaffRole[]>;

export type Permission = keyof typeof memberMay | (typeof agentMay)[number] | keyof typeof staffMay;

/** Whose thing it is. A thing between a business and an agent names both. Platform things (the ledger) name neither. */
export interface Subject {
  businessId?: string;
  agentId?: string;
}

export function may(actor: Actor, permission: Permission, subject: Subject = {}): boolean {
  if (actor.kind === "system") return true;
  if (actor.kind === "staff")
    return ((staffMay as Record<string, StaffRole[]>)[permission] ?? []).some((role) => actor.roles.includes(role));
  if (actor.kind === "agent") return subject.agentId === actor.userId && (agentMay as readonly string[]).includes(permission);
  const membership = actor.memberships.find((m) => m.businessId === subject.businessId);
  return membership !== undefined && ((memberMay as Record<string, MemberRole[]>)[permission] ?? []).includes(membership.role);
}

function isStranger(actor: Actor, subject: Subject): boolean {
  if (actor.kind === "agent") return subject.agentId !== actor.userId;
  if (actor.kind === "member") return !actor.memberships.some((m) => m.businessId === subject.businessId);
  return false;
}

/**
 * The one gate of every command and route.
 * @throws NotFound to strangers (they learn nothing), Forbidden to those who belong here but may not do this
 */
export function permit(actor: Actor, permission: Permission, subject: Subject = {}): void {
  if (may(actor, permission, subject)) return;
  if (isStranger(actor, subject)) throw new NotFound();
  throw new Forbidden("errors:forbidden", { permission });
}

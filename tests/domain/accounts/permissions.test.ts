import { type Actor, may, type Permission, permit, system } from "#app/domain/accounts/permissions.ts";
import { Forbidden, NotFound } from "#app/kernel/errors.ts";
import { expect, test } from "#tests/setup/test.ts";

/** Who may do what, as product.md's words describe the people; anything that is not said here is refused. */
const table: Record<Permission, string> = {
  "business.view": "owner manager finance viewer",
  "business.manage": "owner",
  "members.manage": "owner",
  "roles.view": "owner manager finance viewer",
  "roles.manage": "owner manager",
  "hiring.view": "owner manager finance viewer agent",
  "hiring.manage": "owner manager",
  "hiring.answer": "agent",
  "messages.view": "owner manager finance viewer agent",
  "messages.send": "owner manager agent",
  "contracts.view": "owner manager finance viewer agent",
  "contracts.manage": "owner manager",
  "contracts.answer": "agent",
  "shifts.view": "owner manager finance viewer agent",
  "shifts.manage": "owner manager",
  "shifts.answer": "agent",
  "diary.view": "owner manager finance viewer agent",
  "diary.record": "agent",
  "pictures.delete": "owner manager agent",
  "helpdesks.view": "owner manager finance viewer",
  "helpdesks.manage": "owner manager",
  "timesheets.view": "owner manager finance viewer agent",
  "timesheets.review": "owner manager",
  "timesheets.answer": "agent",
  "bills.view": "owner manager finance platform_finance",
  "bills.pay": "owner finance",
  "cards.manage": "owner finance",
  "trace.view": "owner finance platform_finance",
  "bonuses.give": "owner manager",
  "disputes.view": "owner manager finance viewer agent mediator platform_finance",
  "disputes.open": "owner manager",
  "disputes.answer": "agent",
  "disputes.decide": "mediator",
  "tax.view": "owner finance agent platform_finance",
  "tax.manage": "owner finance agent",
  "finance.act": "platform_finance",
  "finance.approve": "platform_finance",
  "terms.decide": "platform_finance",
  "periods.close": "platform_finance",
  "cases.manage": "platform_finance",
  "tiers.view": "owner manager finance viewer agent",
  "tiers.decide": "owner manager",
  "tiers.reply": "agent",
  "reviews.write": "owner manager agent",
  "reviews.view": "owner manager finance viewer agent",
  "profile.view": "agent desk_agent mediator operator",
  "profile.edit": "agent",
  "earnings.view": "agent platform_finance",
  "payouts.manage": "agent",
  "payouts.view": "platform_finance",
  "ledger.view": "platform_finance",
  "ledger.post": "platform_finance",
  "reconciliation.view": "platform_finance",
  "reconciliation.run": "platform_finance",
  "operations.view": "operator",
  "ranks.ask": "agent",
  "ranks.review": "operator",
};

const [business, otherBusiness] = ["b1", "b2"];
const member = (businessId: string, role: "owner" | "manager" | "finance" | "viewer"): Actor => ({
  kind: "member",
  userId: `${role} of ${businessId}`,
  memberships: [{ businessId, role }],
});
const staff = (role: "desk_agent" | "mediator" | "platform_finance" | "operator"): Actor => ({
  kind: "staff",
  userId: role,
  roles: [role],
});
const subject = { businessId: business, agentId: "agent" };

const belonging: Record<string, Actor> = {
  owner: member(business, "owner"),
  manager: member(business, "manager"),
  finance: member(business, "finance"),
  viewer: member(business, "viewer"),
  agent: { kind: "agent", userId: "agent" },
  desk_agent: staff("desk_agent"),
  mediator: staff("mediator"),
  platform_finance: staff("platform_finance"),
  operator: staff("operator"),
};
const strangers: Record<string, Actor> = {
  "the owner of another business": member(otherBusiness, "owner"),
  "another agent": { kind: "agent", userId: "another agent" },
  "a member of no team": { kind: "member", userId: "nobody", memberships: [] },
};
const rows = Object.entries(table) as [Permission, string][];

test.for(rows.flatMap(([permission, allowed]) => Object.keys(belonging).map((who) => [permission, who, allowed] as const)))(
  "%s by %s",
  ([permission, who, allowed]) => {
    const actor = belonging[who]!;
    const expected = allowed.split(" ").includes(who);
    expect(may(actor, permission, subject)).toBe(expected);
    if (expected) expect(() => permit(actor, permission, subject)).not.toThrow();
    else expect(() => permit(actor, permission, subject)).toThrow(Forbidden);
  },
);

test.for(rows.flatMap(([permission]) => Object.keys(strangers).map((who) => [permission, who] as const)))(
  "%s: %s learns nothing",
  ([permission, who]) => {
    expect(may(strangers[who]!, permission, subject)).toBe(false);
    expect(() => permit(strangers[who]!, permission, subject)).toThrow(NotFound);
  },
);

test("the system's own jobs may do everything", () => {
  for (const [permission] of rows) expect(may(system, permission, subject)).toBe(true);
});

test("a person on two teams has each team's part there, and nothing of one in the other", () => {
  const both: Actor = {
    kind: "member",
    userId: "both",
    memberships: [
      { businessId: business, role: "viewer" },
      { businessId: otherBusiness, role: "owner" },
    ],
  };
  expect(may(both, "members.manage", { businessId: otherBusiness })).toBe(true);
  expect(() => permit(both, "members.manage", { businessId: business })).toThrow(Forbidden);
});

test("staff with two roles may do what either may, and things of the platform name nobody", () => {
  const two: Actor = { kind: "staff", userId: "two", roles: ["operator", "platform_finance"] };
  expect(may(two, "ledger.view")).toBe(true);
  expect(may(two, "operations.view")).toBe(true);
  expect(() => permit(belonging.owner!, "ledger.view")).toThrow(NotFound);
  expect(() => permit(belonging.agent!, "ledger.view")).toThrow(NotFound);
});

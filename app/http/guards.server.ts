import { redirect } from "@remix-run/node";
import type { Actor, StaffRole } from "#app/domain/accounts/permissions.ts";
import { actorOf, type Viewer } from "#app/domain/accounts/viewer.ts";
import { Forbidden } from "#app/kernel/errors.ts";
import type { LoadContext } from "./load-context.ts";

type Asking = Pick<LoadContext, "viewer"> & { path?: string };

/** @throws a redirect to the sign-in page when signed out */
export function requireViewer(context: Asking): { viewer: Viewer; actor: Actor } {
  if (!context.viewer) throw redirect(`/auth/sign-in${context.path ? `?next=${encodeURIComponent(context.path)}` : ""}`);
  return { viewer: context.viewer, actor: actorOf(context.viewer) };
}

/** @throws Forbidden for businesses and staff */
export function requireAgent(context: Asking): { viewer: Viewer; actor: Actor; agentId: string } {
  const { viewer, actor } = requireViewer(context);
  if (viewer.kind !== "agent") throw new Forbidden("errors:area.agent");
  return { viewer, actor, agentId: viewer.id };
}

/** The business is the one the member chose last. @throws Forbidden for agents, staff and members of no business */
export function requireMember(context: Asking): {
  viewer: Viewer;
  actor: Actor;
  businessId: string;
  business: Viewer["businesses"][number];
} {
  const { viewer, actor } = requireViewer(context);
  const business = viewer.businesses.find((one) => one.id === viewer.businessId) ?? viewer.businesses[0];
  if (viewer.kind !== "member") throw new Forbidden("errors:area.business");
  if (!business) throw new Forbidden("errors:area.noTeam");
  return { viewer, actor, businessId: business.id, business };
}

/** @param role one the person must hold; none = any staff. @throws Forbidden */
export function requireStaff(context: Asking, role?: StaffRole): { viewer: Viewer; actor: Actor } {
  const { viewer, actor } = requireViewer(context);
  if (viewer.kind !== "staff") throw new Forbidden("errors:area.desk");
  if (role && !viewer.staffRoles.includes(role)) throw new Forbidden("errors:area.deskRole");
  return { viewer, actor };
}

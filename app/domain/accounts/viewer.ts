import type { Actor, MemberRole, StaffRole } from "./permissions.ts";

/** The signed-in person as a request knows them: who, what they belong to and how they like to read. */
export interface Viewer {
  id: string;
  name: string;
  email: string;
  kind: "agent" | "member" | "staff";
  emailVerified: boolean;
  locale: "en" | "fr" | "pt" | "es";
  /** IANA zone. */
  timeZone: string;
  theme: "system" | "light" | "dark";
  businesses: { id: string; name: string; role: MemberRole; timeZone: string }[];
  /** The business whose pages are shown; a member may belong to several. */
  businessId: string | null;
  staffRoles: StaffRole[];
}

export function actorOf(viewer: Viewer): Actor {
  if (viewer.kind === "agent") return { kind: "agent", userId: viewer.id };
  if (viewer.kind === "staff") return { kind: "staff", userId: viewer.id, roles: viewer.staffRoles };
  return { kind: "member", userId: viewer.id, memberships: viewer.businesses.map(({ id, role }) => ({ businessId: id, role })) };
}

import type { Actor, MemberRole, StaffRole } from "./permissions.ts";

export type UserKind = Actor["kind"] & ("agent" | "member" | "staff");

/** The signed-in person as every page knows them. */
export interface Viewer {
  id: string;
  name: string;
  email: string;
  kind: UserKind;
  emailVerified: boolean;
  locale: "en" | "fr" | "pt" | "es";
  /** IANA zone in which times are shown to this person. */
  timeZone: string;
  theme: "system" | "light" | "dark";
  businesses: { id: string; name: string; role: MemberRole; timeZone: string }[];
  /** The business a member looks at now: the one chosen last, else the first; null without any. */
  businessId: string | null;
  staffRoles: StaffRole[];
}

export function actorOf(viewer: Pick<Viewer, "id" | "kind" | "businesses" | "staffRoles">): Actor {
  if (viewer.kind === "agent") return { kind: "agent", userId: viewer.id };
  if (viewer.kind === "staff") return { kind: "staff", userId: viewer.id, roles: viewer.staffRoles };
  return {
    kind: "member",
    userId: viewer.id,
    memberships: viewer.businesses.map(({ id, role }) => ({ businessId: id, role })),
  };
}

/** Where a person begins after signing in. */
export function homeOf(kind: UserKind): string {
  return { agent: "/agent", member: "/business", staff: "/desk" }[kind];
}

/** A path of our own; anything that could lead to another site (or is no path) becomes the fallback. */
export function localPath(path: string | null | undefined, fallback: string): string {
  // A backslash or a control character is read as "/" or dropped by browsers, so that "/\evil" leaves the site.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return path && /^\/(?!\/)[^\\\u0000-\u001f\u007f]*$/.test(path) ? path : fallback;
}

/** Where to go after signing in: where somebody was on the way to, but never back to a page of signing in. */
export function pathAfterSignIn(next: string | null | undefined, kind: UserKind): string {
  const path = localPath(next, homeOf(kind));
  return path.startsWith("/auth/") ? homeOf(kind) : path;
}

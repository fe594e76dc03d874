import { z } from "zod";
import { isTimeZone } from "#app/kernel/time.ts";
import { isCountry } from "./countries.ts";

export const locales = ["en", "fr", "pt", "es"] as const;
export const memberRoles = ["owner", "manager", "finance", "viewer"] as const;

/** Shortest password taken: NIST SP 800-63B asks for 8 and advises more; length is the only rule, nothing about signs or digits. */
export const PASSWORD_MIN = 10;
/** Longer ones only cost hashing time. */
const PASSWORD_MAX = 200;

export const personName = z.string().trim().min(1).max(120);
/** 254 characters: the longest address that SMTP can carry (RFC 5321, erratum 1690). */
export const emailAddress = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .transform((text) => text.toLowerCase());
export const newPassword = z.string().min(PASSWORD_MIN).max(PASSWORD_MAX);
export const timeZone = z.string().refine(isTimeZone, "accounts:errors.timeZoneUnknown");
export const country = z.string().refine(isCountry, "accounts:errors.countryUnknown");

export const signInInput = z.object({ email: z.string().trim().min(1).max(254), password: z.string().min(1).max(1000) });

const personInput = { name: personName, email: emailAddress, password: newPassword, timeZone };
export const signUpBusinessInput = z.object({ ...personInput, businessName: z.string().trim().min(1).max(120), country });
export const signUpAgentInput = z.object({ ...personInput, country });
export const forgotPasswordInput = z.object({ email: emailAddress });
export const resetPasswordInput = z.object({ token: z.string().min(1).max(200), password: newPassword });
export const changePasswordInput = z.object({ currentPassword: z.string().min(1).max(1000), password: newPassword });
export const saveAccountInput = z.object({
  name: personName,
  locale: z.enum(locales),
  timeZone,
  theme: z.enum(["system", "light", "dark"]),
});
export const inviteMemberInput = z.object({ email: emailAddress, role: z.enum(memberRoles) });
export const acceptInvitationInput = z.object({ name: personName, password: newPassword, timeZone });
export const saveBusinessInput = z.object({ name: z.string().trim().min(1).max(120), timeZone });
export const createApiTokenInput = z.object({ label: z.string().trim().min(1).max(80) });

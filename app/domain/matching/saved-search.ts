import { z } from "zod";
import { agentQueryOf, searchOf } from "./agent-search.ts";

export const searchName = z.string().trim().min(2).max(80);
/** Words and filters as an address holds them; what makes no sense falls away. */
export const savedQuery = z
  .string()
  .max(1000)
  .transform((text) => searchOf(agentQueryOf(new URLSearchParams(text))).toString());

/** Searches that one business keeps, at most. */
export const MOST_SEARCHES = 20;
/** A search that finds more than this when it is saved tells nothing by somebody new. */
export const MOST_WATCHED = 1000;
/** Of a role's list the first so many are watched. */
export const LISTED_WATCHED = 100;
/** Business's own time at which its searches are looked at. */
export const LOOKED_AT_HOUR = 7;
/** Somebody found counts as new for so long. */
export const NEW_FOR_DAYS = 14;

import { isId } from "#app/kernel/ids.ts";

/** What inviting several people came to, in the address of the page that says so. */
interface Invited {
  invited: number;
  already: number;
  /** Who could not be invited any more. */
  gone: number;
  /** Those of both, as many as an address holds: their names and the reason are looked up by the page. */
  left: string[];
}

/** Of an id's 36 letters: addresses of more than some 8,000 do not pass every proxy. */
const MOST_NAMED = 100;

export function invitedIn(url: URL): Invited | null {
  if (!url.searchParams.has("invited")) return null;
  const count = (name: string) => Number(url.searchParams.get(name)) || 0;
  const left = (url.searchParams.get("left") ?? "").split(".").filter(isId).slice(0, MOST_NAMED);
  return { invited: count("invited"), already: count("already"), gone: count("gone"), left };
}

/** The same page, saying what was done; or nothing any more. */
export function withInvited(url: URL, done: { invited: number; left: { agentId: string; reason: string }[] } | null): string {
  const search = new URLSearchParams(url.search);
  for (const name of ["invited", "already", "gone", "left"]) search.delete(name);
  if (done) {
    const already = done.left.filter((one) => one.reason === "inTalk");
    // Who is gone first: an address that holds not all of them holds these.
    const named = [...done.left.filter((one) => one.reason !== "inTalk"), ...already].slice(0, MOST_NAMED);
    search.set("invited", String(done.invited));
    search.set("already", String(already.length));
    if (done.left.length > already.length) search.set("gone", String(done.left.length - already.length));
    if (named.length > 0) search.set("left", named.map((one) => one.agentId).join("."));
  }
  return `${url.pathname}${search.size > 0 ? `?${search}` : ""}`;
}

/** The month of an instant, UTC: "2026-11". */
export const monthOf = (instant: Date) => instant.toISOString().slice(0, 7);

export function isMonth(text: string): boolean {
  return /^[0-9]{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** First instant of a month and of the next, UTC. */
export function spanOfMonth(month: string): { from: Date; to: Date } {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return { from: new Date(Date.UTC(year, number - 1, 1)), to: new Date(Date.UTC(year, number, 1)) };
}

/** The months from one to another, both included, newest first. */
export function monthsBetween(first: string, last: string): string[] {
  const found: string[] = [];
  for (let month = last; month >= first; month = monthOf(new Date(spanOfMonth(month).from.getTime() - 1))) found.push(month);
  return found;
}

/** A stretch of time in epoch milliseconds, `to` excluded. */
export interface Span {
  from: number;
  to: number;
}

/** The same time with no overlaps, in order. */
export function union(spans: Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.to <= span.from) continue;
    const last = joined.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}

/** The time that is in both. @param a, b each without overlaps and in order */
export function intersection(a: Span[], b: Span[]): Span[] {
  const both: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!.from, b[j]!.from);
    const to = Math.min(a[i]!.to, b[j]!.to);
    if (from < to) both.push({ from, to });
    if (a[i]!.to < b[j]!.to) i++;
    else j++;
  }
  return both;
}

/** Milliseconds. @param spans without overlaps */
export function lengthOf(spans: Span[]): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0);
}

/** A figure of two weeks. Null = there was nothing to measure. */
export interface Compared {
  before: number | null;
  after: number | null;
  difference: number | null;
  /** Of the first week, in per cent; null where that was nothing. */
  percent: number | null;
}

export function compared(before: number | null, after: number | null): Compared {
  const difference = before === null || after === null ? null : after - before;
  return { before, after, difference, percent: difference === null || !before ? null : (difference / before) * 100 };
}

/** Adherence and conformance in tenths of a per cent from minutes, rounded down as app/domain/shifts/adherence.ts does; null without a plan. */
export function sharesOf({ worked, planned, missed }: { worked: number; planned: number; missed: number }) {
  const share = (minutes: number) => (planned > 0 ? Math.floor((minutes * 1000) / planned) : null);
  return { adherence: share(planned - missed), conformance: share(worked) };
}

/** A UTC instant of a test: at("2026-11-16T12:00Z"). */
export function at(iso: string): Date {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) throw new RangeError(`not an instant: ${iso}`);
  return instant;
}

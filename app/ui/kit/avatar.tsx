/** Initials on a tint made from the id; no photographs. */
export function Avatar({ id, name, size: wanted = 36 }: { id: string; name: string; size?: number | "sm" }) {
  const size = wanted === "sm" ? 28 : wanted;
  let hue = 0;
  for (const char of id) hue = (hue * 31 + char.charCodeAt(0)) % 360;
  const parts = name.trim().split(/\s+/);
  const initials = `${parts[0]?.[0] ?? ""}${parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
  return (
    <span
      aria-hidden="true"
      className="inline-grid shrink-0 place-content-center rounded-full font-semibold"
      style={{
        width: size,
        height: size,
        fontSize: size * 0.38,
        background: `oklch(0.9 0.05 ${hue})`,
        color: `oklch(0.35 0.08 ${hue})`,
      }}
    >
      {initials}
    </span>
  );
}

/** Two ten-minute blocks that form a headset, and the name. */
export function Glyph({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M7 18v-2a9 9 0 0 1 18 0v2" fill="none" stroke="var(--accent)" strokeWidth="2.6" strokeLinecap="round" />
      <rect x="4.6" y="17" width="6.4" height="8.4" rx="2" fill="var(--accent)" />
      <rect x="21" y="17" width="6.4" height="8.4" rx="2" fill="var(--fill-manual)" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-xl tracking-tight">
      <Glyph />
      Deskhand
    </span>
  );
}

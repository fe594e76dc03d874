/** What is used of fontkit, which has no types of its own: pdfkit takes an opened font in place of its bytes. */
declare module "fontkit" {
  export interface GlyphRun {
    positions: object[];
  }
  export interface Font {
    layout(text: string, features?: unknown): GlyphRun;
  }
  export function create(bytes: Uint8Array): Font;
}

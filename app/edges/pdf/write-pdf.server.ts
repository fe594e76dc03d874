import fs from "node:fs";
import { createRequire } from "node:module";
import { create, type Font, type GlyphRun } from "fontkit";
import PDFDocument from "pdfkit";

export interface PdfColumn {
  label: string;
  /** Share of the width. */
  width: number;
  align?: "right";
}

export interface PdfTable {
  title?: string;
  columns: PdfColumn[];
  /** Cells in order of the columns; `strong` rows are balances and sums. */
  rows: { cells: string[]; strong?: boolean }[];
  /** Sums under the table, at its right. */
  totals?: { label: string; value: string; strong?: boolean }[];
}

/** A document of the product in the words of its reader: all texts are ready, amounts and dates written out. */
export interface PdfSheet {
  /** BCP 47, for screen readers. */
  lang: string;
  /** "Invoice" */
  heading: string;
  /** "DH-2026-000014" */
  number: string;
  facts: { label: string; value: string }[];
  parties: { label: string; name: string; lines: string[] }[];
  /** Above the tables. */
  notes: string[];
  tables: PdfTable[];
  /** Below them: why it is taxed so, how it is paid. */
  closing: string[];
  footer: string;
  pageOf(page: number, pages: number): string;
  issuedAt: Date;
}

const require = createRequire(import.meta.url);
const faces = {
  regular: require.resolve("@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf"),
  bold: require.resolve("@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf"),
};
type Face = keyof typeof faces;
const fonts = new Map<Face, Font>();

/**
 * Noto Sans: Latin with every accent of the names in our countries, Greek and Cyrillic. Opened once for all documents: reading its tables of kerning and
 * ligatures costs ten times what a page costs, and each document embeds only the signs it uses.
 */
function font(face: Face): Font {
  const known = fonts.get(face);
  if (known) return known;
  const opened = rememberingWords(create(fs.readFileSync(faces[face])));
  fonts.set(face, opened);
  return opened;
}

const WORDS_KEPT = 5000;

/** Most words of a document stand on every other one too. A document scales the places of the signs it is given, so that each gets its own. */
function rememberingWords(opened: Font): Font {
  const layout = opened.layout.bind(opened);
  const known = new Map<string, GlyphRun>();
  opened.layout = (word, features) => {
    if (features) return layout(word, features);
    const run = known.get(word) ?? layout(word);
    if (known.size >= WORDS_KEPT) known.clear();
    known.set(word, run);
    return copy(run, { positions: run.positions.map((position) => copy(position, {})) });
  };
  return opened;
}

const copy = <T extends object>(one: T, changes: Partial<T>): T =>
  Object.assign(Object.create(Object.getPrototypeOf(one)), one, changes);

/** Points: A4 with margins of 17 mm. */
const page = { width: 595.28, height: 841.89, margin: 48, foot: 64 };
const inner = page.width - 2 * page.margin;
const bottom = page.height - page.foot - 12;
const colour = { ink: "#1c1917", soft: "#57534e", line: "#d6d3d1", fill: "#f5f3ee", accent: "#12736f", amber: "#c47a00" };
const pad = 6;

type Doc = PDFKit.PDFDocument;

/** Writes a sheet as a PDF: one layout for every document, with title, language and page numbers. */
export async function writePdf(sheet: PdfSheet): Promise<Buffer> {
  const doc = new PDFDocument({
    size: "A4",
    margins: { top: page.margin, left: page.margin, right: page.margin, bottom: page.foot },
    bufferPages: true,
    lang: sheet.lang,
    displayTitle: true,
    font: null as unknown as string,
    info: {
      Title: `${sheet.heading} ${sheet.number}`,
      Author: "Deskhand",
      Creator: "Deskhand",
      CreationDate: sheet.issuedAt,
      ModDate: sheet.issuedAt,
    },
  });
  for (const face of Object.keys(faces) as Face[]) doc.registerFont(face, font(face) as unknown as PDFKit.Mixins.PDFFontSource);
  const chunks: Buffer[] = [];
  const written = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", () => resolve(Buffer.concat(chunks)));
    doc.on("error", reject);
  });
  head(doc, sheet);
  parties(doc, sheet);
  paragraphs(doc, sheet.notes);
  for (const table of sheet.tables) drawTable(doc, table);
  paragraphs(doc, sheet.closing);
  feet(doc, sheet);
  doc.end();
  return written;
}

function pen(doc: Doc, face: Face, size: number, fill: string = colour.ink): Doc {
  return doc.font(face).fontSize(size).fillColor(fill);
}

function head(doc: Doc, { heading, number, facts }: PdfSheet): void {
  const [x, y] = [page.margin, page.margin];
  doc.save().translate(x, y).scale(0.8);
  doc.path("M7 18v-2a9 9 0 0 1 18 0v2").lineWidth(2.6).lineCap("round").stroke(colour.accent);
  doc.roundedRect(4.6, 17, 6.4, 8.4, 2).fill(colour.accent);
  doc.roundedRect(21, 17, 6.4, 8.4, 2).fill(colour.amber);
  doc.restore();
  pen(doc, "bold", 15).text("Deskhand", x + 32, y + 3, { lineBreak: false });
  pen(doc, "bold", 20).text(heading, x + inner / 2 - 40, y - 3, { width: inner / 2 + 40, align: "right" });
  pen(doc, "regular", 11, colour.soft).text(number, x + inner / 2, doc.y + 1, { width: inner / 2, align: "right" });
  const below = Math.max(doc.y, y + 36) + 8;
  doc.rect(x, below, inner, 1.5).fill(colour.accent);
  let left = x;
  const width = inner / Math.max(1, facts.length);
  let lowest = below;
  for (const fact of facts) {
    pen(doc, "regular", 8, colour.soft).text(fact.label, left, below + 12, { width: width - pad });
    pen(doc, "bold", 9.5).text(fact.value, left, doc.y + 1, { width: width - pad });
    lowest = Math.max(lowest, doc.y);
    left += width;
  }
  doc.x = x;
  doc.y = lowest + 16;
}

function parties(doc: Doc, sheet: PdfSheet): void {
  const top = doc.y;
  const width = inner / 2;
  let lowest = top;
  for (const [index, party] of sheet.parties.entries()) {
    const left = page.margin + (index % 2) * width;
    const size = { width: width - 2 * pad };
    pen(doc, "regular", 8, colour.soft).text(party.label, left, top, size);
    pen(doc, "bold", 10.5).text(party.name, left, doc.y + 1, size);
    pen(doc, "regular", 9);
    for (const line of party.lines) doc.text(line, left, doc.y + 1, size);
    lowest = Math.max(lowest, doc.y);
  }
  doc.x = page.margin;
  doc.y = lowest + 16;
}

function paragraphs(doc: Doc, words: string[]): void {
  for (const one of words) {
    pen(doc, "regular", 9, colour.soft);
    room(doc, doc.heightOfString(one, { width: inner }) + 6);
    doc.text(one, page.margin, doc.y, { width: inner });
    doc.y += 6;
  }
}

/** A new page when less than that is left. @returns whether there is one */
function room(doc: Doc, height: number): boolean {
  if (doc.y + height <= bottom) return false;
  doc.addPage();
  doc.x = page.margin;
  doc.y = page.margin;
  return true;
}

function drawTable(doc: Doc, { title, columns, rows, totals = [] }: PdfTable): void {
  const whole = columns.reduce((sum, column) => sum + column.width, 0);
  const widths = columns.map((column) => (column.width / whole) * inner);
  if (title) {
    room(doc, 70);
    pen(doc, "bold", 11).text(title, page.margin, doc.y + 4, { width: inner });
    doc.y += 4;
  }
  const header = () => drawRow(doc, columns, widths, { cells: columns.map((column) => column.label), header: true });
  room(doc, 60);
  header();
  for (const row of rows) {
    if (room(doc, heightOf(doc, widths, row))) header();
    drawRow(doc, columns, widths, row);
  }
  room(doc, totals.length * 18 + 8);
  doc.y += 4;
  for (const { label, value, strong } of totals) {
    const face = strong ? "bold" : "regular";
    const size = strong ? 11 : 9;
    const [amount, y] = [130, doc.y + 3];
    if (strong) doc.rect(page.margin + inner / 2, doc.y, inner / 2, 0.8).fill(colour.ink);
    pen(doc, face, size).text(label, page.margin + inner * 0.25, y, { width: inner * 0.75 - amount - pad, align: "right" });
    const after = doc.y;
    pen(doc, face, size).text(value, page.margin + inner - amount, y, { width: amount - pad, align: "right" });
    doc.y = Math.max(after, doc.y) + 2;
  }
  doc.x = page.margin;
  doc.y += 14;
}

interface DrawnRow {
  cells: string[];
  strong?: boolean;
  header?: boolean;
}

const faceOf = (row: DrawnRow): Face => (row.header || row.strong ? "bold" : "regular");

function heightOf(doc: Doc, widths: number[], row: DrawnRow): number {
  pen(doc, faceOf(row), row.header ? 8 : 9);
  const heights = row.cells.map((cell, index) => doc.heightOfString(cell || " ", { width: widths[index]! - 2 * pad }));
  return Math.max(...heights) + 9;
}

function drawRow(doc: Doc, columns: PdfColumn[], widths: number[], row: DrawnRow): void {
  const height = heightOf(doc, widths, row);
  const top = doc.y;
  if (row.header) doc.rect(page.margin, top, inner, height).fill(colour.fill);
  pen(doc, faceOf(row), row.header ? 8 : 9, row.header ? colour.soft : colour.ink);
  let left = page.margin;
  for (const [index, cell] of row.cells.entries()) {
    const align = columns[index]!.align ?? "left";
    doc.text(cell, left + pad, top + 4, { width: widths[index]! - 2 * pad, align });
    left += widths[index]!;
  }
  doc.rect(page.margin, top + height, inner, 0.5).fill(colour.line);
  doc.x = page.margin;
  doc.y = top + height + 0.5;
}

function feet(doc: Doc, { footer, pageOf }: PdfSheet): void {
  const { start, count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    doc.switchToPage(start + index);
    const y = page.height - page.foot + 14;
    // Below the bottom margin: without this each line would begin a page of its own.
    doc.page.margins.bottom = 0;
    doc.rect(page.margin, y - 8, inner, 0.5).fill(colour.line);
    pen(doc, "regular", 8, colour.soft);
    doc.text(footer, page.margin, y, { width: inner * 0.75, lineBreak: false });
    doc.text(pageOf(index + 1, count), page.margin + inner * 0.75, y, { width: inner * 0.25, align: "right", lineBreak: false });
  }
}

/** Deterministic numbers for (seed): mulberry32. Same seed, same world. */
export function randomFrom(seed: string): () => number {
  let state = 0;
  for (const char of seed) state = (Math.imul(state, 31) + char.charCodeAt(0)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Country {
  code: string;
  timeZone: string;
  language: string;
  /** Usual hourly rate in USD minor units. */
  rate: number;
  first: string[];
  last: string[];
}

const words = (text: string) => text.split(" ");
const country = (code: string, timeZone: string, language: string, rate: number, first: string, last: string): Country => ({
  code,
  timeZone,
  language,
  rate,
  first: words(first),
  last: words(last),
});

/** Twenty countries of rail A. */
export const payable: Country[] = [
  country("PT", "Europe/Lisbon", "pt", 1150, "Marta Tiago Inês Rui Beatriz Diogo", "Oliveira Costa Ferreira Santos Lopes"),
  country("ES", "Europe/Madrid", "es", 1250, "Lucía Pablo Carmen Álvaro Nuria Iker", "García Romero Ortega Vidal Molina"),
  country("FR", "Europe/Paris", "fr", 1600, "Camille Hugo Léa Antoine Manon Théo", "Moreau Girard Lefèvre Bonnet Faure"),
  country("DE", "Europe/Berlin", "de", 1750, "Lena Jonas Miriam Felix Greta Timo", "Schneider Wagner Krause Vogel Brandt"),
  country("IT", "Europe/Rome", "it", 1300, "Giulia Marco Chiara Davide Elena Luca", "Ricci Conti Greco Fontana Marini"),
  country("NL", "Europe/Amsterdam", "nl", 1800, "Sanne Bram Fleur Daan Noor Sem", "Jansen Visser Bakker Mulder Smit"),
  country("BE", "Europe/Brussels", "fr", 1700, "Amélie Lucas Elise Maxime Julie Arne", "Peeters Dubois Lambert Claes Maes"),
  country("IE", "Europe/Dublin", "en", 1700, "Aoife Cian Niamh Oisín Saoirse Eoin", "Byrne Kelly Walsh Nolan Doyle"),
  country("AT", "Europe/Vienna", "de", 1650, "Katharina Lukas Johanna Paul Theresa Emil", "Gruber Huber Steiner Moser Bauer"),
  country("FI", "Europe/Helsinki", "fi", 1700, "Aino Eero Helmi Onni Venla Otso", "Korhonen Laine Niemi Salo Koski"),
  country("SE", "Europe/Stockholm", "sv", 1750, "Elsa Axel Freja Nils Alma Viggo", "Lindgren Berg Nyström Sandberg Holm"),
  country("DK", "Europe/Copenhagen", "da", 1850, "Ida Emil Freja Oscar Clara Malthe", "Nielsen Møller Kjær Lund Dahl"),
  country("PL", "Europe/Warsaw", "pl", 1050, "Zofia Jakub Hanna Piotr Maja Tomasz", "Kowalska Nowak Zielińska Mazur Krawczyk"),
  country("CZ", "Europe/Prague", "cs", 1080, "Tereza Jakub Eliška Ondřej Adéla Matěj", "Novotná Dvořák Černá Horák Marek"),
  country("RO", "Europe/Bucharest", "ro", 920, "Ioana Andrei Mara Vlad Teodora Radu", "Popescu Ionescu Dumitru Stan Munteanu"),
  country(
    "GR",
    "Europe/Athens",
    "el",
    1020,
    "Eleni Nikos Katerina Giorgos Danae Petros",
    "Papadaki Nikolaou Vlachou Economou Samaras",
  ),
  country("GB", "Europe/London", "en", 1600, "Amara Callum Priya Owen Freya Theo", "Hughes Patel Turner Okafor Reid"),
  country("US", "America/Chicago", "en", 1900, "Jordan Maya Caleb Alicia Devon Ruth", "Carter Nguyen Brooks Ramirez Sullivan"),
  country("CA", "America/Toronto", "en", 1700, "Chloé Ethan Noémie Liam Priyanka Owen", "Tremblay Singh Martin Leblanc Campbell"),
  country("CH", "Europe/Zurich", "de", 2400, "Selina Reto Nora Fabio Lea Jan", "Meier Keller Rossi Favre Baumann"),
];

/** Five of rail B, and one where Deskhand cannot pay yet. */
export const overseas: Country[] = [
  country("BR", "America/Sao_Paulo", "pt", 750, "Larissa Caio Bruna Rafael", "Almeida Ribeiro Barbosa Cardoso"),
  country("NG", "Africa/Lagos", "en", 650, "Chidinma Emeka Tolu Ifeoma", "Adeyemi Okonkwo Balogun Eze"),
  country("BD", "Asia/Dhaka", "bn", 550, "Nusrat Tanvir Farhana Imran", "Rahman Hossain Akter Chowdhury"),
  country("PH", "Asia/Manila", "tl", 620, "Andrea Paolo Bianca Miguel", "Reyes Santos Cruz Bautista"),
  country("IN", "Asia/Kolkata", "hi", 600, "Ananya Rohan Divya Karthik", "Sharma Iyer Menon Gupta"),
  country("AR", "America/Argentina/Buenos_Aires", "es", 700, "Martina Joaquín Sol Tomás", "Fernández Sosa Benítez Acosta"),
];

/** Words that invented people and companies are made of. Frequencies fall as in life: few values are common, most are rare. */
import type { Random } from '../../random.ts';

const list = (text: string): string[] => text.trim().split(/\s+/);

export const GIVEN_F = list(`Mary Elizabeth Sarah Anna Margaret Jane Emma Alice Catherine Susan Laura Helen Ruth Clara Julia Maria Carmen Lucia Isabel Sofia Elena Marta Rosa
  Charlotte Olivia Amelia Grace Hannah Lily Chloe Sophie Ellen Martha Agnes Beatrice Dorothy Florence Harriet Ivy Josephine Nora Paula Teresa Victoria Zoe Ingrid Astrid`);
export const GIVEN_M = list(`John William James George Thomas Robert Charles Henry Edward Joseph David Michael Peter Daniel Samuel Richard Alexander Francis Antonio Jose Manuel
  Carlos Luis Javier Miguel Pablo Diego Oliver Jack Harry Arthur Walter Frederick Albert Ernest Stephen Philip Andrew Martin Simon Hugo Oscar Lars Stefan Matthew Nicholas Patrick`);
const FAMILY = list(`Smith Jones Williams Brown Taylor Davies Wilson Evans Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin
  Jackson Clarke Clark Turner Hill Scott Cooper Morris Ward Moore King Watson Baker Harrison Morgan Patel Young Allen Mitchell James Anderson Phillips Lee Bell Parker Davis Garcia
  Fernandez Gonzalez Rodriguez Lopez Martinez Sanchez Perez Gomez Ruiz Hernandez Diaz Moreno Alvarez Romero Navarro Torres Dominguez Vazquez Ramos Gil Serrano Blanco Molina Castro
  Mueller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Koch Richter Larsen Hansen Nielsen Rossi Russo Ferrari Murphy Kelly Byrne Ryan Walsh Campbell Stewart Murray Fraser`);
const STARTS = list('Bar Bel Cal Cor Dar Den El Fal Gar Hal Har Kel Kin Lan Lor Mar Mel Nor Os Pen Quin Rad Ros Sal Sten Tal Tor Ul Ver Wal Win Yar Ash Black Crow Thorn');
const ENDS = list('ton ham ley field worth by den ford stone well wick combe gate shaw more man son ridge bury wood brook dale land court');
export const CITIES = list(`London Manchester Leeds Bristol Sheffield Liverpool Birmingham Glasgow Edinburgh Cardiff Oxford Cambridge York Norwich Exeter Durham Lincoln Chester Derby
  Plymouth Bath Leicester Nottingham Coventry Hull Swansea Dundee Perth Aberdeen Belfast Brighton Reading Luton Preston Bolton Stockport Southampton Portsmouth Ipswich Gloucester`);
const STREETS = list('High Station Church Park Victoria Green Manor Kings Queens New Grange Mill School North South York London Albert George Stanley Chapel Springfield Windsor Orchard');
const KINDS = list('Street Road Avenue Lane Close Drive Crescent Place Court Way');
export const OCCUPATIONS = list(`politician actor writer painter lawyer engineer merchant soldier bishop physician musician cricketer footballer architect botanist chemist composer
  economist geologist historian journalist judge mathematician novelist photographer poet priest sculptor singer teacher zoologist`);
export const TRADES = list(`Plumbing Bakery Logistics Consulting Motors Dental Pharmacy Foods Textiles Electrical Roofing Travel Media Software Printing Furniture Flowers Fitness
  Catering Cleaning Security Landscaping Accounting Insurance Timber Steel Packaging Optics Brewing Farms`);
export const FORMS = list('Ltd Limited LLC Inc GmbH S.L. S.A. PLC Corp');
export const BRANDS = list('Sunrise Atlas Northern Blue Golden Royal Summit Harbour Vertex Pioneer Heritage Apex Delta Phoenix Union Crystal Eagle Falcon Lion Star Evergreen Riverside Metro Prime');

/** An index that is small more often than not (the share of the n-th value falls about as 1/n). */
export function skewed(random: Random, size: number): number {
  return Math.min(size - 1, Math.floor(size ** (random.whole(1_000_000) / 1_000_000)) - 1);
}

export const familyName = (random: Random): string =>
  random.whole(100) < 55 ? FAMILY[skewed(random, FAMILY.length)]! : `${random.pick(STARTS)}${random.pick(ENDS)}`;
export const streetName = (random: Random): string =>
  `${random.whole(100) < 40 ? random.pick(STREETS) : `${random.pick(STARTS)}${random.pick(ENDS)}`} ${random.pick(KINDS)}`;
export const placeName = (random: Random): string => (random.whole(100) < 70 ? CITIES[skewed(random, CITIES.length)]! : `${random.pick(STARTS)}${random.pick(ENDS)}`);
/** A postcode of the place: the same outward part for one place. */
export function postcodeOf(place: string, random: Random): string {
  let hash = 7;
  for (const sign of place) hash = (hash * 31 + sign.charCodeAt(0)) % 9_973;
  return `${place.slice(0, 2).toUpperCase()}${(hash % 20) + 1 + random.whole(3)} ${random.whole(9) + 1}${random.pick(list('A B D E F G H J'))}${random.pick(list('L N P Q R S T U'))}`;
}
export const digits = (random: Random, count: number): string => Array.from({ length: count }, () => random.whole(10)).join('');

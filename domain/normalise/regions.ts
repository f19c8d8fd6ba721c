/** Countries (ISO 3166-1) and regions (ISO 3166-2) by the names that people write: tables of our own, folded, `_` within a name. */
import { tableOf } from './bounds.ts';

export const COUNTRIES = tableOf(`
AR: arg argentina
AT: aut austria osterreich
AU: aus australia
BE: bel belgium belgica belgie belgique belgien
BO: bol bolivia
BR: bra brazil brasil
CA: can canada
CH: che switzerland suiza schweiz suisse svizzera
CL: chl chile
CN: chn china
CO: col colombia
CR: cri costa_rica
CZ: cze czechia czech_republic chequia republica_checa
DE: deu ger germany alemania deutschland allemagne
DK: dnk denmark dinamarca danmark
DO: dom dominican_republic republica_dominicana
EC: ecu ecuador
ES: esp spain espana espagne spanien
FI: fin finland finlandia suomi
FR: fra france francia frankreich
GB: gbr uk united_kingdom great_britain england scotland wales northern_ireland reino_unido inglaterra britain
GR: grc el greece grecia
HU: hun hungary hungria
IE: irl ireland irlanda eire republic_of_ireland
IN: ind india
IT: ita italy italia
JP: jpn japan japon
LU: lux luxembourg luxemburgo
MX: mex mexico
NL: nld netherlands the_netherlands holland paises_bajos holanda nederland
NO: nor norway noruega norge
NZ: nzl new_zealand nueva_zelanda
PE: per peru
PL: pol poland polonia polska
PT: prt portugal
PY: pry paraguay
RO: rou romania rumania
SE: swe sweden suecia sverige
TR: tur turkey turquia turkiye
US: usa united_states united_states_of_america estados_unidos eeuu america
UY: ury uruguay
VE: ven venezuela
ZA: zaf south_africa sudafrica
`);

export const REGIONS = tableOf(`
act: australian_capital_territory
nsw: new_south_wales
nt: northern_territory
qld: queensland
sa: south_australia
tas: tasmania
vic: victoria
wa: western_australia washington
al: alabama
ak: alaska
az: arizona
ar: arkansas
ca: california calif
co: colorado
ct: connecticut
de: delaware
dc: district_of_columbia
fl: florida fla
ga: georgia
hi: hawaii
id: idaho
il: illinois
in: indiana
ia: iowa
ks: kansas
ky: kentucky
la: louisiana
me: maine
md: maryland
ma: massachusetts mass
mi: michigan mich
mn: minnesota minn
ms: mississippi
mo: missouri
mt: montana
ne: nebraska
nv: nevada
nh: new_hampshire
nj: new_jersey
nm: new_mexico
ny: new_york
nc: north_carolina
nd: north_dakota
oh: ohio
ok: oklahoma
or: oregon
pa: pennsylvania penna
ri: rhode_island
sc: south_carolina
sd: south_dakota
tn: tennessee tenn
tx: texas tex
ut: utah
vt: vermont
va: virginia
wv: west_virginia
wi: wisconsin wis
wy: wyoming
ab: alberta
bc: british_columbia
mb: manitoba
nb: new_brunswick
nl: newfoundland_and_labrador newfoundland
ns: nova_scotia
on: ontario ont
pe: prince_edward_island
qc: quebec que
sk: saskatchewan
avon: avon
bedfordshire: bedfordshire beds
berkshire: berkshire berks
buckinghamshire: buckinghamshire bucks
cambridgeshire: cambridgeshire cambs
cheshire: cheshire
cornwall: cornwall
cumbria: cumbria
derbyshire: derbyshire derbys
devon: devon
dorset: dorset
durham: county_durham co_durham
essex: essex
gloucestershire: gloucestershire glos
hampshire: hampshire hants
herefordshire: herefordshire
hertfordshire: hertfordshire herts
kent: kent
lancashire: lancashire lancs
leicestershire: leicestershire leics
lincolnshire: lincolnshire lincs
middlesex: middlesex middx
norfolk: norfolk
northamptonshire: northamptonshire northants
northumberland: northumberland
nottinghamshire: nottinghamshire notts
oxfordshire: oxfordshire oxon
shropshire: shropshire salop
somerset: somerset
staffordshire: staffordshire staffs
suffolk: suffolk
surrey: surrey
sussex: east_sussex west_sussex sussex
warwickshire: warwickshire warks
wiltshire: wiltshire wilts
worcestershire: worcestershire worcs
yorkshire: north_yorkshire west_yorkshire south_yorkshire east_yorkshire yorkshire yorks
greater_manchester: greater_manchester
merseyside: merseyside
west_midlands: west_midlands
tyne_and_wear: tyne_and_wear
madrid: comunidad_de_madrid
vizcaya: bizkaia
guipuzcoa: gipuzkoa
alava: araba
gerona: girona
lerida: lleida
la_coruna: a_coruna
orense: ourense
baleares: illes_balears islas_baleares
`);

/** The short names themselves. */
export const REGION_CODES: ReadonlySet<string> = new Set([...REGIONS.values()].flat());

const PADDED: ReadonlySet<string> = new Set(['ES', 'DE', 'FR', 'IT', 'US', 'MX', 'FI']);

/** ISO 3166 alpha-2 code of a country's name or code; text that names none is given folded. */
export function readCountry(text: string, fold: (text: string) => string): string | null {
  const folded = fold(text);
  if (folded === '') return null;
  const known = COUNTRIES.get(folded.replaceAll(' ', '_'))?.[0];
  return known ?? (/^[a-z]{2}$/.test(folded) ? folded.toUpperCase() : folded);
}

/** The country that a text surely names; null for any other text. */
export const knownCountry = (folded: string): string | null => COUNTRIES.get(folded.replaceAll(' ', '_'))?.[0] ?? null;

/** A region's short name, or its folded words. */
export function readRegion(folded: string): string | null {
  return folded === '' ? null : (REGIONS.get(folded.replaceAll(' ', '_'))?.[0] ?? folded);
}

/** A postcode without blanks and country letters, its lost first zero given back where the country is known; US ones of five digits. */
export function readPostcode(text: string, country: string | null): string | null {
  const compact = text.normalize('NFKC').toUpperCase().replace(/[^\p{L}\p{N}]/gu, '').slice(0, 12);
  const plain = /^[A-Z]{1,2}(\d{4,5})$/.exec(compact)?.[1] ?? compact;
  if (plain === '') return null;
  if ((country === 'US' || country === null) && /^\d{5}-?\s?\d{4}$/.test(text.trim())) return plain.slice(0, 5);
  return country !== null && PADDED.has(country) && /^\d{4}$/.test(plain) ? `0${plain}` : plain;
}

/** Words of postal addresses, folded: tables of our own after what USPS Publication 28, Royal Mail, Australia Post (AS 4590) and Correos abbreviate. */
import { tableOf } from './bounds.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

/** Kinds of street; a town often follows them where nothing parts the two. */
export const STREET_KINDS = tableOf(`
street: street st str strt streets
road: road rd
avenue: avenue ave aven avenu av avda avd avenida avinguda avenu
lane: lane ln
drive: drive dr drv driv
court: court ct crt
crescent: crescent cres crescnt crs cr
close: close clse
circuit: circuit cct circ
circle: circle cir crcl
terrace: terrace ter terr tce
parade: parade pde
place: place pl plaza pza plza pla praca piazza
square: square sq sqr
highway: highway hwy hiway
parkway: parkway pkwy pkway
boulevard: boulevard blvd bvd bulevar boul bd blv
way: way wy
grove: grove grv gr
gardens: gardens gdns gdn
alley: alley aly
trail: trail trl
turnpike: turnpike tpke
expressway: expressway expy
rise: rise
mews: mews
esplanade: esplanade esp
paseo: paseo ps pso psg passeig po
carretera: carretera ctra crta carr cra
camino: camino cno cmno cam
ronda: ronda rda
travesia: travesia trva trav tva
urbanizacion: urbanizacion urb
poligono: poligono pol polig pgno
glorieta: glorieta gta glta
pasaje: pasaje pje psje
calzada: calzada calz
callejon: callejon cjon
rua: rua
rue: rue
via: via
viale: viale vle
strasse: strasse
weg: weg
`);

/** The kind that is left out as often as not, so that it tells nothing. */
export const IDLE_KINDS = setOf('calle cl carrer');

export const DIRECTIONS = tableOf(`
north: n nth north
south: s sth south
east: e east
west: w west
northeast: ne
northwest: nw
southeast: se
southwest: sw
`);

/** Other words of streets and towns. */
export const PLACE_WORDS = tableOf(`
saint: st saint
santa: sta
santo: sto
sainte: ste
mount: mt mnt
fort: ft
village: vlge vlg vill villg
heights: hts ht
park: pk prk
point: pt pnt
building: bldg bld
edificio: edif edf
station: stn sta
junction: jct jctn
centre: center ctr cntr
bridge: brg brdg
beach: bch
creek: crk ck
valley: vly
lake: lk
island: isl
ridge: rdg
hill: hl
general: gral gen gnral
doctor: dr doct
virgen: vgen vg
nuestra: ntra nra
senora: sra
san: sn
first: 1st
second: 2nd
third: 3rd
fourth: 4th
fifth: 5th
sixth: 6th
seventh: 7th
eighth: 8th
ninth: 9th
tenth: 10th
`);

export const SMALL_WORDS = setOf('de del la las los el of the d l i y da do das dos du des di und der');

/** What comes before the number or letter of a part of a building. */
export const UNIT_WORDS = setOf(`
  apt apartment apartamento apto appt apmt apmnt unit flat flt suite ste room rm floor fl flr piso planta plta puerta pta pto esc escalera bloque bloq blq bl
  portal ptal dpto depto dto departamento oficina of ofic local loc shop level lvl lot lote casa interior int nave etage top wohnung whg`);

/** Parts of a building that are named, not counted. */
export const UNIT_NAMES = tableOf(`
dcha: dcha derecha dch dta
izq: izq izda izqda izquierda iz
bajo: bajo bjo bajos
atico: atico atc
centro: ctro
principal: pral principal ppal
basement: basement bsmt
ground: ground
penthouse: penthouse ph
`);

/** Where letters are kept, not where anybody lives. */
export const BOX = /\b(?:g?p\s?o\s?box|post\s?office\s?box|private\s?bag|locked\s?bag|apartado(?:\s+de\s+correos|\s+postal)?|(?:apdo|aptdo)(?:\s+de\s+correos|\s+postal)?|postfach|postbus|casilla|caixa\s?postal|boite\s?postale)\s+(\d{1,10})\b/;

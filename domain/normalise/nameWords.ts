/** Words that people's names are written with: tables of our own, folded, of what is common in Europe and the Americas. */

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

export const TITLES = setOf(`
  mr mrs ms miss mx mister dr dra drs doctor sr sra srta sres senor senora senorita dona dna da prof profa profesor professor
  ing lic arq abg rev revd reverend fr father sir dame capt captain col colonel maj lt sgt hon herr frau mme mlle madame monsieur
  mag dipl dhr mevr mevrouw meneer sig sigra signor signora dott dottssa`);

/** Titles that are given names as well: a title only where a whole name follows. */
export const TITLES_OR_NAMES = setOf('don d lord lady');

export const SUFFIXES = setOf(`
  jr jnr junior sr snr senior ii iii iv 2nd 3rd 4th phd md mba bsc msc esq esquire dds dvm cpa obe mbe cbe llb llm meng ceng`);

export const PARTICLES = setOf(`
  de del la las los el y e i da do dos das di della dello dalla du des le les van von vom zu zum zur der den dem ten ter te het af av
  al bin ibn bint ben und af`.replace(/\bben\b/, ''));

/** Particles that are also written together with the name: any name, or only those that are known to be. */
export const JOINED: readonly (readonly [string, ReadonlySet<string> | null])[] = [
  ['delos', null],
  ['delas', null],
  ['dela', setOf('cruz rosa torre torres fuente fuentes vega garza pena paz mora calle rua hoz cueva serna iglesia guardia riva cerda huerta puente barrera madrid')],
  ['vander', null],
  ['vanden', null],
  ['vonder', null],
  ['de', setOf('leon jesus vries jong boer groot haan wit bruin graaf santis rosa angelis luca marco silva souza oliveira castro')],
  ['del', setOf('rio valle castillo campo toro pino pozo real monte olmo prado rey bosque')],
  ['da', setOf('silva costa cruz rocha cunha fonseca veiga')],
  ['dos', setOf('santos reis anjos passos')],
  ['van', setOf('dyke dyk dijk horn hoorn buren beek leeuwen houten gogh damme vliet dam dongen rijn allen winkle camp hook ness')],
  ['von', setOf('braun berg trapp neumann stein')],
];

/** Irish surnames with O: an `o` before another word is an initial. */
export const O_NAMES = setOf(`
  neill neil brien brian connor conner donnell reilly sullivan hara leary keefe keeffe shea dea malley rourke grady callaghan dwyer
  donoghue donovan hanlon toole mahony mahoney flaherty hagan kane gorman higgins halloran driscoll riordan loughlin kelly byrne doherty`);

/** Written short, in Spanish and English papers, for one name only. */
export const ABBREVIATIONS: { readonly given: Readonly<Record<string, string>>; readonly family: Readonly<Record<string, string>> } = {
  given: { ma: 'maria', fco: 'francisco', fca: 'francisca', ant: 'antonio', jse: 'jose', mgel: 'miguel', wm: 'william', chas: 'charles', geo: 'george', thos: 'thomas', robt: 'robert', md: 'mohammed', mohd: 'mohammed' },
  family: { fdez: 'fernandez', fdz: 'fernandez', hdez: 'hernandez', hdz: 'hernandez', glez: 'gonzalez', gzlez: 'gonzalez', gcia: 'garcia', rguez: 'rodriguez', rdguez: 'rodriguez', rdez: 'rodriguez', mtnez: 'martinez', mtez: 'martinez', mnez: 'martinez', lpez: 'lopez', dguez: 'dominguez', gmez: 'gomez', jmnez: 'jimenez', jnez: 'jimenez', snchez: 'sanchez', vzquez: 'vazquez', alvz: 'alvarez' },
};

/** The commonest surnames of Spain and Latin America: what tells `Juan García López` from `John Robert Smith`. */
export const FAMILY_NAMES = setOf(`
  garcia gonzalez gonzales rodriguez fernandez lopez martinez sanchez perez gomez martin jimenez hernandez ruiz diaz moreno munoz alvarez romero
  gutierrez alonso navarro torres dominguez ramos vazquez vasquez ramirez gil serrano molina morales suarez ortega delgado castro ortiz rubio
  marin sanz nunez iglesias medina garrido cortes castillo santos lozano guerrero cano prieto mendez cruz calvo gallego vidal leon herrera
  marquez pena flores cabrera campos vega fuentes diez carrasco caballero nieto reyes aguilar pascual herrero santana lorenzo hidalgo montero
  ibanez gimenez ferrer duran santiago benitez vargas mora arias carmona crespo pastor soto saez velasco soler moya esteban parra bravo gallardo
  rojas pardo merino franco espinosa izquierdo lara rivas casado rivera silva redondo arroyo camacho segura vera otero mendoza montes galan
  luque blanco quintana mendes silva souza oliveira pereira costa ferreira almeida chavez contreras guzman salazar rios juarez estrada avila
  acosta figueroa maldonado valdez valdes cardenas padilla miranda rosales salinas cervantes orozco sandoval zamora ochoa villanueva peralta
  paredes espinoza escobar bustamante quiroga aguirre sosa ledesma toledo coronel villalba ayala benavides zuniga trujillo cordero rosario`);

/**
 * Short, pet and abbreviated given names and the names that they may stand for: a table of our own, of what is common in
 * English, Spanish, German and French. It says "may be": one short form can stand for several names.
 */
import { tableOf } from './bounds.ts';

/** `name: forms`, folded. Spellings of one name are forms of the first. Names of two languages are two names (John, Juan). */
const TABLE = `
abigail: abby abbie abi abbey gail
abraham: abe bram
adelaide: addie ada heidi
adrian: ade
agustin: tin agus
albert: al bert bertie albie
alberto: beto tito berto
alejandra: ale sandra jandra alex
alejandro: ale alex jandro sandro
alexander: alex al alec sandy xander lex sasha alexandre aleksander
alexandra: alex sandra lexi lexie sandy sasha ali alix
alfonso: fonso poncho alfon
alfred: alf alfie al fred freddie
alfredo: fredo fredi alfre
alicia: ali licha alice
alison: ali allie allison ally
amanda: mandy manda
amelia: millie amy mia mel
ana: anita ani
andreas: andi andy
andrea: andi
andres: andi andy
andrew: andy drew andi
angel: angelito gelo
angela: angie geli angelita
anne: ann anna annie nan nancy nina
anthony: tony ant antony anton toni
antonia: toni tonia
antonio: toni tono antonito tony
archibald: archie
arthur: art artie arturo
arturo: turo art
augustine: gus augie
augustus: gus
barbara: barb barbie babs bobbie barbra
bartholomew: bart
beatrice: bea trixie bee
beatriz: bea betty ticha
benedict: ben
benjamin: ben benny benji benjy bennie
bernard: bernie barney
bernardo: nardo berni
bernhard: bernd
bradley: brad
brandon: bran
brian: bryan bry
bridget: bridie biddy brigid
caleb: cal
calvin: cal
cameron: cam
carlos: charly carlitos litos
carmen: carmela mamen menchu carmina carmencita
caroline: carrie carol caro lina carolyn
carolina: caro lina
catalina: cata lina
cecilia: ceci cissy cece
charles: charlie chuck chas chaz chip charley charly
charlotte: charlie lottie lotte char carlotta
chester: chet
christian: chris christy
christina: chris tina christy chrissy christine kristina kristin kirsten kristen
christoph: chris stoph
christopher: chris kit topher kris christophe christof
clarence: clare
clifford: cliff
clinton: clint
concepcion: concha conchi conchita
consuelo: chelo consu
constance: connie
cornelius: neil con
cristina: cris tina
cristobal: cris tobal
curtis: curt kurt
cynthia: cindy cyndi
daniel: dan danny dani danni
daniela: dani
danielle: dani danni ella
david: dave davey davy davie
deborah: deb debbie debby debra debs
delores: lola dolly
dennis: den denny denis
diego: dieguito
dolores: lola loli lolita
dominic: dom nick dominick
donald: don donnie donny
dorothy: dot dottie dolly dora thea dorothea
douglas: doug dougie
edgar: ed
eduardo: edu lalo eddie
edward: ed eddie ted teddy ned eddy edd
edwin: ed eddie
edith: edie
elena: nena ele
eleanor: ellie nell nora nellie lenny elle elinor eleanora
elias: eli
elijah: eli
elizabeth: liz lizzie beth betty betsy eliza libby lisa liza bess lizzy ellie elisabeth elsie lise liesl buffy
emily: em emmy millie
emilio: emi
emma: em emmie
encarnacion: encarna encarni
enrique: quique kike quico
ernest: ernie
ernesto: neto tito
esperanza: espe
esther: ester essie
eugene: gene
eugenia: genia euge
eugenio: genio
evelyn: eve evie
federico: fede fico
felipe: pipe feli
ferdinand: ferdi
fernanda: fer nanda
fernando: fer nando fernan
florence: flo florrie flossie
frances: fran fanny francie frankie sissy
francis: frank fran frankie
francisca: paca paqui paquita fran
francisco: paco pancho curro fran kiko quico fco frasquito pacho
franklin: frank
franz: franzl
frederick: fred freddie freddy rick fritz frederic fredrick
friedrich: fritz fred
gabriel: gabe gabi gabby
gabriela: gabi gaby gabriella
georg: schorsch
george: georgie geo
georgina: georgie gina georgia
gerald: gerry jerry ged
gerard: gerry ged
gerardo: gera lalo
gertrude: gert trudy gertie
gilbert: gil bert
gonzalo: gon chalo gonza
graciela: chela grace
gregory: greg gregg greggory
gregorio: goyo grego
guadalupe: lupe lupita
guillermo: guille memo willy
gustavo: gus tavo
hannah: hanna
harold: harry hal
harriet: hattie harry
heather: heth
helen: nell nellie lena ellen helena
henry: harry hank hal henri
heinrich: heinz heiner
herbert: herb bert herbie
horatio: horace
hubert: hugh bert
ignacio: nacho iggy nano
inmaculada: inma
ines: inesita
irene: renie
isaac: ike zac
belen: belencita
isabel: isa chabela bella
isabella: bella izzy isabelle belle isobel isabel
isidore: izzy
isidro: chilo
jacob: jake jacky cob jakob
jacqueline: jackie jacqui jacky
jaime: jimmy
james: jim jimmy jamie jem jas jimmie jaimie
jane: janie jenny janet jayne
janet: jan
jason: jay jase
javier: javi xavi xavier
jean: jeannie
jeffrey: jeff geoff geoffrey jeffery
jennifer: jen jenny jenn jennie
jeremiah: jerry jem
jeremy: jem jerry jez
jerome: jerry
jessica: jess jessie jessy
jesus: chus chuy suso
joachim: jochen achim
joan: joanie
joanna: jo joanne joey jojo
joaquin: quino ximo quim
johannes: hans hannes johann jo
john: jack johnny jon jock johnnie jonny
jonathan: jon jonny johnny nathan jonathon johnathan
jordan: jordy
jorge: coque jorgito
jose: pepe chepe pepito joselito pepin
josefa: pepa pepi fina josefina
josefina: fina josie pepa
joseph: joe joey jos jo josef
josephine: jo josie
joshua: josh
josef: sepp beppo
juan: juanito juancho juanjo
juana: juanita
judith: judy jude
julia: julie jules juli
julian: jules jools
julio: julito
jurgen: jorg
karl: carl kalle
katherine: kate kathy katie cathy kat kay kitty katy kath catherine cath kathryn katharine kathleen catharine kathie cathryn
kathleen: kath kathy
kenneth: ken kenny kenn
kevin: kev
kimberly: kim kimmy kimberley
klaus: claus nikolaus
laura: lau laurie lolly
lawrence: larry laurie lars laurence lawrie
leonard: len lenny leo lennie
leonardo: leo nardo
leopold: leo poldi
leslie: les lesley
lewis: lew louis
lillian: lily lil lilian lilly
lorena: lore
lorenzo: lencho
louis: lou louie lewis luis
louise: lou lulu louisa
lourdes: lulu
lucas: luke luca
lucia: lucy luci lu
lucille: lucy lucia
luis: lucho luisito lui
luisa: lu luisita
magdalena: magda lena malena
malcolm: mal
manuel: manolo manu manny lolo nolo
manuela: manoli manola manu
marcus: marc mark
margaret: maggie meg peggy marge margie greta maisie madge daisy rita margo mags margot megan peg margarete
margarita: marga rita mago
maria: mari maru mariquita ma mia marie mary
mariana: nana
marjorie: marge margie
mark: marc
martha: marty mattie patty
martin: marty mart
mary: molly polly mae mamie may moll maria marie
matilda: tilly mattie tilda
matthew: matt matty mat mathew matthias
maurice: mo morris
mauricio: mauro
maximilian: max maxi
maxwell: max
mercedes: merche meche merceditas
michael: mike mick mickey micky mikey mitch micheal michel
michelle: shell shelly micki
miguel: mike migue miguelito
mildred: millie
milton: milt
miriam: mimi miri
mohammed: mo mohammad muhammad mohamed mohd md muhammed mehmet
monica: moni
montserrat: montse
natalia: nati natasha
natalie: nat nattie natalia
nathan: nat nate
nathaniel: nat nate nathan
nicholas: nick nicky nico nicolas nik nickolas klaus
nicole: nicky nikki nic
nicolas: nico colas
nikolaus: klaus nik
norman: norm
oliver: ollie olly oli
olivia: liv livvy livia ollie
oscar: ozzie
oswald: ozzie oz
pamela: pam pammy
pascual: pascu
patricia: pat patty tricia trish patti patsy pati paty
patrick: pat paddy rick
patricio: pato
paul: paulie
paula: pauli
pauline: polly
pedro: perico pedrito periquin
penelope: penny nell
peter: pete petey
philip: phil pip phillip philippe
philippa: pippa pip
pilar: pili piluca
rachel: rae rach rachael
rafael: rafa rafi
ralph: rafe
ramon: moncho mon
randall: randy
raquel: kela
raymond: ray
raul: rulo
rebecca: becky becca bec beck rebekah
reginald: reg reggie
reinaldo: rey
remedios: reme
ricardo: richi ricky riqui cayo
richard: rick dick rich ricky richie dickie rickie
robert: bob rob bobby robbie bert bobbie robin robb robby rupert
roberta: bobbie robbie
roberto: beto tito rober robe
roderick: rod roddy rick
rodney: rod
rodolfo: rudy rodo fito
rodrigo: rodri rodro
roger: rodge rodger
roland: rollie
ronald: ron ronnie ronny
rosa: rosi rosita
rosario: charo chayo
rose: rosie
rosemary: rosie rose
ruben: rube benny
rudolf: rudi
rudolph: rudy rolf
russell: russ rusty
ruth: ruthie
salvador: salva chava
samantha: sam sammy samy
samuel: sam sammy samy
sandra: sandy
santiago: santi yago chago tiago
sarah: sally sadie sara
sebastian: seb bas basti sebas bastian
sergio: checo serch
sharon: shaz shari
shirley: shirl
silvia: sylvia silvi
simon: si
sofia: sofi
socorro: coco
soledad: sole
solomon: sol solly
sophia: sophie sofia soph
stanley: stan
stefan: steff
stephanie: steph stephie steff stefanie
stephen: steve steven stevie steph
stuart: stu stewart
susan: sue susie suzy susanna susannah suzanne susie sukie
susana: susi
sylvester: sly
teresa: tere maite teresita mayte
terence: terry terrence tel
theodore: ted teddy theo
theresa: terry tess tessa teresa terri resa therese
thomas: tom tommy thos tomas
timothy: tim timmy
tobias: toby tobi
tomas: tomi tommy
trinidad: trini
ursula: uschi ursel
valentina: vale tina
valerie: val
vanessa: nessa ness
veronica: vero ronnie nica
vicente: chente vicen
victor: vic vick
victoria: vicky vic tori vicki vikki toya
vincent: vince vinny vin vinnie
virginia: ginny virgie ginger
walter: walt wally
wilhelm: willi willy wilm
wilhelmina: mina minnie willa
wilfred: wilf fred
william: will bill billy willie wm liam willy bil
winifred: winnie win freddie
winston: win
yolanda: yoli
zachary: zach zack zac zak
`;

const STANDS_FOR = tableOf(TABLE);
const NAMES: ReadonlySet<string> = new Set([...STANDS_FOR.values()].flat());

/**
 * The given names that a folded word may stand for: itself where it is a name of its own or unknown, and each name that
 * it is a short form or spelling of (`bob` -> robert, `alex` -> six of them). Two words may be one name if these meet.
 */
export function givenNameGroup(word: string): readonly string[] {
  const names = STANDS_FOR.get(word);
  if (!names) return [word];
  return NAMES.has(word) && !names.includes(word) ? [word, ...names] : names;
}

/** Whether a folded word is a given name, or a form of one, that the table knows. */
export function isKnownGivenName(word: string): boolean {
  return STANDS_FOR.has(word) || NAMES.has(word);
}

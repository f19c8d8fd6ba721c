/**
 * Legal forms of bodies, a table of our own after the ELF code list (ISO 20275): `form: notations`, folded, with `_` where
 * a notation has several words. Notations of equal meaning in one language share a form.
 */
import { tableOf } from './bounds.ts';

export const LEGAL_FORMS = tableOf(`
ltd: ltd limited ltda limitada lda co_ltd company_limited co_limited ltd_co pvt_ltd private_limited pte_ltd pty_ltd pty_limited proprietary_limited sdn_bhd bhd pty pte ltee
plc: plc public_limited_company
llp: llp limited_liability_partnership
lp: lp limited_partnership
llc: llc limited_liability_company ooo
inc: inc incorporated incorporada
corp: corp corporation corporacion
co: co company cia compania comp
sl: sl slu sll slne slp srl_de_cv sociedad_limitada sociedad_limitada_unipersonal sociedad_de_responsabilidad_limitada srlu s_de_rl s_de_rl_de_cv
sa: sa sau sad sal jsc pjsc ojsc cjsc sociedad_anonima sociedad_anonima_unipersonal sa_de_cv sab_de_cv sapi_de_cv saic sacif saci societe_anonyme sociedade_anonima
sas: sas sasu sociedad_por_acciones_simplificada societe_par_actions_simplifiee
sarl: sarl sa_rl eurl societe_a_responsabilite_limitee
srl: srl srls societa_a_responsabilita_limitata
spa: spa societa_per_azioni sociedad_por_acciones
sc: sc scp sociedad_civil
scoop: scoop coop scl sccl sociedad_cooperativa cooperativa scrl
sci: sci snc sas_di
cb: cb comunidad_de_bienes
gmbh: gmbh mbh ggmbh gesmbh gesellschaft_mit_beschrankter_haftung gmbh_co_kg gmbh_co_ohg gmbh_kg
ug: ug ug_haftungsbeschrankt unternehmergesellschaft
ag: ag aktiengesellschaft ag_co_kg
kg: kg co_kg kommanditgesellschaft
ohg: ohg
ev: ev eingetragener_verein
eg: eg
se: se
bv: bv bvba besloten_vennootschap
nv: nv naamloze_vennootschap
vof: vof
ab: ab aktiebolag
as: as aksjeselskap
a_s: aktieselskab
aps: aps anpartsselskab
oy: oy oyj oy_ab osakeyhtio
kk: kk kabushiki_kaisha 株
yk: yk
gk: gk godo_kaisha
zrt: zrt nyrt kft
spzoo: spzoo sp_zoo sp_z_oo spolka_z_oo
sro: sro spol_sro
doo: doo
ead: ead eood ood
ae: ae epe
ooo: ооо зао оао пао ип
uab: uab
sia: sia
ou: ou
eireli: eireli epp
`);

/** Forms that some countries put first. */
export const LEADING_FORMS = tableOf(`
ltd: pt
llc: ooo
ooo: ооо зао оао пао ип
sa: zao oao pao jsc pjsc ojsc cjsc
uab: uab
sia: sia
ab: ab
as: as
oy: oy
sarl: sarl eurl
sas: sas
sci: sci
kk: kk 株
gmbh: gmbh
`);

/** Words of company names that are often written short. */
export const WORD_FORMS = tableOf(`
international: intl internatl int
manufacturing: mfg mfrg
brothers: bros
hermanos: hnos
associates: assoc assocs assoc
services: svcs svc servs
management: mgmt mgt
university: univ
national: natl nat
department: dept
technologies: techs
engineering: eng engg engrg
enterprises: ents
industries: inds
laboratories: labs
distribution: distrib distr
distribuciones: distribs
construction: constr
construcciones: const constrs
transportes: transp
servicios: servs svcios
comercial: ccial
centre: center ctr
group: grp
holdings: hldgs
hospital: hosp
saint: st
company: co cia compania
`);

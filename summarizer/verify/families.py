"""Words of news English that may stand for one another, and words that say little. Own lists, no thesaurus.

A family is wide on purpose: it only decides that a word of a statement may be a paraphrase of one in a passage.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from summarizer.verify.lexicon import base_of

_FAMILIES = """
kill die dead death fatal fatality victim slay murder lose perish toll deadly manslaughter homicide|hurt injure
injury wound casualty bruise harm|arrest detain custody hold seize capture apprehend nab|jail prison imprison
sentence term bar cell inmate prisoner|say tell state speak word statement remark comment|police officer
officers force cop constable authority official detective investigator|official authority government ministry
administration minister state council municipal public|court judge tribunal justice judicial ruling rule order
bench legal|law legal legislation bill act statute|lawyer attorney counsel barrister solicitor
prosecutor|company firm business corporation enterprise maker giant group operator|boss chief head executive
director chairman manager leader ceo president lead|ship vessel boat ferry freighter liner tanker craft
trawler|captain skipper|aeroplane airplane plane aircraft jet airliner flight|car vehicle truck van automobile
pickup lorry sedan suv|train railway rail|house home residence building property dwelling flat apartment
premises condo|land ground plot site tract lot area field terrain|road street highway avenue motorway route path
drive driveway|town city village municipality urban metropolitan community municipal|country nation state land
government national|child kid boy girl baby infant toddler youngster daughter son pupil teen young minor
newborn|woman women female lady wife girl mother|man men male guy husband father|wife husband spouse partner
couple marry marriage wed wedding|parent mother father mom dad mum couple|relative family kin brother sister
sibling cousin descendant|student pupil schoolchild learner undergraduate|school college university academy
campus class|teacher professor academic scholar scientist researcher expert specialist analyst|doctor physician
medic surgeon nurse paramedic|hospital clinic ward infirmary medical|people person passenger resident inhabitant
citizen man woman human member crowd individual|worker employee staff workforce crew labourer laborer|money cash
fund sum dollar euro pay payment price cost worth value|pay payment spend cost fee wage salary paid
compensate|buy purchase acquire acquisition takeover buyer take|sell sale vendor auction hammer fetch
offload|rent lease let tenant occupy occupant rental|earn profit income revenue gain make|rise grow increase
climb jump surge up gain higher soar more swell expand add high less raise hike lift|fall drop decline decrease
slip slide plunge sink lower shrink down tumble less reduce dip cut loss|big large great huge vast giant
enormous major massive size|small little tiny minor low|quick fast rapid swift speed soon short|begin start
launch open commence initiate early first|end stop finish halt cease conclude close over expire last final
finally|stop block prevent halt hold suspend delay bar thwart|delay postpone late put hold defer|close shut
closure seal|build construct construction erect building development project develop make|destroy ruin demolish
damage raze wreck destruction|break shatter crack smash violate breach|fire blaze burn flame inferno
wildfire|blast explosion explode bomb detonate bombing|shoot shot gun fire gunfire gunman weapon firearm shooter
open|weapon arm gun rifle firearm missile|attack assault strike raid hit beat offensive ambush|war conflict
fight battle fighting combat clash hostility|army military soldier troop force armed militia|crash collide
collision accident wreck derail smash hit|storm hurricane cyclone typhoon gale|flood flooding inundate
deluge|quake earthquake tremor|water sea ocean river lake|ashore shore land coast beach|aground ground strand
stuck|rescue save evacuate lift recover pull bring|flee escape run leave|leave depart exit go quit resign
abandon departure move|arrive reach come arrival land get|return back come|travel trip journey visit tour ride
fly|move transfer relocate shift transport carry take bring|send dispatch deliver ship deploy|carry take bring
transport hold|throw hurl toss fling|vote ballot election poll elect referendum electoral voter|win victory
triumph beat carry defeat prevail|lose defeat loss beat|poll survey study|study research report survey analysis
investigation find review paper scientist|report account news article paper press media say|investigate
investigation probe inquiry examine look inspect inspection search study enquiry|search hunt seek look
scour|find discover finding detect locate spot uncover turn|show display reveal indicate demonstrate|show reveal
disclose unveil expose|see watch witness view observe look|watch monitor observe|hear listen|know aware learn
familiar knowledge|think believe consider view feel belief regard opinion|want wish seek hope desire like|ask
request demand call urge appeal seek|demand require need must call|plan intend scheme propose aim proposal
program programme design goal purpose|agree agreement deal accord pact treaty accept consent|approve approval
back pass adopt endorse allow authorise authorize accept|allow permit let permission enable grant|reject refuse
deny decline dismiss refusal|ban prohibit forbid bar outlaw prohibition moratorium|protest demonstrate
demonstration rally march protester activist campaigner demonstrator|oppose opposition critic opponent
against|criticise criticize condemn denounce blast slam criticism critic|support back endorse favour favor
supporter|help aid assist support assistance relief|give grant provide donate hand supply offer award|get
receive obtain gain win take|use employ utilise utilize apply|make produce create manufacture maker
production|produce production output make yield|change alter shift amend modify revise|choose pick select choice
decide elect appoint|decide decision rule determine ruling resolve|appoint name nominate hire pick|fire sack
dismiss oust remove|resign quit step leave resignation|replace succeed successor substitute|meet meeting talk
summit session gathering encounter see conference|talk discuss discussion negotiate negotiation meeting
dialogue|letter correspondence note write mail message|write author pen book wrote|read reading|name call title
dub known label|call phone telephone ring dial|tell inform notify|warn caution alert warning|threaten threat
menace|accuse charge blame allege accusation indict suspect allegation|guilty convict conviction verdict|crime
offence offense criminal illegal|theft steal rob burgle burglary loot|police charge prosecute|sue suit lawsuit
litigation litigate case court|trial case hearing proceeding|swear oath inaugurate inauguration|rule govern
power reign|party side camp political politician|lawmaker legislator senator congressman representative
parliament congress mp deputy|president leader premier chancellor minister head|king queen monarch royal prince
princess|election race contest campaign run candidate|candidate nominee contender run hopeful|top summit peak
high height above|tower skyscraper building|stage theatre theater drama play|film movie picture cinema|game
match play fixture|team club side squad|player footballer athlete|goal score point|season year campaign|ill sick
unwell disease illness sickness ailment|disease illness virus infection condition|drug medicine medication
substance narcotic|marijuana cannabis pot weed|test trial examine check|earlier previous prior former before old
past|recent latest late new last|new fresh recent modern|whole entire all full complete total|part portion share
section piece half|share percentage proportion rate part|middle centre center central heart|roughly about around
nearly almost approximate|main chief principal major primary key|reason cause motive because ground|lead cause
prompt trigger result bring|effect impact consequence influence result|danger risk hazard dangerous threat
peril|safe safety secure security|afraid fear scare worry frighten concern anxious|angry anger fury furious
outrage|happy pleased glad delight joy|sad grief mourn sorrow|cry weep tear sob wept|worry concern anxiety
trouble|problem trouble issue difficulty difficult hard|hard difficult tough|easy simple ease|poor bad weak|good
well fine great|expensive costly dear cost price|cheap inexpensive affordable|rich wealthy affluent|empty vacant
vacancy vacate unoccupied|stand remain stay keep still|remain stay continue keep still last|wait await|body
corpse remains dead|bury burial funeral grave graveyard cemetery interment|coffin casket|month week day
year|night evening|morning dawn early|dawn sunrise morning|afternoon midday noon|energy power electricity|oil
petroleum crude|gas fuel petrol|food meal eat|church religious faith religion chapel|lover sweetheart affair
romantic love|trove batch collection|memoir book autobiography|north arctic northern|world global planet
international earth worldwide|group organisation organization body association union|spokesman spokeswoman
spokesperson|journalist reporter correspondent press|picture photo photograph image|shop store retailer
retail|market trade commerce commercial|bank lender|farm agriculture farmer agricultural grow|cattle cow
livestock dairy|dog animal pet|snow ice frost freeze|hot heat warm temperature|rule regulation law measure
restriction|tax levy duty|debt loan owe borrow credit|bankrupt bankruptcy insolvent insolvency|hide conceal|join
joined enlist|split divide separate|share divide|sign signature ink|confirm verify|claim allege assert maintain
insist contend argue|suggest hint imply|predict forecast expect project anticipate|promise pledge vow|reply
answer respond response|praise laud hail welcome|celebrate mark commemorate|injure treat treatment|treat
treatment care|clear clean remove|cut slash reduce|asleep sleep|alcohol drunk drink intoxicated|lifeboat boat
rescue|review look examine revise reconsider|summon call invite order|spread circulate get out|foundation think
institute organisation group charity|fail failure unsuccessful unable able|improve rise better
progress|emergency ambulance 911 paramedic urgent|assure guarantee promise say tell|beneath ground under below
underneath|escape emit emission release leak give|placebo dummy sham fake|cow animal beast cattle|eat feed food
diet|elderly old aged age advanced|party gala reception celebration|chance accident coincidence luck|collapse
fall crumble fell topple give|airline carrier airplane plane flight aircraft fleet|ground stop suspend
halt|fleet flight ship vessel plane vehicle|trace sign evidence find discover amount level|unchanged hold keep
steady same stay|interest rate lending|extinguish put douse contain control|cancel scrap abandon axe call
drop|scandal affair row controversy|dispute row quarrel disagreement argument|strike walkout stoppage
industrial|union labour labor worker|employer company firm|minister secretary official cabinet|city town
capital|mayor leader official|neighbour neighbor resident local|local resident neighbour community|visitor
tourist guest traveller traveler holidaymaker|tourist holidaymaker traveller|driver motorist|victim dead injured
survivor|survivor survive alive rescue|suspect accused defendant man|gunman attacker shooter assailant
suspect|attacker assailant|gang group ring mob|crowd mob group people demonstrator|clash fight confrontation
scuffle battle|riot unrest disorder violence|violence violent attack|threat warning warn|evacuate evacuation
leave flee|shelter refuge|refugee migrant asylum|migrant immigrant migration immigration|border
frontier|ceasefire truce peace|peace truce ceasefire|sanction penalty measure punish|fine penalty punish|punish
punishment penalty sentence|budget spending finance|economy economic|inflation price|unemployment jobless
job|job post position work employment|hire recruit employ|firing layoff redundancy dismissal cut job|invest
investment investor fund|shareholder investor|share stock equity|merge merger combine takeover|customer client
consumer shopper buyer|product good item|vaccine jab shot vaccination inoculate|patient sick hospital|outbreak
epidemic pandemic spread|infect infection case contract|scientist researcher academic expert|discover discovery
find|invent develop|rain rainfall downpour storm|wind gust gale|drought dry|landslide mudslide slide|village
hamlet settlement community|bridge crossing|harbour harbor port dock quay|airport runway airfield|station
terminal stop|school classroom class pupil education|lesson class teach|degree qualification|resume reopen
restart continue again|reopen open resume|restore repair fix rebuild|repair fix mend|renovate restore
refurbish|inaugurate open launch|launch introduce unveil start|introduce bring launch|award prize honour
honor|honour honor award commemorate|champion winner title|winner win victor champion|final match game|coach
manager trainer|injury injured hurt|concert show performance gig|singer musician artist performer|actor star
actress performer|perform play performance|star lead feature|painting picture artwork canvas|museum gallery|book
novel|apologise apologize apology sorry|admit acknowledge concede confess|deny reject dismiss|urge call appeal
press|persuade convince|try attempt effort seek|effort attempt bid try|plan prepare preparation|prepare
ready|tell inform brief|hint signal suggest|signal sign indicate|hope optimism optimistic|uncertain uncertainty
certain certainty doubt sure unsure|prematurely premature early ahead schedule
"""

# Words that stand in a statement without saying much: grammar in content words' clothes.
_LIGHT = """
be have do make get go come take give put set let keep become turn bring see seem appear remain stay hold run
say tell add note explain state announce report write claim argue insist confirm call describe mention comment
speak accord account thing way case fact matter part number amount kind sort type form time times year day
week month hour minute moment period date stage point level rate side end start begin place area site position
people person one ones someone anyone everyone nobody member individual new old other
another same different such various several many much more most less least few own first last next previous
earlier later former recent recently current currently now then today yesterday still yet already also even
only just once again too almost nearly roughly about around some any all every each both either neither well
back away together alone along across up down out off over under include including involve concern regard
relate use used able need want would could like look early late ago long short high low great good big full
whole total main particular certain instead however meanwhile despite although while whereas because since
after before until during following due amid among between toward towards against without within throughout
near nearby close result effect situation development event issue question reason plan show find found know
known mean think believe feel expect continue happen follow lead leave move occur name called title nearly
least figure sum double twice half third quarter percent offer provide predate contain hold spread pace city
beneath pull act word read way mr mrs ms dr january february march april may june july august september
october november december monday tuesday wednesday thursday friday saturday sunday morning afternoon evening
night century decade decades seven eight nine ten zero
"""

_SUFFIXES = frozenset(
    (
        "e i y s t d ed er or ers ors ing ion ation ition ment al ial ical ic ly ist ism ity ty y ive ative ous ious "
        "able ible ance ence ant ent ency ancy ship hood ness ful less age ery ry n an ian r st th ure en fy ifi is iz "
        "ise ize ar ari ary ory ee eer cy man woman men women keep hous land boat"
    ).split()
) | {""}


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, frozenset[int]], frozenset[str]]:
    groups: dict[str, set[int]] = {}
    for i, line in enumerate(_FAMILIES.split("|")):
        for word in line.split():
            groups.setdefault(base_of(word) or word, set()).add(i)
    light = frozenset(base_of(word) or word for word in _LIGHT.split())
    return {word: frozenset(found) for word, found in groups.items()}, light


def is_light(base: str) -> bool:
    """Tell whether a base form (as `base_of` gives it) says too little to need a support."""
    return base in _tables()[1]


def families_of(base: str) -> frozenset[int]:
    """Return the numbers of the families that a base form belongs to."""
    return _tables()[0].get(base, frozenset())


@lru_cache(maxsize=65536)
def derived(one: str, other: str) -> bool:
    """Tell two stems of one derivational family: "investig"/"investor" are none, "approv"/"approval" are one."""
    if one == other:
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    if shared < 4:
        return False
    return one[shared:] in _SUFFIXES and other[shared:] in _SUFFIXES

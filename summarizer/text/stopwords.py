"""Function words of eleven languages: too frequent to tell what a sentence is about. Own lists, folded.

Verbs of saying stand with them, because every news report is full of them whatever it reports.
Chinese and Japanese need none: their bigrams are weighed by rarity, and pure hiragana is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from summarizer.text.folding import fold

_ENGLISH = """
a about above across after again against all almost along already also although always am among an and
another any are aren't around as at away back be became because become been before began being below between
both but by came can can't cannot could couldn't did didn't do does doesn't doing don't done down during
each either else enough even ever every few for from further get gets getting go goes going got had hadn't
has hasn't have haven't having he he'd he's her here hers herself him himself his how however i i'd i'll i'm
i've if in indeed instead into is isn't it it's its itself just last latter least less let like made make
makes many may maybe me might more most much must my myself near never next no nor not nothing now of off
often on once one only onto or other others our ours ourselves out over own per perhaps put quite rather
said same say saying says she she's should shouldn't since so some still such take than that that's the
their theirs them themselves then there there's these they they're they've this those though through thus to
today together told too toward towards under until up upon us very was wasn't we we're we've were weren't
what when where whether which while who who's whom whose why will with within without won't would wouldn't
yet you you're your yours yourself
"""
_GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderen anderer auch auf aus bei beim
bereits bis da dabei dafur damit danach dann daran darauf daruber das dass dazu dein dem den denn der des
deren dessen deshalb die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen
einer eines er es etwa etwas fur gegen hat hatte hatten habe haben hier ich ihm ihn ihnen ihr ihre ihrem
ihren ihrer im immer in ins ist ja je jede jedem jeden jeder jetzt kann kein keine keinen konnen konnte
konnten man mehr mein mit muss mussen musste nach nicht nichts noch nun nur ob oder ohne sagt sagte sagten
schon sehr sei sein seine seinem seinen seiner seit sich sie sind so sollen sollte sollten sondern soll
sowie teilte uber um und uns unser unter vom von vor war waren warum was weil weiter wenn wer werde werden
wie wieder will wir wird wo worden wurde wurden zu zum zur zwar zwischen
"""
_FRENCH = """
a afin ai ainsi alors apres au aucun aussi autre autres aux avait avaient avant avec avoir bien c car ce
ceci cela celle celles celui cependant ces cet cette ceux chaque chez comme comment contre d dans de deja
depuis des deux dit donc dont du elle elles en encore entre est et etaient etait etant ete etre eu eux fait
faire faut fois font hors il ils j jamais je l la le les leur leurs lors lui m ma mais me meme memes moins
mon ne ni nos notre nous n on ont ou par parce pas pendant peu peut plus plusieurs pour pourrait pres puis
qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera serait ses si sinon soit son sont
sous sur t ta tandis tant te tel tels tes ton tous tout toute toutes tres trop tu un une vers voir vos votre
vous y declare affirme explique indique
"""
_SPANISH = """
a al algo algunas algunos ante antes asi aun aunque bajo bien cada como con contra cual cuales cuando de del
desde donde dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estan
estas este esto estos fue fueron ha habia han hasta hay hace ir la las le les lo los mas me mi mientras
mismo muy nada ni no nos nosotros o os otra otras otro otros para pero poco por porque puede que quien
quienes se sea segun ser si sido sin sino sobre son su sus tal tambien tan tanto te tiene tienen toda todas
todo todos tras tu un una uno unos y ya yo dijo dice afirmo aseguro explico anadio senalo
"""
_PORTUGUESE = """
a ainda alem algum alguns ante antes ao aos apos aquela aquele aqui as assim ate cada com como contra da das
de depois desde dessa desse desta deste do dois dos durante e ela elas ele eles em enquanto entao entre era
eram essa essas esse esses esta estao estar estas estava este estes eu foi foram ha isso isto ja la lhe mais
mas me mesmo meu minha muito na nas nem no nos nossa nosso num numa o onde os ou outra outras outro outros
para pela pelas pelo pelos pode por porque quais qual quando que quem se seja sem sendo ser sera seu seus
sido so sob sobre sua suas tambem te tem tinha toda todas todo todos tu um uma umas uns voce disse afirmou
segundo explicou
"""
_ITALIAN = """
a abbia ad agli ai al alla alle allo anche ancora anni aver aveva avevano c che chi ci cio coi col come con
contro cosi cui d da dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello di dopo dove
due e ed era erano essere fa fino fra gia gli ha hanno ho i il in io l la le lei li lo loro lui ma mentre mi
mio molto n ne negli nei nel nell nella nelle nello noi non nostro o ogni oggi ora per perche piu poi prima
proprio puo quale quali quando quanto quell quella quelle quelli quello quest questa queste questi questo
qui s se secondo sei senza si sia sono stata state stati stato su sua sue sugli sui sul sull sulla sulle
sullo suo suoi tra tutta tutte tutti tutto un una uno v vi detto ha spiegato
"""
_RUSSIAN = """
а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее
если есть еще же за здесь и из или им их к как какой ко когда кто ли либо между меня мне много может мы на
над надо нас наш не него нее нет ни них но ну о об однако он она они оно от очень перед по под после потому
при про раз с сам свое своего своей свои свою себя сейчас со так также такие такой там те тем то того тоже
той только том тот ту ты у уже хотя чего чей чем через что чтобы эта эти этих это этого этой этом этот эту я
заявил заявила сказал сказала сообщил сообщила сообщили отметил словам
"""
_UKRAINIAN = """
а або адже але без би був була були було бути в вам вас весь все всі від він вона вони воно все вже ви для
до з за зі й його йому із її є і їй їм їх ж же коли кого кожен крім ли лише між мене мені може ми на над нам
нас наш не нема немає ним них ні но о об один однак он ось от перед по під після при про раз с саме свій
своє свого своєї свої свою себе ще що щоб та так така також таке такий там те тим ти то того тоді той том
тому тут у хоча хто це цей ця цих цього цьому через чи чого чому як яка яке який якщо які я заявив заявила
сказав сказала повідомив повідомила повідомили зазначив словами
"""
_ARABIC = """
في من على الى إلى عن مع أن إن ان كان كانت يكون قد لقد لم لن لا ما هو هي هم هذا هذه ذلك تلك الذي التي الذين و
أو او ثم بعد قبل بين حول خلال عند عندما منذ حتى كما أيضا لكن ولكن كل بعض غير أي به بها له لها فيه فيها منه
منها عليه عليها قال قالت وقال وقالت وأضاف اضاف أضاف اضافت إنه انه انها إنها وأن وان بأن كانوا ليس نحو ضد حيث
هناك هنا يوم
"""

STOPWORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(fold(listed).split())
    for language, listed in (
        ("en", _ENGLISH),
        ("de", _GERMAN),
        ("fr", _FRENCH),
        ("es", _SPANISH),
        ("pt", _PORTUGUESE),
        ("it", _ITALIAN),
        ("ru", _RUSSIAN),
        ("uk", _UKRAINIAN),
        ("ar", _ARABIC),
    )
}

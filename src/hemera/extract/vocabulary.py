"""What newsrooms print, in three languages: sections, promotions, walls, what opens a by-line. Data only; compared folded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hemera.text import fold


def phrases(text: str) -> tuple[str, ...]:
    """Split a table of phrases at bars and line ends, and fold them."""
    return tuple(" ".join(fold(phrase).split()) for phrase in re.split(r"[|\n]", text) if phrase.strip())


def pattern(text: str) -> str:
    """Return a regular expression for any of the phrases; ``#`` in them stands for a number."""
    longest_first = sorted(phrases(text), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(phrase).replace(r"\#", r"\d+").replace(r"\ ", r"[ -]") for phrase in longest_first) + ")"


class Phrases:
    """Phrases to look for in a long text: for the longest word of each, then for those that have it. Patterns take far longer."""

    def __init__(self, found: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        for phrase in found:
            self._by_word.setdefault(max(phrase.replace("#", "").split(), key=len), []).append(_loose(phrase.partition("#")[0]))

    def may_be_in(self, text: str) -> bool:
        """Say whether one of them may be in a folded text without runs of spaces; that none is, is certain."""
        words = [word for word in self._by_word if word in text]
        loose = _loose(text) if words else ""
        return any(phrase in loose for word in words for phrase in self._by_word[word])


def _loose(text: str) -> str:
    return text.replace("-", " ")


SECTION_NAMES: Mapping[str, tuple[str, ...]] = {
    "politics": phrases("""
        politics | public works | government | elections | national politics | nation | public affairs
        politique | politiques | gouvernement | parlement | élections | vie politique | affaires publiques | vie publique
        سياسة | سياسي | سياسات | أخبار سياسية | برلمان | حكومة | انتخابات | شأن سياسي | شؤون عامة | الشأن العام | شأن عام"""),
    "economy": phrases("""
        economy | business | markets | money | companies | jobs | finance
        économie | éco | entreprises | entreprise | finances | bourse | marchés | emploi | consommation | agriculture
        immobilier
        اقتصاد | اقتصاد وأعمال | مال وأعمال | مال | أعمال | بورصة | أسواق | فلاحة | زراعة | تشغيل | ميناء واقتصاد"""),
    "society": phrases("""
        society | health | community | local news | local | lifestyle | people | schools | education
        société | faits divers | éducation | santé | vie locale | régions | région | villes | ville | quotidien | famille
        religion | justice
        transports | actualité locale | vie quotidienne
        مجتمع | جهات | جهويات | محليات | محلي | حوادث | تعليم | صحة | أسرة | جهات ومدن | مدن | أخبار المدن | منوعات | تربية
        مدارات"""),
    "world": phrases("""
        world | international | africa | middle east | foreign | europe
        monde | afrique | maghreb | étranger | proche-orient | moyen-orient | à l'étranger
        عالم | دولي | دوليات | خارجيات | عربي ودولي | عربي | أخبار العالم | إفريقيا | مغاربي | شؤون دولية"""),
    "culture": phrases("""
        culture | arts | art | books | music | film | heritage | travel | arts & culture | culture & arts | tourism
        cultures | livres | livre | cinéma | musique | lettres | théâtre | médias | expositions | patrimoine | sorties
        festivals | voyage | voyages | tourisme
        ثقافة | ثقافة وفن | ثقافة وفنون | فن | فنون | فن وثقافة | أدب | كتب | سينما | مسرح | موسيقى | تراث | سفر | سياحة
        إعلام"""),
    "sports": phrases("""
        sport | sports | football | tennis | basket | handball | soccer | foot | athlétisme | omnisports
        رياضة | رياضية | كرة القدم | كرة قدم | أخبار الرياضة | ملاعب"""),
    "science": phrases("""
        science | sciences | technology | tech | space | science & tech | innovation
        technologie | technologies | high-tech | numérique | espace | science et technologie | sciences et techniques
        علوم | علم | تكنولوجيا | علوم وتكنولوجيا | تقنية | رقمي | فضاء | علوم وتقنية"""),
    "environment": phrases("""
        environment | climate | weather | energy | nature
        environnement | planète | climat | météo | écologie | énergie | développement durable
        بيئة | مناخ | طقس | أحوال الطقس | بيئة ومناخ | بيئة وطقس | طبيعة"""),
    "opinion": phrases("""
        opinion | opinions | comment | columns | columnists | letters | debate | analysis | editorial
        éditorial | édito | tribune | tribunes | chronique | chroniques | débats | idées | point de vue | billet | analyse
        analyses
        رأي | آراء | مقالات | كتاب | كتاب الرأي | افتتاحية | تحليل | وجهة نظر | منبر | أقلام | أعمدة"""),
}  # fmt: skip

# Names of sections that say nothing of the subject.
NO_SECTION = frozenset(phrases("""
    home | news | latest | latest news | articles | article | live | video | videos
    accueil | à la une | actualité | actualités | actu | vidéo | vidéos | en direct | direct | premium
    الرئيسية | الصفحة الرئيسية | أخبار | آخر الأخبار | عاجل | فيديو | مباشر | صور"""))  # fmt: skip

# What papers call themselves in their mottoes, and articles seldom in the breath in which they name the paper.
TRADE = frozenset(
    phrases("""
    journal | quotidien | quotidienne | hebdomadaire | magazine | portail | site | actualité | actualités | infos | informations
    newspaper | daily | weekly | magazine | news | portal | website
    جريدة | الجريدة | صحيفة | يومية | أسبوعية | إخبارية | إخباري | الأخبار | أخبار | موقع | بوابة | إلكترونية | مجلة""")
)

# Those that open a by-line on their own line, without anything else to tell it is one.
SIGNED_BY = phrases("""
    by | written by | posted by | story by | words by | reporting by | source
    par | écrit par | écrite par | rédigé par | rédigée par | publié par | posté par | proposé par
    propos recueillis par | signé | textes | texte et photos | textes et photos | texte et photo
    بقلم | بقلم الكاتب | كتب | كتبت | كتبه | كتبها | كتب بواسطة | بواسطة | نشر بواسطة | من إعداد | إعداد | أعده | أعدته
    أعدها للنشر
    تحرير | متابعة | تغطية | ترجمة | حاوره | حاورها | حاورته | أجرى الحوار | أجرت الحوار | المصدر | الكاتب | المحرر
    von | text von | ein kommentar von | eine analyse von | por | di | a cura di | door | av | oleh | автор""")  # fmt: skip

# What is left of a line whose date or name was taken out of it.
FRAGMENTS = phrases("""
    published | published on | updated | posted on | by | share | print
    publié | publié le | mis à jour | mis à jour le | le | par | partager | imprimer | photo | publicité
    نشر | نشر في | نشر يوم | آخر تحديث | بقلم | كتب | مشاركة | شارك | طباعة | إعلان""")  # fmt: skip

# Lines that begin so send readers elsewhere.
PROMOTIONS = pattern("""
    read also | also read | see also | read more | read next | related articles | related stories | related topics
    more on this | more from | more stories
    sign up for | sign up to | subscribe to | subscribe now | share this | share on | share via | follow us
    click here | download our app
    join our | listen to this article | # min read | # minute read | # minutes read | most read | get the latest
    support our journalism
    lire aussi | à lire aussi | à lire également | à lire sur | lire également | lire la suite | lisez aussi | voir aussi
    à voir aussi | sur le même sujet
    sur le même thème | dans le même sujet | articles liés | articles similaires | article lié | articles connexes
    newsletter | inscrivez-vous | abonnez-vous
    s'abonner | partager cet article | partagez cet article | partager l'article | partager sur | suivez-nous
    suivez toute l'actualité
    pour aller plus loin | recevez chaque | recevez tous | recevez nos | téléchargez notre | cliquez ici | mots-clés
    imprimer | écouter l'article
    اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | اقرئي أيضا | اقرؤوا أيضا | اقرأ المزيد | شاهد أيضا | طالع أيضا | انظر أيضا
    مواضيع ذات صلة | مقالات ذات صلة
    أخبار ذات صلة | ذات صلة | قد يهمك | اشترك في | اشتركوا في | تابعونا على | تابعنا على | تابعونا | للاشتراك في
    شارك المقال | شارك الخبر | شارك هذا | شاركها
    نشرتنا الإخبارية | القائمة البريدية | نسخة للطباعة | أرسل إلى صديق | عدد القراءات | عدد المشاهدات | لمتابعة آخر الأخبار
    كلمات مفتاحية
    الكلمات المفتاحية | كلمات دلالية | وسوم | الوسوم | التعليقات (#)""")  # fmt: skip

RIGHTS = pattern("""
    © | copyright | all rights reserved | tous droits réservés | reproduction interdite | جميع الحقوق محفوظة
    حقوق النشر محفوظة""")

_PAID = """
    réservé aux abonnés | réservée aux abonnés | réservé à nos abonnés | il vous reste # | la suite de cet article
    la suite est réservée | pour lire la suite
    article premium | article payant | abonnez-vous pour lire | déjà abonné | accéder à l'intégralité | cet article est réservé
    subscribe to read | subscribe to continue | subscribers only | for subscribers | continue reading with
    already a subscriber | to read the full
    the rest of this article | to continue reading
    للمشتركين فقط | هذا المحتوى للمشتركين | لقراءة المقال كاملا | لمتابعة القراءة | مخصص للمشتركين | خاص بالمشتركين
    بقية المقال"""
PAID = phrases(_PAID)
PAYWALLS = pattern(_PAID)  # fmt: skip

CONSENT = pattern("""
    cookie | cookies | privacy | your consent | personal data | personal information | personalise content
    traceurs | vie privée | consentement | données personnelles | informations personnelles | avec votre accord
    ملفات تعريف الارتباط | الكوكيز | خصوصيتك | خصوصيتكم | الخصوصية | البيانات الشخصية | معلومات شخصية | بموافقتكم
    بموافقتك""")  # fmt: skip

AGREE = pattern("""
    accept all | accept and | manage choices | manage options | manage preferences | manage cookies | i agree | our partners
    our # partners
    tout accepter | accepter et | j'accepte | paramétrer | continuer sans accepter | nos partenaires | nos # partenaires
    personnaliser les contenus
    قبول الكل | أوافق | أقبل | شركاؤنا | شركائنا | وشركاؤنا | تخصيص المحتوى""")  # fmt: skip

MISSING = pattern("""
    404 | error 404 | erreur 404 | page not found | not found | article not found | article no longer available
    this page does | this page is | this page could
    page introuvable | page non trouvée | page inexistante | contenu introuvable | contenu indisponible
    article introuvable | article supprimé
    cette page n'existe | la page que vous | oops | oups
    الصفحة غير موجودة | الصفحة المطلوبة | عذرا | المقال غير موجود | لم يتم العثور | خطأ 404""")  # fmt: skip

"""What newsrooms print, in three languages: by-lines, agencies, sections, promotions, walls. Data only; compared folded."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hemera.text import fold


def phrases(text: str) -> tuple[str, ...]:
    """Split a table of phrases at bars and line ends, and fold them."""
    return tuple(" ".join(fold(phrase).split()) for phrase in re.split(r"[|\n]", text) if phrase.strip())


def pattern(text: str) -> str:
    """Return a regular expression for any of the phrases; ``#`` in them stands for a number."""
    longest_first = sorted(phrases(text), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(phrase).replace(r"\#", r"\d+").replace(r"\ ", r"[ -]") for phrase in longest_first) + ")"


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

BY = phrases("""
    by | with | written by | words by | reporting by | from | photos by | source
    par | avec | texte | photos | photo | propos recueillis par | de notre envoyé | de notre envoyée | signé | auteur
    auteure | source
    بقلم | مع | كتب | كتبت | كتبه | كتبها | إعداد | تحرير | حاوره | حاورها | أجرى الحوار | المصدر | الكاتب
    تقرير""")  # fmt: skip

# Those that open a by-line on their own line, without anything else to tell it is one.
SIGNED_BY = phrases("by | written by | par | propos recueillis par | بقلم | كتب | كتبت | إعداد | المصدر | source")

HOUSE = frozenset(phrases("""
    admin | administrator | staff | staff writer | staff reporter | editor | editorial | newsroom | webmaster | team
    news desk | web desk | editorial team
    la rédaction | rédaction | rédacteur | le journal | agences | avec agences | la rédaction avec agences
    هيئة التحرير | التحرير | المحرر | الموقع | فريق التحرير | وكالات | متابعة | خاص | مشرف | أدمن"""))  # fmt: skip

# The usual tag of each agency, and its other names.
AGENCIES: Mapping[str, tuple[str, ...]] = {
    "AFP": phrases("AFP | Agence France-Presse | Agence France Presse | أ ف ب | أف ب | وكالة فرانس برس | فرانس برس"),
    "Reuters": phrases("Reuters | Thomson Reuters | رويترز | وكالة رويترز"),
    "AP": phrases("AP | Associated Press | The Associated Press | أسوشيتد برس"),
    "MAP": phrases("MAP | Maghreb Arabe Presse | Agence Maghreb Arabe Presse | و م ع | ومع | وكالة المغرب العربي للأنباء"),
    "TAP": phrases("TAP | Tunis Afrique Presse | وات | وكالة تونس إفريقيا للأنباء"),
    "APS": phrases("APS | Algérie Presse Service | واج | و ا ج | وكالة الأنباء الجزائرية"),
    "MENA": phrases("MENA | أ ش أ | وكالة أنباء الشرق الأوسط"),
    "SPA": phrases("SPA | واس | وكالة الأنباء السعودية"),
    "WAM": phrases("WAM | وام | وكالة أنباء الإمارات"),
    "QNA": phrases("QNA | قنا | وكالة الأنباء القطرية"),
    "Petra": phrases("Petra | بترا | وكالة الأنباء الأردنية"),
    "NNA": phrases("NNA | الوكالة الوطنية للإعلام"),
    "Anadolu": phrases("Anadolu | Anadolu Agency | AA | الأناضول | وكالة الأناضول"),
    "dpa": phrases("dpa | د ب أ | وكالة الأنباء الألمانية"),
    "EFE": phrases("EFE | Agencia EFE | إفي"),
    "ANSA": phrases("ANSA | أنسا"),
    "Xinhua": phrases("Xinhua | شينخوا | وكالة شينخوا"),
    "AGA": phrases("AGA | Agence des Amandiers"),
    "و.خ.ل": phrases("و خ ل | وكالة خليج اللوز للأنباء"),
    "GANA": phrases("GANA | Gulf of Almonds News Agency"),
}

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

PAYWALLS = pattern("""
    réservé aux abonnés | réservée aux abonnés | réservé à nos abonnés | il vous reste # | la suite de cet article
    la suite est réservée | pour lire la suite
    article premium | article payant | abonnez-vous pour lire | déjà abonné | accéder à l'intégralité | cet article est réservé
    subscribe to read | subscribe to continue | subscribers only | for subscribers | continue reading with
    already a subscriber | to read the full
    the rest of this article | to continue reading
    للمشتركين فقط | هذا المحتوى للمشتركين | لقراءة المقال كاملا | لمتابعة القراءة | مخصص للمشتركين | خاص بالمشتركين
    بقية المقال""")  # fmt: skip

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

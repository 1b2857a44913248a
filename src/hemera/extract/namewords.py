"""The words around names in by-lines: what leads to one, what follows, what is none. Data only; compared folded."""

from __future__ import annotations

from collections.abc import Mapping

from hemera.extract.vocabulary import phrases

# What opens a by-line, and is no part of the name.
BY = phrases("""
    by | with | written by | words by | words | text | story by | story | reporting by | reported by | report by | report
    from
    posted by | published by | compiled by | interview by | analysis by | opinion by | additional reporting by | source
    author | authors
    texte et photos | textes et photos | texte et photo
    par | avec | texte | textes | écrit par | écrite par | rédigé par | rédigée par | publié par | posté par | proposé par
    réalisé par | préparé par | signé | signé par | une enquête de | un reportage de | reportage de | reportage | interview de
    un entretien de | entretien réalisé par | interview réalisée par | propos recueillis par | recueilli par | recueillis par
    traduit par | synthèse de | synthèse | dossier réalisé par | de notre envoyé | de notre envoyée | de notre envoyé spécial
    de notre envoyée spéciale | de notre correspondant | de notre correspondante | auteur | auteure | autrice
    بقلم | بقلم الكاتب | بقلم الكاتبة | بقلم الأستاذ | بقلم الأستاذة | مع | كتب | كتبت | كتبه | كتبها | كتبه لكم | يكتب | تكتب
    كتب بواسطة | بواسطة | نشر بواسطة | نشرت بواسطة | أضيف بواسطة | من طرف | نشر من طرف | إعداد | من إعداد | إعداد وتقديم
    أعده | أعدته | أعدها | أعد التقرير | أعدت التقرير | أعده للنشر | تحرير | متابعة | تغطية | ترجمة | ترجمة وإعداد
    ترجمة وتحرير | حوار | حاوره | حاورها | حاورته | أجرى الحوار | أجرت الحوار | أجرى المقابلة | أجرت المقابلة | المصدر | مصدر
    الكاتب | الكاتبة | كاتب المقال | المؤلف | الناشر | المحرر | المحررة | تقرير | ريبورتاج | روبورتاج | استطلاع | نص | نص وصور
    von | text von | ein artikel von | eine analyse von | ein kommentar von | ein interview von | ein bericht von | mit
    geschrieben von | verfasst von | protokoll | interview | por | escrito por | publicado por | texto | di | a cura di
    scritto da
    pubblicato da | door | geschreven door | av | tekst | tekst av | skrevet av | skrivet av | af | przez | autor | autorka
    autoři
    autori | autore | autora | autores | autorin | autoren | opracował | opracowała | oleh | ditulis oleh | penulis
    editor oleh
    автор | авторы | текст | подготовил | подготовила | autorius | tác giả | लेखक | द्वारा | written""")  # fmt: skip

# What opens a by-line in the middle of a line. Those that are also parts of names (von, di, av…) are left out.
BY_INSIDE = phrases("""
    by | written by | with | par | rédigé par | écrit par | avec | propos recueillis par | recueillis par | mit
    بقلم | مع | إعداد | من إعداد | تحرير | كتب | كتبت | ترجمة | حاوره | حاورها | متابعة | بواسطة""")  # fmt: skip

AND = frozenset(phrases("and | et | und | og | och | dan | и | و | und mit | sowie"))
AND_IN_NAMES = frozenset(phrases("y | e | i | a | en | ja"))  # "and" in some language, part of names in another

# Arabic names whose first letter could be taken for "and".
NOT_AND = frozenset(phrases("""
    وليد | وائل | وسام | وفاء | وفا | وجدي | وجدان | وحيد | وحيدة | وديع | وردة | ورد | وداد | وهيبة | وهيب | وهبي | وهبة
    وسيم
    وسيلة | وصال | واصف | واثق | وضاح | وجيه | وليام | ولد | ولاء | وئام | والي | وهاب | وديان | وافي | وعد | وزاني | وزان
    ورزازات
    وعزيز | وفيق | وادي | واكيم | ويليام | ويلسون | وود | وينستون | والتر | واحد | والد | ورغي | وحيدي | وصيف"""))  # fmt: skip

# Who took the pictures signs the pictures.
PICTURES_BY = phrases("""
    photos by | photo by | photography by | photographs by | photographs | photograph | photography | pictures by | pictures
    picture | photos | photo | images | image | video | video by | illustration | illustrations | illustration by | graphics
    photo de | photos de | crédit photo | crédits photo | crédit | crédits | crédits photos | ph | dessin | dessin de | vidéo
    تصوير | عدسة | صور | صورة | الصور | الصورة | بعدسة | تصوير ومونتاج | كاميرا | مونتاج | كاريكاتير
    editing by | edited by | montage
    foto | fotos | bild | bilder | fotografie | fotografien | illustrationen | grafik | fotografía | fotografías | fotografia
    fotografie di | bilde | zdjęcia | zdjęcie | фото | ilustrace""")  # fmt: skip

# What people are by trade; none is part of a name. In one word or several, before the name or behind it.
JOBS = phrases("""
    staff writer | staff reporter | staff correspondent | senior writer | senior reporter | senior correspondent | writer
    senior editor | reporter | journalist | correspondent | special correspondent | foreign correspondent
    political correspondent
    chief correspondent | bureau chief | editor | deputy editor | associate editor | managing editor | news editor
    chief editor
    editor-in-chief | editor in chief | editor-at-large | editor at large | political editor | business editor | sports editor
    online editor | columnist
    contributor | contributing writer | contributing editor | freelance | freelance journalist | special to | producer
    intern | trainee reporter | guest author | professor | director
    journaliste | reporter | grand reporter | correspondant | correspondante | correspondants | correspondant permanent
    correspondante permanente | correspondant particulier | correspondance particulière | correspondance | envoyé spécial
    envoyée spéciale | envoyés spéciaux | notre correspondant | notre correspondante | notre envoyé spécial
    notre envoyée spéciale | rédacteur | rédactrice | rédacteur en chef | rédactrice en chef | secrétaire de rédaction
    chef de service | chef du service | cheffe du service | directeur de la publication | directeur de publication
    éditorialiste | chroniqueur | chroniqueuse | stagiaire | pigiste | chef de rubrique | cheffe de rubrique
    universitaire | économiste | écrivain | écrivaine | politologue | sociologue | historien | historienne
    enseignant-chercheur
    مراسل | مراسلة | المراسل | المراسلة | مراسلنا | مراسلتنا | موفد | موفدة | موفدنا | موفدتنا | الموفد الخاص | مبعوث
    مبعوثنا
    صحفي | صحفية | صحافي | صحافية | الصحفي | الصحفية | الصحافي | الصحافية | إعلامي | إعلامية | محرر | محررة | رئيس التحرير
    رئيسة التحرير | رئيس تحرير | مدير التحرير | سكرتير التحرير | مدير النشر | كاتب | كاتبة | كاتب صحفي | كاتب وباحث | كاتب رأي
    كاتب وصحفي | باحث | باحثة | باحث في | أستاذ جامعي | أستاذ التعليم العالي | متدرب | متدربة | صحفي متدرب | صحافية متدربة
    صحافي متدرب | خبير | محلل سياسي
    redakteur | redakteurin | leitender | leitende | wirtschaftsredakteur | wirtschaftsredakteurin | redakteure
    chefredakteur | chefredakteurin | korrespondent | korrespondentin | korrespondenten
    reporterin | autor | autorin | volontär | volontärin | ressortleiter | ressortleiterin | chefreporter | chefreporterin
    stellvertretender | stellvertretende | leiter | leiterin | freier | freie | kolumnist | kolumnistin | praktikant
    praktikantin
    corresponsal | redactor | redactora | periodista | enviado especial | enviada especial | corrispondente | inviato
    inviata
    giornalista | redaktor | redaktorka | dziennikarz | dziennikarka | redaktør | journalistin | journalisten | verslaggever
    корреспондент | журналист | обозреватель | 기자 | 특파원 | 記者 | 特派員 | 編集委員 | 編集部 | 論説委員 | wartawan | jurnalis
    žurnalistas | žurnalistė | zpravodaj | novinář | novinářka | संवाददाता | phóng viên""")  # fmt: skip

# How bold lines below a text begin that are no signature, in a script without capitals.
NO_NAMES = frozenset(phrases("""
    شاهد | شاهدوا | اقرأ | إقرأ | اقرؤوا | طالع | تابع | تابعوا | انظر | استمع | اضغط | للمزيد | المزيد | مواضيع | أخبار
    مقالات | صور | فيديو | بالفيديو | بالصور | تعليقات | التعليقات | إعلان | كلمات | وسوم | مقال | خبر
    ملف | ملفات"""))  # fmt: skip

# What opens a line that says whence the text comes: an agency, never a person.
SOURCE = frozenset(phrases("source | sources | المصدر | مصدر | quelle | fuente | fonte"))

# What stands between a name, or a trade, and a place.
PLACED = frozenset(phrases("""
    in | at | from | of | for | to | für | pour | à | au | aux | en | depuis | basé | basée | dans | chez | aus | im | bei
    desde | из
    في | من | إلى | لدى | عن"""))  # fmt: skip

# Places that by-lines name, beside those of one word, which no full name is taken for.
PLACES = frozenset(phrases("""
    new york | washington dc | washington d.c | los angeles | san francisco | hong kong | tel aviv | le caire | abou dhabi
    abu dhabi
    new delhi | são paulo | buenos aires | rio de janeiro | mexico city | la haye | the hague | den haag | cape town | le cap
    sidi bel abbès | sidi bouzid | tizi ouzou | oum el bouaghi | souk ahras | el jadida | béni mellal | beni mellal | la marsa
    la mecque | port saïd | addis abeba | burkina faso | côte d'ivoire | arabie saoudite | saudi arabia | south africa
    الدار البيضاء | بني ملال | سيدي بوزيد | سيدي بلعباس | تيزي وزو | أم البواقي | سوق أهراس | الجديدة | أبو ظبي | مكة المكرمة
    المدينة المنورة | بورسعيد | شرم الشيخ | تل أبيب | القدس المحتلة | رام الله | غزة | بيت لحم | خان يونس | نيويورك | واشنطن
    كوت ديفوار
    أديس أبابا | الجزائر العاصمة | مدينة غزة"""))  # fmt: skip

# Words that end a by-line: what follows is its date or a button.
AFTER_NAMES = phrases("""
    publié | publié le | publiée | mis à jour | mise à jour | modifié le | posté le | published | updated | posted | posted on
    last updated | modified | follow | share
    monday | tuesday | wednesday | thursday | friday | saturday | sunday | lundi | mardi | mercredi | jeudi | vendredi
    samedi
    dimanche | suivre | partager | read more | lire la suite | نشر | نشر في | نشرت | تم النشر | آخر تحديث | اخر تحديث
    تاريخ النشر
    الأحد | الاثنين | الإثنين | الثلاثاء | الأربعاء | الخميس | الجمعة | السبت | يوم | شارك | تابع | متابعة الكاتب
    veröffentlicht | aktualisiert | stand | folgen | publicado | actualizado | pubblicato | aggiornato | opublikowano
    publisert
    oppdatert | opublikováno | フォロー | email | e-mail | contact""")  # fmt: skip

# Before a day or a year they are no name: "November 18", "mai 2020".
MONTHS = frozenset(phrases("""
    january | february | march | april | may | june | july | august | september | october | november | december | jan | feb
    mar
    apr | jun | jul | aug | sep | sept | oct | nov | dec
    janvier | février | mars | avril | mai | juin | juillet | août | septembre | octobre | novembre | décembre
    يناير | فبراير | مارس | أبريل | إبريل | مايو | ماي | يونيو | يوليو | يوليوز | أغسطس | غشت | أوت | سبتمبر | شتنبر | أكتوبر
    نوفمبر
    نونبر | ديسمبر | دجنبر | جانفي | فيفري | أفريل | جوان | جويلية | كانون الثاني | شباط | آذار | نيسان | أيار | حزيران | تموز
    آب
    أيلول | تشرين
    januar | februar | märz | juni | juli | oktober | dezember | enero | febrero | marzo | abril | mayo | junio | julio
    agosto
    septiembre | octubre | noviembre | diciembre | gennaio | febbraio | aprile | maggio | giugno | luglio | settembre
    ottobre
    dicembre"""))  # fmt: skip

DANGLING = frozenset(phrases("le | la | on | at | am | um | in | the | à | du | de | der | el | il | på | den | في | يوم | من | و"))

HOUSE = frozenset(phrases("""
    admin | administrator | staff | staff writer | staff reporter | staff writers | editor | editorial | newsroom | webmaster
    team
    news desk | web desk | editorial team | agencies | news agencies | wire services | agency | guest | user | root
    super user | press
    la rédaction | rédaction | redac | la redac | rédacteur | le journal | agences | avec agences | agence | divers
    la rédaction avec agences
    anonyme
    communiqué | communiqué de presse | correspondance | contribution | contributeur | invité | le monde avec agences | web
    هيئة التحرير | التحرير | المحرر | الموقع | فريق التحرير | وكالات | متابعة | متابعات | خاص | مشرف | أدمن | الإدارة
    قسم التحرير
    المحرر السياسي | وكالة | وكالة أنباء | الوكالات | مراسل | مراسلون | بيان | بلاغ | غرفة الأخبار | سكرتارية التحرير
    عن الوكالات
    agenturen | redaktion | redaktie | nachrichtenagenturen | redacción | agencias | redazione | agenzie | redakcja | redakce
    redaksi
    редакция | ред | no author | unknown | author | nobody | none | null | undefined | anonymous"""))  # fmt: skip

# Words no person's name holds.
HOUSE_WORDS = frozenset(phrases("""
    redaktion | rédaction | redaction | newsroom | editorial | desk | team | staff | redaktionsteam | onlineredaktion
    newsdesk
    redacción | redazione | redakcja | redakce | редакция | redaksi | agency | agencies | agence | agences | agentur
    agenturen | nachrichtenagentur
    correspondents | reporters | editors | online | news | magazine | journal | newspaper | zeitung | media | tv | radio | com
    net | org
    service | website | site | business | international | insider | facebook | twitter | reddit | google | whatsapp | the
    our | press | presse | press-service | web | digital | www
    bureau | مكتب | التحرير | تحرير | أخبار | الأخبار | جريدة | صحيفة | موقع | وكالة | وكالات | قناة | الموقع | الإخبارية
    الإخباري | نيوز | بريس
    برس | مجلة | إذاعة | راديو | تلفزيون"""))  # fmt: skip

# Accounts of a site: nobody a reader would know, neither a person nor the house.
ACCOUNTS = frozenset(phrases("""
    admin | administrator | administrateur | webmaster | user | super user | root | guest | invité | redac | web | author
    no author | unknown | nobody | none | null | undefined | anonymous | anonyme | أدمن | مشرف | الإدارة"""))  # fmt: skip

# The usual tag of each agency, and its other names.
AGENCIES: Mapping[str, tuple[str, ...]] = {
    "AFP": phrases("AFP | Agence France-Presse | Agence France Presse | أ ف ب | أف ب | ا ف ب | وكالة فرانس برس | فرانس برس"),
    "Reuters": phrases("Reuters | Reuters staff | Thomson Reuters | رويترز | وكالة رويترز"),
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
    "Anadolu": phrases("Anadolu | Agence Anadolu | Anadolu Agency | AA | الأناضول | وكالة الأناضول"),
    "dpa": phrases("dpa | Deutsche Presse-Agentur | dpa-infocom | د ب أ | وكالة الأنباء الألمانية"),
    "EFE": phrases("EFE | Agencia EFE | إفي"),
    "ANSA": phrases("ANSA | أنسا"),
    "Xinhua": phrases("Xinhua | شينخوا | وكالة شينخوا"),
    "WAFA": phrases("WAFA | وكالة وفا | وكالة الأنباء الفلسطينية"),
    "SANA": phrases("SANA | سانا | وكالة سانا"),
    "INA": phrases("INA | واع | وكالة الأنباء العراقية"),
    "KUNA": phrases("KUNA | كونا | وكالة الأنباء الكويتية"),
    "BNA": phrases("BNA | بنا | وكالة أنباء البحرين"),
    "LANA": phrases("LANA | وال | وكالة الأنباء الليبية"),
    "AMI": phrases("AMI | و م أ | الوكالة الموريتانية للأنباء | Agence mauritanienne d'information"),
    "IRNA": phrases("IRNA | إرنا"),
    "Sputnik": phrases("Sputnik | سبوتنيك"),
    "TASS": phrases("TASS | ТАСС | تاس"),
    "Interfax": phrases("Interfax | Интерфакс"),
    "RIA": phrases("RIA Novosti | РИА Новости"),
    "Bloomberg": phrases("Bloomberg | Bloomberg News | بلومبرغ"),
    "PA": phrases("PA | PA Media | Press Association"),
    "CP": phrases("The Canadian Press | Canadian Press | La Presse canadienne"),
    "AAP": phrases("AAP | Australian Associated Press"),
    "PTI": phrases("PTI | Press Trust of India"),
    "ANI": phrases("ANI | Asian News International"),
    "IANS": phrases("IANS"),
    "APA": phrases("APA | Austria Presse Agentur"),
    "SDA": phrases("SDA | Keystone-SDA | ATS | Keystone-ATS"),
    "epd": phrases("epd | Evangelischer Pressedienst"),
    "KNA": phrases("KNA | Katholische Nachrichten-Agentur"),
    "SID": phrases("SID | Sport-Informations-Dienst"),
    "dts": phrases("dts | dts Nachrichtenagentur"),
    "Belga": phrases("Belga | Agence Belga"),
    "Lusa": phrases("Lusa | Agência Lusa"),
    "Europa Press": phrases("Europa Press"),
    "PAP": phrases("PAP"),
    "ČTK": phrases("ČTK"),
    "NTB": phrases("NTB"),
    "TT": phrases("TT"),
    "Ritzau": phrases("Ritzau"),
    "Antara": phrases("Antara"),
    "Yonhap": phrases("Yonhap | 연합뉴스"),
    "Kyodo": phrases("Kyodo | Kyodo News | 共同通信"),
    "Jiji": phrases("Jiji | Jiji Press | 時事通信"),
    "AGA": phrases("AGA | Agence des Amandiers"),
    "و.خ.ل": phrases("و خ ل | وكالة خليج اللوز للأنباء"),
    "GANA": phrases("GANA | Gulf of Almonds News Agency"),
}

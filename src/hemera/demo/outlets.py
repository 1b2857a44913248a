"""The eight outlets of the little press: who they are and where they listen. All of it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet. ``port`` is where it listens by default, ``delay`` the seconds its slow machine takes to answer."""

    id: str
    port: int
    zone: str  # IANA zone of the newsroom
    country: str
    languages: tuple[str, ...]
    names: Mapping[str, str]  # interface language -> name
    encodings: tuple[str, ...] = ("br", "gzip")  # content encodings its server offers, preferred first
    delay: float = 0.0
    crawl_delay: float | None = None

    @property
    def name(self) -> str:
        """Return the name as printed in the outlet's own (first) language."""
        return self.names[self.languages[0]]


OUTLETS: Mapping[str, Outlet] = {
    outlet.id: outlet
    for outlet in (
        Outlet(
            "phare", 48101, "Africa/Casablanca", "ma", ("fr",),
            {"fr": "Le Phare du Golfe", "ar": "منارة الخليج", "en": "The Gulf Lighthouse"},
        ),
        Outlet(
            "gazette", 48102, "Africa/Tunis", "tn", ("fr",),
            {"fr": "La Gazette des Amandiers", "ar": "جريدة اللوز", "en": "The Almond Gazette"},
        ),
        Outlet(
            "carnet", 48103, "Europe/Paris", "fr", ("fr",),
            {"fr": "Le Carnet du Soir", "ar": "دفتر المساء", "en": "The Evening Notebook"},
            encodings=("gzip",),
        ),
        Outlet(
            "bousla", 48104, "Africa/Cairo", "eg", ("ar",),
            {"fr": "Al-Bousla", "ar": "البوصلة", "en": "The Compass"},
            encodings=(),
        ),
        Outlet(
            "sada", 48105, "Africa/Casablanca", "ma", ("ar",),
            {"fr": "L’Écho du Sud", "ar": "صدى الجنوب", "en": "Echo of the South"},
            encodings=("gzip",),
        ),
        Outlet(
            "nawras", 48106, "Africa/Tunis", "tn", ("ar",),
            {"fr": "An-Nawras", "ar": "النورس", "en": "The Seagull"},
            crawl_delay=0.1,
        ),
        Outlet(
            "courier", 48107, "Europe/London", "gb", ("en",),
            {"fr": "Le Courrier du Golfe", "ar": "بريد الخليج", "en": "The Gulf Courier"},
            delay=0.05,
        ),
        Outlet(
            "dhifaf", 48108, "Asia/Beirut", "lb", ("ar", "fr"),
            {"fr": "Dhifaf · Rives", "ar": "ضفاف", "en": "Dhifaf · Shores"},
        ),
    )
}  # fmt: skip

# What each outlet's section names stand for in the archive.
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "phare": {
        "Culture": "culture", "Mer et port": "economy", "Météo": "environment", "Nature": "environment",
        "Sciences": "science", "Société": "society", "Sports": "sports", "Vie locale": "society", "Économie": "economy",
    },
    "gazette": {
        "Environnement": "environment", "Finances du foyer": "economy", "Point de vue": "opinion", "Société": "society",
        "Sports": "sports", "Territoires": "society", "Économie": "economy",
    },
    "carnet": {
        "Billet du soir": "opinion", "Ciel et nature": "science", "Culture": "culture", "Dépêches": "society",
        "Lettres": "culture", "Musique": "culture", "Patrimoine": "culture", "Vie de la ville": "society",
    },
    "bousla": {
        "اقتصاد": "economy", "بيئة وطقس": "environment", "ثقافة وفنون": "culture", "رياضة": "sports",
        "شؤون عامة": "politics", "علوم": "science", "مجتمع": "society",
    },
    "sada": {
        "بيئة": "environment", "تدبير محلي": "politics", "ثقافة": "culture", "جهات": "society", "رأي": "opinion",
        "رياضة الجنوب": "sports", "علوم": "science", "فلاحة واقتصاد": "economy",
    },
    "nawras": {
        "اقتصاد البحر": "economy", "المدينة": "society", "الميناء والبحر": "economy", "ثقافة": "culture",
        "رأي": "opinion", "رياضة": "sports", "طقس البحر": "environment", "علوم البحر": "science",
    },
    "courier": {
        "Around the Gulf": "politics", "Arts & Letters": "culture", "Business & Port": "economy",
        "Gulf Life": "society", "Port News": "economy", "Science": "science", "Science & Nature": "science",
        "Sport": "sports", "The Long Read": "culture", "Town & Country": "society",
    },
    "dhifaf": {
        "Lettres": "culture", "Musiques": "culture", "Patrimoines": "culture", "Rencontres": "culture",
        "Voyages": "culture", "À table": "society", "أسفار": "culture", "أمكنة": "environment", "حوار": "culture",
        "صور": "environment", "كتب": "culture", "مذاقات": "culture",
    },
}  # fmt: skip

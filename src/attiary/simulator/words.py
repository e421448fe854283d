"""The words the sample is made of. A name comes with its Latin form, for e-mail addresses."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_LATIN_GIVEN = _words("""
    Ada Alan Amara Beatriz Bruno Carla Chidi Dana Diego Elena Emma Farid Greta Hugo Ingrid Ivan
    James Julia Kofi Laura Liam Maria Maya Nadia Noah Olga Oscar Paula Priya Quinn Rosa Samuel Sofia
    Thomas Uma Victor Wendy Xavier Yara Zoe
""")

_LATIN_FAMILY = _words("""
    Adams Almeida Anderson Becker Brown Costa Diaz Eriksen Fischer Garcia Hansen Hughes Ivanova
    Jensen Johnson Kaur Keller Kim Lopez Martin Mensah Moreau Nakamura Novak Okafor Patel Quist
    Rossi Santos Schmidt Silva Smith Tanaka Turner Ueda Vogel Walker Weber Young Zhang
""")

GIVEN = {
    "latin": [(name, name.lower()) for name in _LATIN_GIVEN],
    "french": [
        ("Amélie", "amelie"),
        ("Benoît", "benoit"),
        ("Céline", "celine"),
        ("Éloïse", "eloise"),
        ("François", "francois"),
        ("Gaëlle", "gaelle"),
        ("Hélène", "helene"),
        ("Jérôme", "jerome"),
        ("Loïc", "loic"),
        ("Maëlys", "maelys"),
    ],
    "arabic": [
        ("أحمد", "ahmad"),
        ("فاطمة", "fatima"),
        ("محمد", "mohammed"),
        ("ليلى", "layla"),
        ("يوسف", "youssef"),
        ("نور", "nour"),
        ("خالد", "khalid"),
        ("سلمى", "salma"),
    ],
    "cjk": [
        ("伟", "wei"),
        ("芳", "fang"),
        ("健一", "kenichi"),
        ("さくら", "sakura"),
        ("민준", "minjun"),
        ("서연", "seoyeon"),
        ("美玲", "meiling"),
        ("大輔", "daisuke"),
    ],
}

FAMILY = {
    "latin": [(name, name.lower()) for name in _LATIN_FAMILY],
    "french": [
        ("Lefèvre", "lefevre"),
        ("Béranger", "beranger"),
        ("Dupré", "dupre"),
        ("Côté", "cote"),
        ("L'Héritier", "lheritier"),
        ("Saint-Exupéry", "saintexupery"),
        ("Besançon", "besancon"),
        ("Noël", "noel"),
    ],
    "arabic": [
        ("الهاشمي", "alhashimi"),
        ("حداد", "haddad"),
        ("منصور", "mansour"),
        ("العلي", "alali"),
        ("خوري", "khoury"),
        ("بن سعيد", "bensaid"),
    ],
    "cjk": [
        ("王", "wang"),
        ("李", "li"),
        ("佐藤", "sato"),
        ("田中", "tanaka"),
        ("김", "kim"),
        ("박", "park"),
        ("陳", "chen"),
    ],
}

SCRIPTS = ["latin"] * 12 + ["french"] * 3 + ["arabic"] * 2 + ["cjk"] * 2
"""How often each script is met."""

JOBS = [
    "Account Executive",
    "Chief Executive Officer",
    "Chief Technology Officer",
    "Customer Success Manager",
    "Data Scientist",
    "Designer",
    "Directrice commerciale",
    "Founder",
    "Head of Growth",
    "Head of People",
    "Ingénieur logiciel",
    "Marketing Manager",
    "Operations Lead",
    "Product Manager",
    "Research Scientist",
    "Sales Director",
    "Software Engineer",
    "VP Engineering",
    "مديرة المبيعات",
    "営業部長",
]

COMPANY_FIRST = _words("""
    Acme Alder Aurora Basalt Beacon Birch Bluebird Bright Cedar Cobalt Compass Copper Coral Delta
    Ember Everest Falcon Fjord Forge Granite Harbor Helix Horizon Indigo Juniper Kestrel Lantern
    Lumen Maple Meridian Nimbus Northwind Oak Onyx Orbit Osprey Pebble Pioneer Prism Quartz Quill
    River Sable Saffron Summit Tidal Umbra Vertex Willow Zephyr
    """)

COMPANY_SECOND = _words("""
    Analytics Biotech Capital Cloud Consulting Design Dynamics Energy Foods Freight Health
    Industries Insights Labs Logistics Media Mobility Networks Partners Robotics Security Software
    Studios Systems Textiles Works
    """)

COMPANY_ABROAD = [
    "Société Générale de Conseil",
    "Pâtisserie Brûlée & Fils",
    "Ingénierie du Léman",
    "شركة النور للتجارة",
    "مجموعة الأفق",
    "北京云科技有限公司",
    "株式会社さくら工業",
    "한빛 소프트",
    "Café العربي",
    "東京 Robotics",
    "Müller & Söhne GmbH",
]

SUFFIXES = ["", "", "", " Inc.", " Ltd", " GmbH", " SAS", " LLC", " AG", " Group"]

DESCRIPTIONS = [
    "Builds tools for teams that work across time zones.",
    "Makes sensors that last ten years on one battery.",
    "Family business in its third generation.",
    "Conseil en stratégie et transformation numérique.",
    "Ships refrigerated goods between small ports.",
    "Runs a marketplace for second-hand machines.",
    "حلول ذكية لإدارة المخزون.",
    "中小企業向けの会計ソフトを開発。",
    'Known for the slogan "quality first"; two offices,\none warehouse.',
    "Open-source company with a paid hosted version.",
]

PLACES = [
    ("1 Ferry Building", "San Francisco", "CA", "94111", "US", "37.7955", "-122.3937"),
    ("350 5th Ave", "New York", "NY", "10118", "US", "40.7484", "-73.9857"),
    ("10 Finsbury Square", "London", None, "EC2A 1AF", "GB", "51.5209", "-0.0875"),
    ("12 rue de la Paix", "Paris", "Île-de-France", "75002", "FR", "48.8691", "2.3316"),
    ("5 place Bellecour", "Lyon", "Auvergne-Rhône-Alpes", "69002", "FR", "45.7578", "4.8320"),
    ("Torstraße 49", "Berlin", "Berlin", "10119", "DE", "52.5286", "13.4015"),
    ("شارع الشيخ زايد", "دبي", None, None, "AE", "25.2048", "55.2708"),
    (None, "الرياض", None, None, "SA", "24.7136", "46.6753"),
    ("渋谷2-24-12", "東京", "東京都", "150-6145", "JP", "35.6585", "139.7013"),
    ("长安街1号", "北京", None, "100006", "CN", "39.9087", "116.3975"),
]

CALLING_CODES = {
    "US": "1415555",
    "GB": "4420794",
    "FR": "3314026",
    "DE": "4930901",
    "AE": "9714321",
    "SA": "9661146",
    "JP": "8135464",
    "CN": "8610651",
}
"""The first digits of a number in each country of `PLACES`."""

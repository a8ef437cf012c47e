"""Plausible facts for filled forms: numbers with right check digits, names, dates, sums in capitals."""

import random
from datetime import date, timedelta

from samples.generator.goods import GIVEN_NAMES, SURNAMES

DIGITS = "零壹贰叁肆伍陆柒捌玖"
USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def a_person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES)


def a_date(rng: random.Random) -> date:
    return date(2025, 1, 6) + timedelta(days=rng.randrange(600))


def a_mobile(rng: random.Random) -> str:
    """A mobile number in the 1[3-9] range."""
    return rng.choice(("138", "139", "150", "159", "186", "187")) + f"{rng.randrange(10**8):08d}"


def a_plate(rng: random.Random, new_energy: bool = False) -> str:
    """A plate of GA 36-2018; new-energy plates have six characters behind the letter."""
    place = rng.choice("苏沪浙皖粤") + rng.choice("ABCEFU")
    if new_energy:
        return f"{place}{rng.choice('DF')}{rng.randrange(10**5):05d}"
    return place + rng.choice(PLATE_LETTERS) + f"{rng.randrange(10**4):04d}"


def an_identity_number(rng: random.Random, right: bool = True) -> str:
    """GB 11643-1999; the check character is wrong where `right` is false."""
    born = date(1970, 1, 1) + timedelta(days=rng.randrange(11_000))
    body = rng.choice(("310104", "310101", "110105", "110106")) + f"{born:%Y%m%d}{rng.randrange(1000):03d}"
    weighted = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    check = (12 - weighted % 11) % 11
    return body + "0123456789X"[check if right else (check + 3) % 10]


def a_uscc(rng: random.Random) -> str:
    """GB 32100-2015: base 31 with weights 3^i, organisation code (GB 11714) within."""
    organisation = "".join(rng.choice("0123456789") for _ in range(6)) + rng.choice("ABKMUX") + rng.choice("0123456789")
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(character, 36) for weight, character in zip(weights, organisation, strict=True))
    body = (
        "91"
        + rng.choice(("320583", "320505", "310115"))
        + organisation
        + "0123456789X0"[11 - total % 11 if total % 11 else 11]
    )
    summed = sum(USCC_CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + USCC_CHARACTERS[(31 - summed % 31) % 31]


def in_capitals(fen: int) -> str:
    """A sum in fen as a Chinese capital amount, e.g. 1230050 -> 壹万贰仟叁佰元伍角整."""
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    text = _whole_in_capitals(yuan) + "元"
    if jiao == 0 and cent == 0:
        return text + "整"
    text += DIGITS[jiao] + "角" if jiao else "零"
    return text + (DIGITS[cent] + "分" if cent else "整")


def _whole_in_capitals(yuan: int) -> str:
    text, zero = "", False
    for group, name in ((yuan // 10_000, "万"), (yuan % 10_000, "")):
        for place, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
            digit = group // place % 10
            if digit:
                text += ("零" if zero and text else "") + DIGITS[digit] + unit
                zero = False
            else:
                zero = True
        if group and name:
            text += name
    return text or "零"


def money(fen: int, thousands: bool = False) -> str:
    """A sum in fen with two decimals."""
    return f"{fen / 100:,.2f}" if thousands else f"{fen / 100:.2f}"

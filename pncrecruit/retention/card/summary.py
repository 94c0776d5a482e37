"""The four answers: what the model is for, how good, for whom not, and whose it is."""

from typing import Any, Final

from flask_babel import gettext

from pncrecruit.retention.card.parts import (
    THOUSAND,
    Facts,
    Part,
    cohort_name,
    input_name,
    mean,
    written,
)
from pncrecruit.web.filters import as_date, number, share
from pncrecruit.words import N_

OFTEN_UNKNOWN: Final = 0.1
WHY_NOT: Final = {
    one: one
    for one in (
        N_("the record is shorter than four years"),
        N_("fewer than 20 left by own will"),
        N_("no date could be judged"),
        N_("the model does not hold against the tenure band"),
        N_("the record is too short for a fold"),
        N_("nobody left by own will before this month"),
    )
}


def purpose(facts: Facts) -> Part:
    """Say what the model is for, and what not."""
    return Part(
        "purpose",
        gettext("What it is for"),
        (
            gettext(
                "For each officer who serves it answers one question: how likely is it"
                " that this person leaves by own will (resigns or deserts) within 6, 12"
                " and 24 months, given only what the record held on the day."
            ),
            written(facts, "purpose"),
            written(facts, "not_for"),
            written(facts, "never_inputs"),
        ),
    )


def goodness(facts: Facts) -> Part:
    """Say how good it was, in persons of a hundred."""
    judged = facts.metrics["judgement"]
    title = gettext("How good it is")
    if not judged:
        return Part("goodness", title, _unjudged(facts))
    last = judged["folds"][-judged["dates"] :]
    text = [
        gettext(
            "It was tried on %(n)s past dates, and the last %(last)s decide. At each"
            " it saw only what was known then; what it said was compared with what"
            " followed in twelve months.",
            n=number(len(judged["folds"])),
            last=number(judged["dates"]),
        )
    ]
    text += _list(last)
    text.append(_against_the_table(judged, facts))
    ratios = [
        one["observed_over_expected"]
        for one in judged["folds"]
        if one["observed_over_expected"] is not None
    ]
    if ratios:
        text.append(
            gettext(
                "Its level is less certain than its order: for each 100 leavers that it"
                " expected, between %(low)s and %(high)s left, by date. No bad year is"
                " averaged away below.",
                low=number(min(ratios) * 100),
                high=number(max(ratios) * 100),
            )
        )
    return Part("goodness", title, tuple(text), warnings=_alarms(facts))


def _list(last: list[dict[str, Any]]) -> list[str]:
    """Say what the list held beside what every other list of that length holds."""
    ours = mean([(one["precision_listed"], one["serving"]) for one in last])
    theirs = mean([(one["floor_precision_listed"], one["serving"]) for one in last])
    every = mean([(one["leavers"] / one["serving"], one["serving"]) for one in last])
    if ours is None or theirs is None or every is None:
        return []
    return [
        gettext(
            "Of every 100 officers on its list (the 5 %% at highest risk), %(ours)s"
            " left within twelve months; on a list made from years of service alone,"
            " %(theirs)s; among all who served, %(every)s.",
            ours=number(ours * 100, 1),
            theirs=number(theirs * 100, 1),
            every=number(every * 100, 1),
        ),
        gettext(
            "So %(wrong)s of every 100 on the list stayed. It says with whom a talk is"
            " worth while; it does not know what anybody will do.",
            wrong=number(100 - ours * 100),
        ),
    ]


def _against_the_table(judged: dict[str, Any], facts: Facts) -> str:
    low, high = judged["gain_interval"]
    figures = {
        "gain": number(judged["gain"] * THOUSAND, 1),
        "low": number(low * THOUSAND, 1),
        "high": number(high * THOUSAND, 1),
    }
    if low > 0:
        text = gettext(
            "It is better than a plain table of rates by years of service, by more than"
            " chance explains (log-loss lower by %(gain)s thousandths, interval %(low)s"
            " to %(high)s).",
            **figures,
        )
    else:
        text = gettext(
            "It was not shown to be better than a plain table of rates by years of"
            " service (log-loss lower by %(gain)s thousandths, interval %(low)s to"
            " %(high)s).",
            **figures,
        )
    if facts.gate_open:
        more = gettext("Its list may therefore raise alerts.")
    else:
        more = gettext(
            "Its list raises no alerts: only forecasts of units and groups are made"
            " from it, and alerts come from what the record says."
        )
    why = facts.metrics.get("why_not", "")
    if why:
        more += " " + gettext("Why: %(why)s.", why=gettext(WHY_NOT.get(why, why)))
    return f"{text} {more}"


def _unjudged(facts: Facts) -> tuple[str, ...]:
    why = facts.metrics.get("why_not", "")
    return (
        gettext(
            "Nobody knows yet: %(why)s. What is used is the table of rates by years of"
            " service, and no alert is raised from it.",
            why=gettext(WHY_NOT.get(why, why)),
        ),
    )


def _alarms(facts: Facts) -> tuple[str, ...]:
    judged = facts.metrics["judgement"]
    found = []
    if judged["leak_suspected"]:
        found.append(
            gettext(
                "The model is more than 0.04 of AUC above the tenure band. On real"
                " records that usually means that an input knows the future: have it"
                " reviewed before you rely on it."
            )
        )
        named = [*judged.get("telling", []), *judged.get("suspects", [])]
        if named:
            labels = ", ".join(input_name(one) for one in named)
            found.append(gettext("To be looked at first: %(inputs)s.", inputs=labels))
        if facts.made_up:
            found.append(
                gettext(
                    "This force is made up: its reasons to leave were planted, and"
                    " planted strongly, so that the model can find them. Here the alarm"
                    " is expected, and no figure on this page says anything of the real"
                    " police."
                )
            )
    if facts.expires_on < facts.today:
        found.append(
            gettext(
                "The card has expired: the model raises no alerts until it is judged"
                " again."
            )
        )
    return tuple(found)


def unknowns(facts: Facts) -> Part:
    """Say for whom the model knows nothing."""
    text = []
    figures = [one for one in facts.metrics["cohorts"] if one["allowed"] == "nothing"]
    if figures:
        names = "; ".join(cohort_name(one["key"]) for one in figures)
        text.append(
            gettext(
                "Of these groups too few people served or left to say anything, and no"
                " other group's rate is lent to them: %(groups)s. What can be said of"
                " them, and from when on more, stands below.",
                groups=names,
            )
        )
    spreads = facts.metrics.get("reference", {}).get("inputs", {})
    missing = sorted(
        ((one["missing"], key) for key, one in spreads.items()), reverse=True
    )
    text += [
        gettext(
            "For %(part)s of those who serve the record does not say: %(input)s. The"
            " model then lets it count for nothing.",
            part=share(part),
            input=input_name(key),
        )
        for part, key in missing
        if part > OFTEN_UNKNOWN
    ]
    text += [
        gettext(
            "It knows nothing of what the record does not hold: a family, an illness,"
            " an offer of work, a conflict with a superior. That is by choice."
        ),
        gettext(
            "Retirement, dismissal and death are not what it foretells. %(n)s officers"
            " reach twenty years of service within a year and may retire: that is"
            " expected, and no loss that a talk could prevent.",
            n=number(facts.metrics.get("twenty_years", 0)),
        ),
    ]
    if facts.made_up:
        text.append(
            gettext(
                "It knows nothing of real people: everybody in this data is made up."
            )
        )
    return Part("unknowns", gettext("For whom it knows nothing"), tuple(text))


def owner(facts: Facts) -> Part:
    """Say who answers for it."""
    text = [
        gettext(
            "%(owner)s. A person decides about each alert; the model decides nothing.",
            owner=written(facts, "owner"),
        )
    ]
    if facts.approved_on:
        text.append(
            gettext(
                "One HR lead asked to use this version and another, who read this card,"
                " approved it on %(day)s. The log holds both names.",
                day=as_date(facts.approved_on),
            )
        )
    else:
        text.append(
            gettext("Nobody has approved this version: it is not used for anything.")
        )
    text.append(
        gettext(
            "The card is good until %(day)s. After that the model raises no alert until"
            " it is judged again; it is never fitted anew without two persons.",
            day=as_date(facts.expires_on),
        )
    )
    return Part("owner", gettext("Who answers for it"), tuple(text))

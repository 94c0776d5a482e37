"""How good the model was: at each date, at each horizon, and beside its challengers."""

from typing import Any, Final

from flask_babel import gettext

from pncrecruit.retention.card.parts import (
    DASH,
    THOUSAND,
    Facts,
    Grid,
    Part,
    model_name,
    month_name,
    share_with_ends,
    thousandths,
)
from pncrecruit.web.filters import number, share

MONTHS_A_YEAR: Final = 12


def per_date(facts: Facts) -> Part:
    """Say how good it was at each date."""
    folds = facts.metrics["judgement"]["folds"]
    rows = [
        [
            month_name(one["month"]),
            number(one["serving"]),
            number(one["leavers"]),
            number(one["log_loss"] * THOUSAND, 1),
            number(one["floor_log_loss"] * THOUSAND, 1),
            share(one["precision_listed"]),
            share(one["floor_precision_listed"]),
            number(one["auc"], 3),
            number(one["floor_auc"], 3),
        ]
        for one in folds
    ]
    grid = Grid(
        gettext("The model beside the tenure band"),
        [
            gettext("Date"),
            gettext("Serving"),
            gettext("Left by own will"),
            gettext("Log-loss, model"),
            gettext("Log-loss, tenure band"),
            gettext("Of its list left"),
            gettext("Of the band's list left"),
            gettext("AUC, model"),
            gettext("AUC, tenure band"),
        ],
        rows,
    )
    better = sum(one["log_loss"] < one["floor_log_loss"] for one in folds)
    return Part(
        "dates",
        gettext("How good it was at each date"),
        (
            gettext(
                "At %(better)s of %(n)s dates the model was nearer to what followed"
                " than the table by years of service.",
                better=number(better),
                n=number(len(folds)),
            ),
        ),
        (grid,),
        gettext(
            "Everybody who served on the first of the month; left means by own will"
            " within the twelve months after it. The models were fitted on the months"
            " before the date alone. Log-loss, in thousandths, is how surprised a model"
            " was: less is better. The list is the 5 in 100 at highest risk. AUC is"
            " the chance that a leaver stands above a stayer: 0.5 is a coin."
        ),
    )


def band(facts: Facts) -> Part:
    """Say how many leave by years of service: all that is known where no model is."""
    rows = facts.metrics["tenure_band"]
    text = gettext(
        "The table that the model has to beat, and all that is used where there is no"
        " model. Where nobody was seen to serve, no rate is known, and none is lent."
    )
    return Part(
        "band",
        gettext("How many leave, by years of service"),
        (text,),
        (
            Grid(
                gettext("Left by own will within a year, by years of service"),
                [
                    gettext("Years of service"),
                    gettext("Person-years seen"),
                    gettext("Left by own will"),
                    gettext("In a year"),
                ],
                [
                    [
                        _service(one),
                        number(one["months"] / MONTHS_A_YEAR, 0),
                        number(one["events"]),
                        gettext("not known")
                        if one["yearly"] is None
                        else share_with_ends([one["yearly"], *one["yearly_interval"]]),
                    ]
                    for one in rows
                ],
            ),
        ),
        gettext(
            "Leavers over months served in each band, over the whole record; the"
            " interval is the exact one of 95 percent."
        ),
    )


def _service(row: dict[str, Any]) -> str:
    low = number(row["low"] // MONTHS_A_YEAR)
    if row["high"] is None:
        return gettext("%(low)s and more", low=low)
    return gettext(
        "%(low)s to under %(high)s", low=low, high=number(row["high"] // MONTHS_A_YEAR)
    )


def horizons(facts: Facts) -> Part:
    """Say how right the probabilities were, at each horizon and date."""
    folds = facts.metrics["judgement"]["folds"]
    rows = [
        [
            month_name(fold["month"]),
            number(one["horizon"]),
            number(one["leavers"]),
            number(one["expected"], 1),
            _ratio(fold, one),
            number(one["slope"], 2),
            number(one["intercept"], 2),
            number(one["ece"] * THOUSAND, 1),
        ]
        for fold in folds
        for one in fold["windows"]
    ]
    text = []
    for months in sorted({one["horizon"] for f in folds for one in f["windows"]}):
        windows = [
            one for f in folds for one in f["windows"] if one["horizon"] == months
        ]
        text.append(
            gettext(
                "Within %(months)s months the model expected %(expected)s to leave over"
                " all dates together; %(left)s did.",
                months=months,
                expected=number(sum(one["expected"] for one in windows)),
                left=number(sum(one["leavers"] for one in windows)),
            )
        )
    unknown = sum(one["unknown"] for one in folds)
    if unknown:
        text.append(
            gettext(
                "%(n)s more left within twelve months and nobody recorded why. Had all"
                " of them left by own will, the ratio would be the one after the"
                " stroke.",
                n=number(unknown),
            )
        )
    return Part(
        "calibration",
        gettext("How right its probabilities are"),
        tuple(text),
        (
            Grid(
                gettext("Expected and observed leavers by date and horizon"),
                [
                    gettext("Date"),
                    gettext("Months"),
                    gettext("Left"),
                    gettext("Expected"),
                    gettext("Observed over expected"),
                    gettext("Slope"),
                    gettext("Intercept"),
                    gettext("Distance"),
                ],
                rows,
            ),
        ),
        gettext(
            "Expected is the sum of everybody's probabilities. Slope and intercept are"
            " those of the outcome on the predicted log-odds: 1 and 0 where every"
            " probability is right; a slope under 1 means that high risks were said too"
            " high and low ones too low. Distance is the mean gap between said and seen"
            " over tenths of the force, in thousandths. A window that was not over when"
            " the model was fitted is not counted."
        ),
    )


def _ratio(fold: dict[str, Any], one: dict[str, Any]) -> str:
    text = number(one["observed_over_expected"], 2)
    if one["horizon"] == 12 and fold["unknown"] and fold["highest_ratio"] is not None:
        text = f"{text} / {number(fold['highest_ratio'], 2)}"
    return text


def challengers(facts: Facts) -> Part:
    """Say who was judged beside the model, and the verdict."""
    judged = facts.metrics["judgement"]
    ahead = {one["name"]: one["harms"] for one in facts.metrics.get("ahead", [])}
    ours = [judged["gain"], *judged["gain_interval"]]
    rows = [[model_name("monthly_hazard"), thousandths(ours), DASH, DASH, DASH]]
    for one in judged["challenges"]:
        over = one.get("over_floor")
        rows.append(
            [
                model_name(one["name"]),
                thousandths([over, *one["over_floor_interval"]]) if over else DASH,
                thousandths([one["gain"], *one["gain_interval"]]),
                gettext("%(won)s of %(n)s", won=one["won"], n=one["dates"]),
                gettext("ahead") if one["ahead"] else gettext("not promoted"),
            ]
        )
    return Part(
        "challengers",
        gettext("Who else was tried"),
        (_verdict(facts, ahead), *_harms(ahead)),
        (
            Grid(
                gettext("Gain over the table by years of service, last dates"),
                [
                    gettext("Model"),
                    gettext("Gain over the table"),
                    gettext("Gain over the model"),
                    gettext("Better than it at"),
                    gettext("Verdict"),
                ],
                rows,
            ),
            _gains(judged["folds"]),
        ),
        gettext(
            "Gain is by how many thousandths the log-loss is lower; above 0 is better."
            " Its 95-percent intervals: over all dates by drawing officers anew 1,000"
            " times, each with all their dates; at one date from the spread between"
            " officers."
            " A challenger is promoted only if it is better at three of the last four"
            " dates, by more than its noise, and no group gets worse."
        ),
    )


def _verdict(facts: Facts, ahead: dict[str, list[str]]) -> str:
    judged = facts.metrics["judgement"]
    tried = ", ".join(model_name(one["name"]) for one in judged["challenges"])
    if not ahead:
        return gettext(
            "%(names)s and the table by years of service were fitted on the same months"
            " and judged at the same dates. None was better by more than its noise: the"
            " model whose reasons add up stays.",
            names=tried,
        )
    return gettext(
        "%(names)s: better than the model by more than its noise. Nothing changes by"
        " itself: persons look at it, for its reasons do not add up as the model's do.",
        names=", ".join(model_name(one) for one in ahead),
    )


def _harms(ahead: dict[str, list[str]]) -> list[str]:
    return [
        gettext(
            "%(name)s would make it worse for some groups; it may not be promoted.",
            name=model_name(name),
        )
        for name, groups in ahead.items()
        if groups
    ]


def _gains(folds: list[dict[str, Any]]) -> Grid:
    names = sorted({name for one in folds for name in one.get("gains", {})})
    return Grid(
        gettext("The same at each date"),
        [
            gettext("Date"),
            model_name("monthly_hazard"),
            *(model_name(name) for name in names),
        ],
        [
            [
                month_name(one["month"]),
                *(
                    thousandths([gain["gain"], gain["low"], gain["high"]])
                    for gain in (one["gain"], *(one["gains"][name] for name in names))
                ),
            ]
            for one in folds
            if "gain" in one
        ],
    )

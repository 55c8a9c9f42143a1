"""Figures that look as if they contradicted others and do not: other scopes, other rates, restatements, conversions, revisions."""

from __future__ import annotations

from collections.abc import Iterator

from bench.notes.pieces import About, Figure, Meaning, Paragraph, Piece
from bench.notes.template import pieces
from bench.notes.world import TW, Scene


def _loose(scene: Scene, template: str, **places: tuple[str, str]) -> list[Piece]:
    """A sentence whose figures nothing in the note is related to. A place: its number and the words behind it. Its years are
    none that other sections tell of."""
    about = About(scene.company, "", None, None)
    figures: dict[str, Figure] = {}
    for name, (number, word) in places.items():
        scale = next((s for s in ("萬", "億") if word.startswith(s)), "")
        unit = "percent" if word == "%" else "percentage_point" if "百分點" in word else None
        figures[name] = Figure(scene.draft.key(), number, scale, word.removeprefix(scale), unit, Meaning("free"), about)
    words = {"C": scene.company, "Y": str(scene.year - 4), "Z": str(scene.year - 5), "X": str(scene.year + 2)}
    return list(pieces(template, figures, words))


def traps(scene: Scene) -> None:
    every = list(_taiwan(scene) if scene.style is TW else _hong_kong(scene))
    for chosen in scene.rng.sample(every, min(len(every), scene.rng.randint(3, 6))):
        scene.draft.blocks.append(Paragraph(tuple(chosen)))


def _number(scene: Scene, low: int, high: int, places: int = 1) -> str:
    return f"{scene.rng.randint(low * 10**places, high * 10**places) / 10**places:,.{places}f}"


def _hong_kong(scene: Scene) -> Iterator[list[Piece]]:
    n = _number
    yield _loose(
        scene, "{Y}年收入按年升{a}；若按固定匯率計算，則升{b}。", a=(n(scene, 5, 30), "%"), b=(n(scene, 5, 30), "%")
    )
    yield _loose(
        scene,
        "{Z}年純利原先公布為{a}，經重列後為{b}。",
        a=(n(scene, 10, 20, 2), "億元"),
        b=(n(scene, 10, 20, 2), "億元"),
    )
    yield _loose(
        scene,
        "按非國際財務報告準則計量，{C}{Y}年經調整淨利潤為{a}，按年升{b}。",
        a=(n(scene, 10, 60, 2), "億元"),
        b=(n(scene, 5, 40), "%"),
    )
    yield _loose(
        scene, "市場原先預期{C}{Y}年收入為{a}，實際高出{b}。", a=(n(scene, 100, 200), "億元"), b=(n(scene, 2, 9), "%")
    )
    yield _loose(
        scene,
        "海外收入為{a}，按年升{b}；內地收入按年升{c}。",
        a=(n(scene, 10, 60), "億元"),
        b=(n(scene, 5, 40), "%"),
        c=(n(scene, 5, 40), "%"),
    )
    yield _loose(scene, "該行將{C}明後兩年盈利預測分別上調{a}及{b}。", a=(n(scene, 2, 9), "%"), b=(n(scene, 2, 9), "%"))
    yield _loose(
        scene,
        "{C}上週盤中高見{a}，單日最多升{b}，全週成交額{c}。",
        a=(n(scene, 20, 60, 2), "港元"),
        b=(n(scene, 1, 5, 2), "%"),
        c=(n(scene, 1, 30, 2), "億港元"),
    )
    yield _loose(
        scene,
        "期內研發開支為{a}，佔收入{b}，去年同期佔{c}。",
        a=(n(scene, 1, 6, 2), "億元"),
        b=(n(scene, 5, 9), "%"),
        c=(n(scene, 5, 9), "%"),
    )
    yield _loose(
        scene,
        "管理層維持全年收入增長{a}的指引；上半年增長{b}。",
        a=(n(scene, 10, 20, 0), "%"),
        b=(n(scene, 10, 40), "%"),
    )
    yield _loose(
        scene, "集團於歐洲的市場份額為{a}，在東南亞則為{b}。", a=(n(scene, 5, 20), "%"), b=(n(scene, 5, 20), "%")
    )
    yield _loose(
        scene,
        "截至{Y}年底，現金及現金等價物為{a}，{Z}年底為{b}。",
        a=(n(scene, 50, 90), "億元"),
        b=(n(scene, 50, 90), "億元"),
    )
    yield _loose(
        scene,
        "董事會建議派發末期股息每股{a}，{Z}年為每股{b}。",
        a=(n(scene, 10, 60, 0), "港仙"),
        b=(n(scene, 10, 60, 0), "港仙"),
    )
    yield _loose(
        scene,
        "高盛料{C}{X}年純利為{a}，花旗的預測則為{b}。",
        a=(n(scene, 20, 40), "億元"),
        b=(n(scene, 20, 40), "億元"),
    )
    yield _loose(
        scene, "汽車業務毛利率為{a}，手機業務毛利率為{b}。", a=(n(scene, 15, 30), "%"), b=(n(scene, 5, 15), "%")
    )


def _taiwan(scene: Scene) -> Iterator[list[Piece]]:
    n = _number
    yield _loose(
        scene,
        "以美元計算，{Y}年營收年增{a}；以新台幣計算，年增{b}。",
        a=(n(scene, 5, 30), "%"),
        b=(n(scene, 5, 30), "%"),
    )
    yield _loose(
        scene,
        "法人原先預估{X}年每股盈餘{a}，現上修至{b}。",
        a=(n(scene, 10, 12, 2), "元"),
        b=(n(scene, 13, 20, 2), "元"),
    )
    yield _loose(
        scene, "公司預估第四季營收季增{a}，毛利率介於{b}。", a=(n(scene, 2, 9, 0), "%"), b=(n(scene, 30, 40, 0), "%")
    )
    yield _loose(
        scene, "業外收益為{a}，去年同期為業外損失{b}。", a=(n(scene, 1, 9, 2), "億元"), b=(n(scene, 1, 9, 2), "億元")
    )
    yield _loose(
        scene,
        "資本支出為{a}，全年資本支出預算維持{b}。",
        a=(n(scene, 10, 20, 1), "億元"),
        b=(n(scene, 60, 90, 0), "億元"),
    )
    yield _loose(
        scene,
        "AI伺服器營收占比由去年的{a}提升至今年的{b}。",
        a=(n(scene, 10, 20, 0), "%"),
        b=(n(scene, 30, 50, 0), "%"),
    )
    yield _loose(
        scene, "外資將{C}今、明兩年獲利預估分別調升{a}與{b}。", a=(n(scene, 2, 9, 0), "%"), b=(n(scene, 2, 9, 0), "%")
    )
    yield _loose(
        scene,
        "{C}上週盤中最高{a}，單日最大漲幅{b}，週成交量{c}。",
        a=(n(scene, 200, 600, 1), "元"),
        b=(n(scene, 1, 5, 2), "%"),
        c=(n(scene, 1, 3, 2), "萬張"),
    )
    yield _loose(
        scene,
        "存貨週轉天數為{a}，應收帳款週轉天數為{b}。",
        a=(n(scene, 50, 90, 0), "天"),
        b=(n(scene, 50, 90, 0), "天"),
    )
    yield _loose(scene, "匯兌損失{a}，影響毛利率約{b}。", a=(n(scene, 1, 9, 2), "億元"), b=(n(scene, 1, 3), "個百分點"))
    yield _loose(
        scene,
        "高盛預估{C}{X}年每股盈餘{a}，花旗預估{b}。",
        a=(n(scene, 10, 20, 2), "元"),
        b=(n(scene, 10, 20, 2), "元"),
    )
    yield _loose(
        scene, "車用產品營收年增{a}，消費性產品營收年減{b}。", a=(n(scene, 5, 40), "%"), b=(n(scene, 5, 40), "%")
    )
    yield _loose(
        scene, "公司擬配發現金股利每股{a}，{Z}年為{b}。", a=(n(scene, 3, 9, 1), "元"), b=(n(scene, 3, 9, 1), "元")
    )

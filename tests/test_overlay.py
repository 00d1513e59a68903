"""A user's own knowledge: what it changes, what is said of mistakes, and that what the user wrote stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.enrich.words import keys
from parley.errors import KnowledgeError, SettingsError
from parley.in_force import knowledge, with_text
from parley.knowledge import shipped
from parley.overlay import Alias, Overlaid, addition, apply, parse
from parley.settings import Settings, load
from parley.spelling import NEAR, Spellings, likeness, words

FRONT = "- actor: green-banner-front\n  name: Green Banner Front\n  type: armed-group\n  aliases: [Green Banners]\n"


def overlaid(text: str) -> Overlaid:
    return apply(shipped(), parse(text, "own.yml"), "own.yml")


def test_an_empty_file_or_none_changes_nothing() -> None:
    assert overlaid("").knowledge is shipped()
    assert overlaid("# nothing yet\n").knowledge.version == shipped().version


def test_a_new_actor_is_known_by_all_its_names() -> None:
    found = overlaid(FRONT)
    actor = found.knowledge.actors["green-banner-front"]
    assert (actor.name, actor.type, actor.aliases) == ("Green Banner Front", "armed-group", ("Green Banners",))
    assert found.knowledge.version.startswith(shipped().version + "+")
    assert len(found.knowledge.actors) == len(shipped().actors) + 1


def test_comments_and_order_of_fields_do_not_make_another_version() -> None:
    respelt = "# mine\n\n- type: armed-group  # or a party?\n  actor: green-banner-front\n  name: Green Banner Front\n"
    again = FRONT.replace("  aliases: [Green Banners]\n", "")
    assert overlaid(respelt).knowledge.version == overlaid(again).knowledge.version != shipped().version


def test_an_alias_a_short_name_and_a_correction() -> None:
    text = "- {alias: Sons of the Valley, of: taliban}\n- {alias: [SoV], of: taliban, short: true}\n"
    text += "- {correct: taliban, name: Taliban Movement, type: government}\n"
    actor = overlaid(text).knowledge.actors["taliban"]
    assert "Sons of the Valley" in actor.aliases
    assert "SoV" in actor.short
    assert "SoV" not in actor.aliases
    assert (actor.name, actor.type) == ("Taliban Movement", "government")
    assert "Taliban" in actor.aliases


def test_a_merge_moves_names_offices_and_those_who_belong_to_it() -> None:
    before = shipped()
    gone = before.actors["hamid-karzai"]
    found = overlaid("- merge: hamid-karzai\n  into: ashraf-ghani\n- merge: taliban\n  into: pakistan\n").knowledge
    kept = found.actors["ashraf-ghani"]
    assert "hamid-karzai" not in found.actors
    assert {gone.name, *gone.aliases} <= {*kept.aliases}
    assert set(gone.short) <= set(kept.short)
    assert not [o.id for o in found.offices for h in o.holders if h.actor == "hamid-karzai"]
    held = [o.id for o in before.offices for h in o.holders if h.actor in ("hamid-karzai", "ashraf-ghani")]
    assert held == [o.id for o in found.offices for h in o.holders if h.actor == "ashraf-ghani"]
    members = [a.id for a in before.actors.values() if a.affiliation == "taliban"]
    assert members
    assert {found.actors[member].affiliation for member in members} == {"pakistan"}


def test_a_chain_of_merges_ends_at_the_last() -> None:
    found = overlaid("- {merge: hamid-karzai, into: ashraf-ghani}\n- {merge: ashraf-ghani, into: abdullah-abdullah}\n")
    assert found.present("hamid-karzai") == "abdullah-abdullah"
    assert "Hamid Karzai" in found.knowledge.actors["abdullah-abdullah"].aliases


def test_a_split_takes_a_name_away_and_gives_it_with_its_kind() -> None:
    found = overlaid(FRONT + "- split: [Taliban regime, Talib]\n  of: taliban\n  to: green-banner-front\n").knowledge
    front, taliban = found.actors["green-banner-front"], found.actors["taliban"]
    assert "Taliban regime" in front.aliases
    assert "Talib" in front.short
    assert not {"Taliban regime", "Talib"} & {*taliban.aliases, *taliban.short}
    nobody = overlaid("- {split: Taliban regime, of: taliban}").knowledge
    assert not [a.id for a in nobody.actors.values() if "Taliban regime" in a.aliases]


def test_entries_apply_from_top_to_bottom() -> None:
    taken = "- {split: Taliban regime, of: taliban}\n- {alias: Taliban regime, of: afghan-government}\n"
    assert "Taliban regime" in overlaid(taken).knowledge.actors["afghan-government"].aliases
    with pytest.raises(KnowledgeError, match=r"own.yml:1: 'Taliban regime' is a name of 'taliban' already"):
        overlaid("".join(reversed(taken.splitlines(keepends=True))))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("- alias: x\n  of: taliba\n", 1, ["no actor 'taliba'", "did you mean taliban"]),
        ("# c\n\n- alias: x\n  of: The Taleban\n", 3, ["The Taleban", "did you mean", "taliban"]),
        ("- alias: x\n  of: nobody-at-all\n", 1, ["nobody-at-all", "add it"]),
        ("- alias: [x]\n  of: taliban\n- " + FRONT[2:] + FRONT, 7, ["green-banner-front", "already", "another id"]),
        ("- actor: taliban\n  name: T\n  type: party\n", 1, ["'taliban' already", "- alias"]),
        ("- alias: Hamid Karzai\n  of: taliban\n", 1, ["a name of 'hamid-karzai'", "- split"]),
        (FRONT.replace("Green Banners", "Taleban"), 1, ["'Taleban' is a name of 'taliban'", "- merge"]),
        ("- merge: taliban\n  into: iran\n- merge: iran\n  into: taliban\n", 3, ["went to 'iran' on line 1", "take"]),
        ("- merge: taliban\n  into: taliban\n", 1, ["into itself"]),
        (
            "- merge: taliban\n  into: iran\n- alias: x\n  of: taliban\n",
            3,
            ["went to 'iran' on line 1", "name that one"],
        ),
        ("- split: Taliban\n  of: taliban\n", 1, ["what 'taliban' is called", "- correct"]),
        ("- split: Nonsuch\n  of: taliban\n", 1, ["no name of 'taliban'", "parley actors show"]),
        ("- correct: taliban\n", 1, ["nothing is corrected"]),
        (FRONT.replace("armed-group", "militia"), 3, ["'militia' is none of", "armed-group"]),
        (FRONT.replace("green-banner-front", "Green Front"), 1, ["Green Front", "small letters"]),
        (FRONT + "  colour: green\n", 5, ["no field 'colour'", "aliases"]),
        ("- alias: x\n", 1, ["'of' is missing"]),
        ("- alias: 1\n  of: taliban\n", 1, ["1 is no text", "quotes"]),
        ("- alias:\n    - Sons of the Valley\n    - 1\n  of: taliban\n", 3, ["1 is no text"]),
        ("- alias: '?!'\n  of: taliban\n", 1, ["no letters"]),
        ("- merge: a\n  split: b\n", 1, ["merge and split"]),
        ("- taliban\n", 1, ["actor, alias, merge, split, correct"]),
        ("actor: x\n", 1, ["no list", "'- '"]),
        ("- alias: x\n\tof: taliban\n", 2, ["a tab", "spaces"]),
        ("- alias: x\n  of: a: b\n", 2, ["no YAML", "quotes"]),
        ("- alias: [x\n", 2, ["no YAML"]),
        ("- alias: x\n  of: taliban\n  of: iran\n", 3, ['duplicate key "of"']),
    ],
)
def test_a_mistake_is_named_with_file_line_and_what_to_do(text: str, line: int, says: list[str]) -> None:
    with pytest.raises(KnowledgeError) as raised:
        overlaid(text)
    said = str(raised.value)
    assert said.startswith(f"own.yml:{line}: "), said
    assert [word for word in says if word not in said] == [], said


@pytest.mark.parametrize(
    "text", ["", "# c\n", "# c\n- alias: x1 # why\n  of: iran\n", FRONT.rstrip("\n"), "\ufeff" + FRONT]
)
def test_what_is_in_the_file_stays_and_the_entry_comes_last(text: str) -> None:
    entry = Alias(
        alias=(
            "No",
            "Sons: the #1",
        ),
        of="taliban",
        short=True,
    )
    after = text + addition(text, entry)
    (*before, last) = parse(after, "own.yml")
    assert last.entry == entry
    assert [placed.entry for placed in before] == [placed.entry for placed in parse(text, "own.yml")]
    assert after.splitlines()[last.line - 1].startswith("- alias:")


def test_an_indented_list_and_foreign_line_ends_are_kept() -> None:
    text = "  - alias: x1\r\n    of: iran\r\n"
    after = text + addition(text, Alias(alias=("x2",), of="iran"))
    assert [placed.line for placed in parse(after, "own.yml")] == [1, 4]
    assert after.count("\n") == after.count("\r\n")


def test_a_list_in_brackets_is_not_written_to() -> None:
    with pytest.raises(KnowledgeError, match="brackets"):
        addition("[{alias: x, of: iran}]\n", Alias(alias=("x2",), of="iran"))


def test_the_file_lies_beside_the_archive_unless_a_setting_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({}, {}).settings.overlay == "knowledge.yml"
    assert load({"archive": "/data/news"}, {}).settings.overlay == "/data/knowledge.yml"
    assert load({"archive": "https://search.example:9200"}, {}).settings.overlay == "knowledge.yml"
    with pytest.raises(SettingsError, match=r"mine.yml.*PARLEY_OVERLAY.*no such file"):
        load({}, {"PARLEY_OVERLAY": "mine.yml"})
    (tmp_path / "mine.yml").write_text(FRONT)
    settings = load({}, {"PARLEY_OVERLAY": "mine.yml"}).settings
    assert "green-banner-front" in knowledge(settings).actors


def test_a_file_that_changes_counts_at_once_and_one_that_is_no_text_is_named(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    settings = Settings(overlay=str(own))
    assert "green-banner-front" not in knowledge(settings).actors
    own.write_text(FRONT)
    assert "green-banner-front" in knowledge(settings).actors
    assert "green-banner-front" not in with_text(settings, "").knowledge.actors
    own.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeError, match=r"own.yml: cannot be read"):
        knowledge(settings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Massoud", "Masood"),
        ("Massoud", "Masud"),
        ("Hekmatyar", "Hikmatyar"),
        ("Mohammad", "Muhammad"),
        ("Muhammad", "Mohammed"),
        ("Sherkhan Noorzai", "Shirkhan Nurzai"),
        ("Qadir Wasiq", "Kadeer Waseq"),
    ],
)
def test_spellings_of_one_name_are_near(one: str, other: str) -> None:
    assert likeness(words(one), words(other)) >= NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ahmad Zia", "Ahmad Wali"), ("Baitullah", "Hakimullah"), ("Karim", "Kabir"), ("Abdul Salam", "Salam")],
)
def test_names_of_two_people_are_not(one: str, other: str) -> None:
    assert likeness(words(one), words(other)) < NEAR


def test_a_misspelt_name_is_found_among_all() -> None:
    near = Spellings(shipped().actors.values()).near("Gulbadeen Hikmatyaar")
    assert near[0].actor == "gulbuddin-hekmatyar"


def test_words_are_those_that_the_enrich_stage_compares() -> None:
    text = "The U.S. and Côte d'Ivoire's Łukasz met Кабул in Sar-e Pol. Next"
    assert words(text) == keys(text)

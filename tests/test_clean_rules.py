"""Every boilerplate rule takes its own examples and leaves its counterexamples alone."""

from __future__ import annotations

import pytest

from parley.clean.rules import Rule, Rules, Words, shipped
from parley.errors import KnowledgeError
from parley.knowledge import FOLDER, rows

WORDS = rows(FOLDER / "boilerplate_words.yml", Words)


def verdict(rules: Rules, rule: Rule, line: str) -> object:
    """What ``rules`` say of the part of ``line`` that ``rule`` is for."""
    return {"line": rules.line, "start": rules.start, "end": rules.end}[rule.part](line)


@pytest.mark.parametrize("rule", shipped().found, ids=lambda rule: rule.id)
def test_examples_match_and_counterexamples_do_not(rule: Rule) -> None:
    alone, together = Rules([rule], WORDS), shipped()
    for example in rule.examples:
        assert verdict(alone, rule, example), f"{rule.id} misses its example {example!r}"
        assert verdict(together, rule, example)
    for prose in rule.counterexamples:
        assert not verdict(together, rule, prose), f"{prose!r} is prose"


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in shipped().found]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("pattern", ["(unclosed", "<nosuchlist> ago"])
def test_a_broken_pattern_is_named(pattern: str) -> None:
    rule = Rule(id="broken", reason="test", pattern=pattern, examples=("x",))
    with pytest.raises(KnowledgeError, match="broken"):
        Rules([rule], WORDS)


def test_a_line_of_prose_length_is_never_matched() -> None:
    assert shipped().line("Photo: " + "a long line of words " * 40) is None
